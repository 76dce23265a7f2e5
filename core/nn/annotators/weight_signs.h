#pragma once
// Tells which network a file of weights is of, by the names that only that network has.

#include "core/io/tensor_source.h"

#include <string>

namespace armature {

// "HED soft edges", "a Stable Diffusion checkpoint", ...; "an unknown network" otherwise. For messages.
std::string looksLike(const TensorSource &source);

} // namespace armature
