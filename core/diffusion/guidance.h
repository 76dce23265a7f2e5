#pragma once
// Classifier-free guidance (Ho & Salimans 2022, arXiv 2207.12598, equation 6) and when a ControlNet acts.

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace armature {

// Whether a ControlNet acts on model call i of n: unless i / n < start or (i + 1) / n > end, both in [0, 1].
// This is diffusers' definition; others' windows end up to one step later. n counts model calls, as
// timesteps() does.
bool controlActs(int64_t i, int64_t n, double start, double end);

// uncond + scale * (cond - uncond), all of one shape. rescale in [0, 1] takes that share of the result with
// cond's own standard deviation per picture, against over-exposure (Lin et al. 2023, arXiv 2305.08891,
// equations 15 and 16).
at::Tensor guided(const at::Tensor &cond, const at::Tensor &uncond, double scale, double rescale = 0.0);

} // namespace armature
