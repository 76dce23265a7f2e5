#include "core/nn/annotators/weight_signs.h"

#include <algorithm>
#include <array>
#include <utility>

namespace armature {

namespace {

// The authors' own names in the public files; where a name is common to two, the rarer comes first.
constexpr std::array<std::pair<const char *, const char *>, 21> kSigns{{
    {"pretrained.cls_token", "Depth Anything"},
    {"backbone.embeddings.cls_token", "Depth Anything, as transformers saves it"},
    {"pretrained.model.cls_token", "a MiDaS DPT"},
    {"dpt.embeddings.cls_token", "a DPT, as transformers saves it"},
    {"pretrained.layer1.0.weight", "MiDaS v2.1"},
    {"model0.conv1_1.weight", "OpenPose's body network"},
    {"model1_0.conv1_1.weight", "OpenPose's hand network"},
    {"Mconv7_stage3_L2.weight", "OpenPose's BODY_25 network"},
    {"Mconv7_stage6_L1.weight", "OpenPose's body network"},
    {"Mconv7_stage6.weight", "OpenPose's hand or face network"},
    {"block1.convs.0.weight", "HED soft edges"},
    {"model2.0.conv_block.1.weight", "lineart"},
    {"module.block1_1.conv1.weight", "PiDiNet"},
    {"block1_1.conv1.weight", "PiDiNet"},
    {"pretrained.layer1.3.0.conv_dw.weight", "MiDaS v2.1 small"},
    {"backbone.features.0.0.weight", "M-LSD"},
    {"model.model.1.model.1.weight", "anime lineart"},
    {"conv6_2_CPM.weight", "OpenPose's face network"},
    {"model.diffusion_model.input_blocks.0.0.weight", "a Stable Diffusion checkpoint"},
    {"controlnet_cond_embedding.conv_in.weight", "a ControlNet"},
    {"conv_in.weight", "a part of a diffusers model"},
}};

} // namespace

std::string looksLike(const TensorSource &source)
{
    const auto sign = std::find_if(kSigns.begin(), kSigns.end(),
                                   [&](const auto &one) { return source.find(one.first).has_value(); });
    return sign == kSigns.end() ? "an unknown network" : sign->second;
}

} // namespace armature
