#pragma once
// LDM naming (CompVis and Stability's stable-diffusion repositories, lllyasviel's ControlNet) against
// diffusers' 0.42 naming of the same networks. Facts: ldm/modules/diffusionmodules/openaimodel.py and
// model.py, cldm/cldm.py, open_clip/transformer.py.

#include "core/io/layouts/name_map.h"
#include "core/io/layouts/topology.h"

namespace armature {

inline constexpr const char *kLdmUNetPrefix = "model.diffusion_model.";
inline constexpr const char *kLdmVaePrefix = "first_stage_model.";
inline constexpr const char *kLdmClipPrefix = "cond_stage_model.transformer.";
inline constexpr const char *kLdmOpenClipPrefix = "cond_stage_model.model.";
inline constexpr const char *kLdmControlPrefix = "control_model.";

// Names without those prefixes.
NameMap ldmUNetNames(const UNetTopology &topology);
NameMap ldmControlNetNames(const UNetTopology &topology, int hintBlocks);
NameMap ldmVaeNames(const VaeTopology &topology);
// OpenCLIP's text tower to transformers' CLIPTextModel, `layerCount` blocks of it.
NameMap openClipNames(int layerCount);

} // namespace armature
