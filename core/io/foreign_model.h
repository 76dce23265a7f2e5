#pragma once
// Whether a file is a program that somebody else wrote, rather than weights for a network that is known here.
// Such a file is run only after an explicit question.

#include "core/base/result.h"

#include <string>

namespace armature {

enum class ForeignModel { None, Onnx, TorchScript };

// By content, without running anything. Errors: NotFound, Io.
Result<ForeignModel> foreignModelOf(const std::string &path);

const char *foreignModelName(ForeignModel kind); // "an ONNX graph", "a TorchScript program"; "" for none

} // namespace armature
