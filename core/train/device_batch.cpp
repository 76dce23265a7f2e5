#include "core/train/device_batch.h"

#include <ATen/ATen.h>

#include "core/train/random_streams.h"

namespace armature {

namespace {

at::Tensor normalLike(const at::Tensor &like, const NoiseKey &key, RandomStream stream)
{
    // Drawn on the CPU whatever the device, so that a seed means the same everywhere.
    at::Generator generator = streamGenerator(key.seed, stream, static_cast<uint64_t>(key.step), static_cast<uint64_t>(key.part));
    return at::randn(like.sizes(), generator, at::TensorOptions(at::kFloat)).to(like.device());
}

VaeMoments momentsOf(const HostBatch &host, const BaseModel &base, at::Device device)
{
    if (host.mean.defined())
        return {host.mean.to(device), host.logvar.to(device)};
    return base.vae->encode(host.pixels.to(device));
}

} // namespace

StepBatch toDevice(const HostBatch &host, const BaseModel &base, const StepRunner &runner, const NoiseKey &key)
{
    const at::NoGradGuard noGrad;
    const at::Device device = runner.plan().device;
    StepBatch batch;

    // z = (mean + std * eps) * scaling_factor, as DiagonalGaussianDistribution.sample() and the script do.
    const VaeMoments moments = momentsOf(host, base, device);
    const at::Tensor sample = moments.mean + at::exp(0.5 * moments.logvar) * normalLike(moments.mean, key, RandomStream::Posterior);
    const VaeConfig &vae = base.vae->config();
    batch.latents = (sample - vae.shiftFactor) * vae.scalingFactor;

    batch.noise = normalLike(batch.latents, key, RandomStream::Noise);
    if (key.noiseOffset > 0) {
        const at::Tensor perChannel = batch.latents.slice(2, 0, 1).slice(3, 0, 1);
        batch.noise = batch.noise + key.noiseOffset * normalLike(perChannel, key, RandomStream::NoiseOffset);
    }
    at::Generator generator = streamGenerator(key.seed, RandomStream::Timesteps, static_cast<uint64_t>(key.step), static_cast<uint64_t>(key.part));
    batch.timesteps = at::randint(0, runner.schedule().trainTimesteps(), {batch.latents.size(0)}, generator, at::TensorOptions(at::kLong)).to(device);

    batch.encoderHiddenStates = host.encoderHiddenStates.defined()
                                    ? host.encoderHiddenStates.to(device)
                                    : base.textEncoder->forward(host.tokenIds.to(device)).lastHiddenState;
    batch.condition = host.condition.to(device).to(at::kFloat).div_(255.0);
    return batch;
}

} // namespace armature
