#include "core/train/step.h"

#include <ATen/ATen.h>

namespace armature {

namespace {

at::Tensor prepared(const StepModels &models, const at::Tensor &value)
{
    const auto format = models.channelsLast && value.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
    return value.to(models.computeType).contiguous(format);
}

// 0-d: the mean over pictures of weight * error, where error is each picture's own mean.
at::Tensor snrWeighted(const at::Tensor &squaredError, const NoiseSchedule &schedule, const at::Tensor &timesteps, double gamma)
{
    const at::Tensor snr = schedule.snr(timesteps);
    at::Tensor weight = snr.clamp_max(gamma);
    if (schedule.predictionType() == PredictionType::Epsilon)
        weight = weight / snr;
    else if (schedule.predictionType() == PredictionType::VPrediction)
        weight = weight / (snr + 1);
    const at::Tensor perPicture = squaredError.mean({1, 2, 3});
    return (perPicture * weight).mean();
}

} // namespace

at::Tensor predictionTarget(const NoiseSchedule &schedule, const StepBatch &batch)
{
    switch (schedule.predictionType()) {
    case PredictionType::Epsilon:
        return batch.noise;
    case PredictionType::VPrediction:
        return schedule.velocity(batch.latents, batch.noise, batch.timesteps);
    case PredictionType::Sample:
        return batch.latents;
    }
    return {};
}

at::Tensor diffusionLoss(const StepModels &models, const StepBatch &batch, double snrGamma)
{
    const at::Tensor noisy = prepared(models, models.schedule.addNoise(batch.latents, batch.noise, batch.timesteps));
    const at::Tensor text = prepared(models, batch.encoderHiddenStates);

    // 1. The frozen encoder and middle: residuals enter after them, so they need no graph.
    UNetFeatures features;
    {
        const at::NoGradGuard noGrad;
        features = models.unet.encode(noisy, batch.timesteps, text);
    }
    // 2. The ControlNet, with a graph to its weights.
    const ControlResiduals residuals =
        models.controlNet.forward(noisy, batch.timesteps, text, prepared(models, batch.condition));
    // 3. The frozen decoder, with a graph to the residuals.
    const at::Tensor prediction = models.unet.decode(features, text, &residuals);
    // 4. The loss, in fp32 whatever the networks compute in.
    const at::Tensor target = predictionTarget(models.schedule, batch).to(at::kFloat);
    if (snrGamma <= 0)
        return at::mse_loss(prediction.to(at::kFloat), target);
    const at::Tensor error = at::mse_loss(prediction.to(at::kFloat), target, at::Reduction::None);
    return snrWeighted(error, models.schedule, batch.timesteps, snrGamma);
}

} // namespace armature
