#include "core/io/layouts/identify.h"

#include "core/io/layouts/ldm_names.h"

#include <algorithm>
#include <optional>

namespace armature {

namespace {

using Names = std::vector<std::string>;

bool hasExact(const TensorSource &file, const std::string &name) { return file.find(name).has_value(); }

bool hasPart(const Names &names, std::string_view part)
{
    return std::any_of(names.begin(), names.end(),
                       [part](const std::string &name) { return name.find(part) != std::string::npos; });
}

struct ForeignSign
{
    std::string_view part; // anywhere in a name
    const char *what;
};

// Most telling first: a Control-LoRA also has LoRA names, a union ControlNet also has a hint network.
constexpr ForeignSign kForeignSigns[] = {
    {"lora_controlnet", "a Control-LoRA"},
    {"lllite", "a ControlNet-LLLite"},
    {"lora_unet_", "a LoRA"},
    {"lora_te", "a LoRA"},
    {".lora_down.", "a LoRA"},
    {".lora_up.", "a LoRA"},
    {".lora_A.", "a LoRA"},
    {".lora.up.", "a LoRA"},
    {".lora.down.", "a LoRA"},
    {"task_embedding", "a ControlNet Union model"},
    {"control_add_embedding", "a ControlNet Union model"},
    {"controlnet_x_embedder", "a Flux ControlNet"},
    {"controlnet_blocks.", "a Flux or SD 3 ControlNet"},
    {"pos_embed_input.proj", "an SD 3 ControlNet"},
    {"double_blocks.", "a Flux model"},
    {"joint_blocks.", "an SD 3 model"},
    {"motion_modules.", "an AnimateDiff model"},
    {"ip_adapter.", "an IP-Adapter"},
    {"image_proj.", "an IP-Adapter"},
    {"conditioner.embedders.", "an SDXL checkpoint"},
    {"control_model.label_emb.", "an SDXL ControlNet"},
    {"emb_params", "a textual inversion embedding"},
    {"string_to_param", "a textual inversion embedding"},
};

std::optional<std::string> foreignKind(const TensorSource &file, const Names &names)
{
    for (const ForeignSign &sign : kForeignSigns) {
        if (hasPart(names, sign.part))
            return sign.what;
    }
    if (hasExact(file, "difference"))
        return "a difference ControlNet, which holds only what training changed";
    const bool hasControl =
        hasNameBelow(file, "controlnet_cond_embedding.") || hasPart(names, "input_hint_block.");
    if (!hasControl && (hasNameBelow(file, "adapter.") || hasNameBelow(file, "body.")))
        return "a T2I-Adapter";
    if (hasNameBelow(file, "add_embedding.") || hasNameBelow(file, "label_emb."))
        return hasControl ? "an SDXL ControlNet" : "an SDXL model";
    return std::nullopt;
}

ModelIdentity named(ModelKind kind, std::string what) { return {kind, std::move(what), {}, false}; }

} // namespace

ModelIdentity identifyModel(const TensorSource &file)
{
    const Names names = file.names();
    if (const auto foreign = foreignKind(file, names))
        return named(ModelKind::Foreign, *foreign);
    const bool hasBase = hasNameBelow(file, std::string(kLdmUNetPrefix) + "input_blocks.");
    for (const std::string prefix : {kLdmControlPrefix, ""}) {
        if (hasNameBelow(file, prefix + "input_hint_block.")) {
            return {ModelKind::ControlNetLdm,
                    hasBase ? "a ControlNet training checkpoint" : "a ControlNet in LDM naming", prefix,
                    hasBase};
        }
    }
    if (hasNameBelow(file, "controlnet_cond_embedding."))
        return named(ModelKind::ControlNet, "a ControlNet under diffusers' names");
    if (hasBase)
        return named(ModelKind::Checkpoint, "a Stable Diffusion checkpoint");
    for (const char *prefix : {kLdmVaePrefix, kLdmClipPrefix, kLdmOpenClipPrefix, "model_ema."}) {
        if (hasNameBelow(file, prefix))
            return named(ModelKind::Checkpoint, "a part of a Stable Diffusion checkpoint");
    }
    if (hasNameBelow(file, "down_blocks.") && hasNameBelow(file, "up_blocks."))
        return named(ModelKind::UNet, "a UNet under diffusers' names");
    if (hasNameBelow(file, "encoder.conv_in.") && hasNameBelow(file, "decoder.conv_in."))
        return named(ModelKind::Vae, "a VAE");
    if (hasExact(file, "text_model.embeddings.token_embedding.weight") ||
        hasExact(file, "embeddings.token_embedding.weight"))
        return named(ModelKind::TextEncoder, "a CLIP text encoder");
    return named(ModelKind::Unknown, "a file of tensors");
}

} // namespace armature
