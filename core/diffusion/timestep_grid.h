#pragma once
// Which timesteps and noise levels a sampler visits. Torch-free; double where numpy is double, so that the
// rounded timesteps agree with diffusers'.

#include "core/diffusion/scheduler_config.h"

#include <vector>

namespace armature {

// n descending training timesteps. Linspace ones are whole numbers only where `isRounded`.
// Errors: BadInput (fewer than 1 step, or more than there are training timesteps).
Result<std::vector<double>> spacedTimesteps(const SchedulerConfig &config, int64_t steps, bool isRounded);

// The multistep solvers' grid: one point more is laid out, and the one next to the picture is left out.
// usableTimesteps: the training timesteps above lambda_min_clipped.
Result<std::vector<double>> multistepTimesteps(const SchedulerConfig &config, int64_t steps,
                                               int64_t usableTimesteps);

struct SigmaGrid
{
    std::vector<double> timesteps; // one per step, possibly fractional
    std::vector<float> sigmas;     // one more: the level after the last step
};

// `sigmas` is noise / signal of each training timestep, ascending.
//
// Euler, Euler ancestral, LMS, Heun: levels interpolated at the timesteps, or respaced between the first and
// the last.
Result<SigmaGrid> sigmaGrid(const SchedulerConfig &config, const std::vector<float> &sigmas, int64_t steps);

// DPM-Solver++ and UniPC: whole timesteps; respacing goes over the whole training range.
Result<SigmaGrid> multistepSigmaGrid(const SchedulerConfig &config, const std::vector<float> &sigmas,
                                     int64_t steps, int64_t usableTimesteps);

} // namespace armature
