#pragma once
// What the schedulers' files share.

#include "core/diffusion/scheduler.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace armature::detail {

std::unique_ptr<Scheduler> makeDdpm(SchedulerConfig config);
std::unique_ptr<Scheduler> makeDdim(SchedulerConfig config);
std::unique_ptr<Scheduler> makePndm(SchedulerConfig config);
std::unique_ptr<Scheduler> makeLms(SchedulerConfig config);
std::unique_ptr<Scheduler> makeEuler(SchedulerConfig config);
std::unique_ptr<Scheduler> makeEulerAncestral(SchedulerConfig config);
std::unique_ptr<Scheduler> makeHeun(SchedulerConfig config);
std::unique_ptr<Scheduler> makeDpmSolver(SchedulerConfig config);
std::unique_ptr<Scheduler> makeUniPc(SchedulerConfig config);

std::vector<float> alphasOf(const SchedulerConfig &config);        // running products
std::vector<float> sigmasOf(const SchedulerConfig &config);        // noise / signal of each training timestep
at::Tensor wholeTimesteps(const std::vector<double> &values);      // int64
at::Tensor fractionalTimesteps(const std::vector<double> &values); // fp32

// Standard normal, of the sample's shape, drawn on the CPU.
at::Tensor noiseLike(const at::Tensor &sample, at::Generator &generator);

// The picture that the prediction implies, for sample = signal * picture + noiseLevel * noise.
at::Tensor predictedOriginal(PredictionType type, const at::Tensor &output, const at::Tensor &sample,
                             float signal, float noiseLevel);
// Likewise for sample = picture + sigma * noise.
at::Tensor predictedOriginal(PredictionType type, const at::Tensor &output, const at::Tensor &sample,
                             float sigma);

// Dynamic thresholding or clipping as configured, or the picture as it is.
at::Tensor limitedOriginal(const SchedulerConfig &config, const at::Tensor &original);

// Schedulers that index the running products: int64 timesteps, whole and inside of the training range.
// Errors: BadInput (a timestep outside, or one without signal where the method divides by it).
Status checkWholeTimesteps(const SchedulerConfig &config, const std::vector<double> &timesteps,
                           const std::vector<float> &alphas);

// A point on the way, for DPM-Solver and UniPC: sample = alpha * picture + sigma * noise; lambda = log(alpha
// / sigma), infinite where there is no noise.
struct LambdaPoint
{
    explicit LambdaPoint(float level);
    float alpha, sigma, lambda;
};

} // namespace armature::detail
