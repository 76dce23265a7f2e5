#pragma once
// What a file of tensors is, by the names in it. Kinds that are known but not handled have a plain name, so
// that a refusal can say more than "missing tensors".

#include "core/io/tensor_source.h"

#include <string>

namespace armature {

enum class ModelKind {
    Unknown,
    Foreign,       // known by name, not handled
    Checkpoint,    // single file in LDM naming: UNet, VAE and text encoder, or some of them
    ControlNetLdm, // alone or inside a training checkpoint
    ControlNet,    // under diffusers' names
    UNet,
    Vae,
    TextEncoder,
};

struct ModelIdentity
{
    ModelKind kind = ModelKind::Unknown;
    std::string what;          // "an SDXL checkpoint", for messages
    std::string prefix;        // in front of the ControlNet's LDM names: "control_model.", or nothing
    bool hasBaseModel = false; // a ControlNet that came with the model it was trained on
};

ModelIdentity identifyModel(const TensorSource &file);

} // namespace armature
