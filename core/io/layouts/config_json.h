#pragma once
// Configurations as JSON: read from a file of a folder, or out of a weight file's header, where we keep what
// shapes do not tell.

#include "core/base/result.h"
#include "core/io/tensor_source.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace armature {

// Key of the header's metadata. Its value is a JSON object of config.json objects by part: "unet", "vae",
// "text_encoder", "scheduler", "controlnet".
inline constexpr const char *kConfigMetadataKey = "armature.config";

// Errors: BadInput (no JSON object, or nested deeper than any configuration is).
Result<nlohmann::json> parseJsonObject(std::string_view text, const std::string &origin);
// Errors: NotFound, Io, BadInput; files over 16 MiB are not configurations.
Result<nlohmann::json> readJsonObject(const std::filesystem::path &path);

// The part's configuration from the header; nothing when there is none. Errors: BadInput (damaged).
Result<std::optional<nlohmann::json>> embeddedConfig(const TensorSource &file, const std::string &part);

} // namespace armature
