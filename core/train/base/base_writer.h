#pragma once
// A base model to disk as diffusers keeps one: a folder a part, fp16 weights, model_index.json, and a card.

#include "core/base/result.h"
#include "core/nn/parameter.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>

namespace armature {

struct BasePart
{
    std::string folder;      // "unet"
    std::string weightsFile; // "diffusion_pytorch_model.safetensors"
    nlohmann::json config;
    ParameterTable *table = nullptr;
    std::string prefix;      // before every name: "text_model."
};

// `files`: further ones, by relative path. Appears whole or not at all. Errors: Conflict (it is there), Io, DiskFull.
Status writeBase(const std::filesystem::path &folder, const std::vector<BasePart> &parts, const std::map<std::string, std::string> &files);

} // namespace armature
