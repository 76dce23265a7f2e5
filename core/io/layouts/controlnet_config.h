#pragma once
// config.json of a ControlNet as diffusers 0.42.1 writes it, and the header that goes into single files.

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>

namespace armature {

inline constexpr const char *kDiffusersVersion = "0.42.1";

// Every constructor argument of ControlNetModel, with the class's default where `config` has none; other keys
// (those of a UNet, say) are dropped.
nlohmann::json completeControlNetConfig(const nlohmann::json &config);
// As save_config writes it: sorted keys, two spaces, a final newline.
std::string controlNetConfigText(const nlohmann::json &config);

// safetensors' __metadata__ of a single file: "format", Stability's model specification 1.0.0
// (github.com/Stability-AI/ModelSpec) and our configuration. Entries of `extra` win.
std::map<std::string, std::string> controlNetHeader(const nlohmann::json &config,
                                                    const std::map<std::string, std::string> &extra);

} // namespace armature
