#pragma once
// The trained network with its optimiser: micro-batches in, one guarded update out. What `train` and `step` share.

#include <memory>
#include <optional>
#include <string>

#include "core/config/train_options.h"
#include "core/diffusion/noise_schedule.h"
#include "core/nn/controlnet.h"
#include "core/train/ema.h"
#include "core/train/optimizer.h"
#include "core/train/step.h"
#include "core/train/trainable.h"

namespace armature {

// Where and in what a run computes.
struct ComputePlan {
    at::Device device = at::kCPU;
    at::ScalarType type = at::kFloat; // of the working copies and the frozen networks
    bool channelsLast = true;
    std::string words;                // "fp32 on the CPU", for people
};

// mixed_precision "auto": bf16 on a GPU that has it and on a CPU with AMX or AVX-512 bf16, fp32 elsewhere (on a CPU
// without such units bf16 is emulated and many times slower). Errors: a device that is not there, fp16 on the CPU.
Result<ComputePlan> planCompute(const std::string &device, const std::string &mixedPrecision);

struct StepOutcome {
    double loss = 0;         // mean over the micro-batches
    double gradientNorm = 0; // before clipping
    bool isApplied = true;   // false: loss or gradient was not finite, and the weights are as before
};

class StepRunner
{
public:
    // The UNet must already be on the plan's device in its type; the ControlNet is moved there.
    StepRunner(const UNet &unet, ControlNet &controlNet, NoiseSchedule schedule, const ComputePlan &plan, const TrainOptions &options);

    // Forward and backward of one of `count` micro-batches of an update.
    void accumulate(const StepBatch &batch, int64_t count);
    // Forgets what was accumulated.
    void discard();
    // Clips and applies what was accumulated, unless it is not finite.
    StepOutcome apply(double learningRate);

    StepModels models() const { return {m_unet, m_controlNet, m_schedule, m_plan.type, m_plan.channelsLast}; }
    const ComputePlan &plan() const { return m_plan; }
    const NoiseSchedule &schedule() const { return m_schedule; }
    Trainable &weights() { return m_weights; }
    AdamW &optimizer() { return m_optimizer; }
    const AdamW &optimizer() const { return m_optimizer; }
    Ema *ema() { return m_ema ? &*m_ema : nullptr; }
    const Ema *ema() const { return m_ema ? &*m_ema : nullptr; }

    // fp16 only: the loss is multiplied by a scale that doubles after 2,000 good updates and halves after a bad one.
    struct LossScale {
        double value = 1.0;
        int64_t goodUpdates = 0;
    };
    LossScale lossScale() const { return m_scale; }
    void setLossScale(LossScale scale) { m_scale = scale; }

private:
    void adjustScale(bool wasFinite);

    const UNet &m_unet;
    ControlNet &m_controlNet;
    NoiseSchedule m_schedule;
    ComputePlan m_plan;
    double m_snrGamma, m_maxGradNorm;
    Trainable m_weights;
    AdamW m_optimizer;
    std::optional<Ema> m_ema;
    LossScale m_scale;
    at::Tensor m_lossSum; // 0-d, of the micro-batches so far
};

} // namespace armature
