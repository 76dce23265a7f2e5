#pragma once
// A ControlNet from wherever people keep it: a diffusers folder, a checkpoint folder of a run, a single file
// in LDM naming (with or without "control_model."), a single file under diffusers' names, a whole training
// checkpoint.

#include "core/base/result.h"
#include "core/io/tensor_source.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace armature {

enum class ControlNetLayout { DiffusersFolder, DiffusersFile, LdmFile };

struct ControlNetSource
{
    TensorSourcePtr weights; // under diffusers' names
    nlohmann::json config;   // of ControlNetModel
    ControlNetLayout layout = ControlNetLayout::DiffusersFolder;
    std::string family;             // "SD 1", "SD 2", "SD-like"
    std::vector<std::string> notes; // what was assumed or left out
};

// The configuration comes from config.json, our entry in the header, or shapes. Errors: NotFound (no such
// path, no weights in the folder), those of openTensorFile, BadInput (not a ControlNet), Unsupported naming
// what it is instead (LoRA, LLLite, T2I-Adapter, union, difference model, SDXL, Flux, SD 3).
Result<ControlNetSource> openControlNet(const std::string &path);

} // namespace armature
