#pragma once
// ControlNets to disk in the two layouts that people load: a diffusers folder, and one file in LDM naming for
// WebUI and ComfyUI. What was written is read back and compared before success.

#include "core/base/result.h"
#include "core/io/safetensors.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace armature {

struct ControlNetWrite
{
    std::vector<NamedTensor> tensors;            // under diffusers' names, any floating-point type
    nlohmann::json config;                       // of ControlNetModel
    std::map<std::string, std::string> metadata; // goes into the header
    DType dtype = DType::F32;                    // F32, F16 or BF16
    bool overwrite = false;
};

// Whether those are the modules of such a ControlNet: all of them and no other. Errors: BadInput, by name.
Status checkControlNetNames(const std::vector<std::string> &names, const nlohmann::json &config);

// FOLDER/config.json and FOLDER/diffusion_pytorch_model.safetensors; other files of an existing folder stay.
// Errors: Conflict (they exist), BadInput (tensors are missing or foreign, by name), Numeric (a number that
// the type cannot hold, by tensor), Io, DiskFull.
Status writeControlNetFolder(const ControlNetWrite &write, const std::string &folder);

// One safetensors file, names behind "control_model.". Errors: as above.
Status writeControlNetFile(const ControlNetWrite &write, const std::string &path);

} // namespace armature
