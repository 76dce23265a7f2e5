#include "core/diffusion/scheduler_detail.h"

#include "core/diffusion/noise_schedule.h"

#include <ATen/ATen.h>

#include <cmath>

namespace armature::detail {

namespace {

std::vector<float> numbersOf(const at::Tensor &values)
{
    const at::Tensor whole = values.contiguous();
    const float *first = whole.const_data_ptr<float>();
    return {first, first + whole.numel()};
}

} // namespace

std::vector<float> alphasOf(const SchedulerConfig &config) { return numbersOf(alphasCumprodOf(config)); }

std::vector<float> sigmasOf(const SchedulerConfig &config)
{
    // By tensors: their square root rounds otherwise than the processor's, and where the first level is 4096
    // (zero terminal signal) the last digit is seen.
    const at::Tensor products = alphasCumprodOf(config);
    return numbersOf(((1 - products) / products).sqrt());
}

at::Tensor wholeTimesteps(const std::vector<double> &values)
{
    return at::tensor(std::vector<int64_t>(values.begin(), values.end()), at::kLong);
}

at::Tensor fractionalTimesteps(const std::vector<double> &values)
{
    return at::tensor(std::vector<float>(values.begin(), values.end()), at::kFloat);
}

at::Tensor noiseLike(const at::Tensor &sample, at::Generator &generator)
{
    return at::randn(sample.sizes(), generator, at::TensorOptions(at::kFloat)).to(sample.device());
}

at::Tensor predictedOriginal(PredictionType type, const at::Tensor &output, const at::Tensor &sample,
                             float signal, float noiseLevel)
{
    switch (type) {
    case PredictionType::Epsilon:
        return (sample - noiseLevel * output) / signal;
    case PredictionType::VPrediction:
        return signal * sample - noiseLevel * output;
    case PredictionType::Sample:
        return output;
    }
    return {};
}

at::Tensor predictedOriginal(PredictionType type, const at::Tensor &output, const at::Tensor &sample,
                             float sigma)
{
    const float power = sigma * sigma + 1.0f;
    switch (type) {
    case PredictionType::Epsilon:
        return sample - sigma * output;
    case PredictionType::VPrediction:
        return output * (-sigma / std::sqrt(power)) + sample / power;
    case PredictionType::Sample:
        return output;
    }
    return {};
}

at::Tensor limitedOriginal(const SchedulerConfig &config, const at::Tensor &original)
{
    if (config.thresholding) {
        const at::Tensor flat = original.flatten(1);
        const at::Tensor limit =
            at::quantile(flat.abs(), config.thresholdingRatio, 1, true).clamp(1, config.sampleMaxValue);
        return (at::minimum(at::maximum(flat, -limit), limit) / limit).view_as(original);
    }
    if (config.clipSample)
        return original.clamp(-config.clipSampleRange, config.clipSampleRange);
    return original;
}

Status checkWholeTimesteps(const SchedulerConfig &config, const std::vector<double> &timesteps,
                           const std::vector<float> &alphas)
{
    for (const double timestep : timesteps) {
        if (timestep < 0 || timestep >= static_cast<double>(alphas.size()))
            return fail(ErrorCode::BadInput,
                        std::string(className(config.kind)) + " would ask for timestep " +
                            std::to_string(static_cast<int64_t>(timestep)) + " of a model with " +
                            std::to_string(alphas.size()) + " timesteps.",
                        "Use fewer --steps, or correct steps_offset in " + config.origin + ".");
        if (config.prediction == PredictionType::Epsilon && alphas[static_cast<size_t>(timestep)] == 0.0f)
            return fail(
                ErrorCode::BadInput,
                std::string(className(config.kind)) + " begins without any signal (rescale_betas_zero_snr), "
                                                      "where a prediction of the noise says "
                                                      "nothing about the picture.",
                "Set prediction_type to v_prediction in " + config.origin + " if the model was trained so.");
    }
    return {};
}

LambdaPoint::LambdaPoint(float level)
    : alpha(1.0f / std::sqrt(level * level + 1.0f)), sigma(level * alpha),
      lambda(std::log(alpha) - std::log(sigma))
{
}

} // namespace armature::detail
