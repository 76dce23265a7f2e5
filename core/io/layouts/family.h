#pragma once
// Which models belong together: by the width of the text they attend to, and by the sizes of their blocks.

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <string>

namespace armature {

// Of a UNet's or ControlNet's config.json: "SD 1", "SD 2", "SDXL", or "SD-like" for any other width.
std::string familyOf(const nlohmann::json &config);
// "SD 2 (1024-wide text)"
std::string describeFamily(const nlohmann::json &config);

// Whether the ControlNet's residuals fit the UNet. Errors: BadInput, naming both sides.
Status checkMatches(const nlohmann::json &controlNetConfig, const nlohmann::json &unetConfig);

} // namespace armature
