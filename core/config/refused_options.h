#pragma once
// Options of diffusers' train_controlnet.py that Armature knows but does not take, each with a sentence that
// says what to do instead.

#include "core/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

// Nothing when the key is not one of the refused options. The error is BadInput.
std::optional<Error> refusedOption(std::string_view key);
std::vector<std::string> refusedOptionKeys();

// Values that diffusers takes for an option of ours and we do not: report_to wandb, comet_ml.
std::optional<Error> refusedValue(std::string_view key, std::string_view value);

} // namespace armature
