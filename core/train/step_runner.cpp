#include "core/train/step_runner.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/base/cpu_features.h"

namespace armature {

namespace {

Result<at::Device> deviceNamed(const std::string &name)
{
    if (name == "cpu" || (name == "auto" && !at::hasCUDA()))
        return at::Device(at::kCPU);
    if (!at::hasCUDA())
        return fail(ErrorCode::NotFound, "There is no CUDA device here for --device " + name + ".", "Use --device cpu, or run: armature-cli devices");
    if (name == "auto" || name == "cuda")
        return at::Device(at::kCUDA, 0);
    if (name.rfind("cuda:", 0) == 0 && name.size() > 5 && name.find_first_not_of("0123456789", 5) == std::string::npos)
        return at::Device(name);
    return fail(ErrorCode::BadInput, "'" + name + "' is not a device.", "Use --device auto, cpu, cuda or cuda:0.");
}

bool hasFastBf16(const at::Device &device)
{
    if (device.is_cpu())
        return cpuFeatures().avx512Bf16 || cpuFeatures().amxBf16;
    return true; // every card that LibTorch 2.11 supports well is Ampere or newer
}

AdamWOptions adamOptions(const TrainOptions &options)
{
    return {options.adam_beta1, options.adam_beta2, options.adam_epsilon, options.adam_weight_decay};
}

// The layers that from_unet could not copy: the hint network and the zero convolutions.
bool startsFromNothing(const std::string &name) { return name.rfind("controlnet_", 0) == 0; }

std::vector<double> rateScales(const std::vector<std::string> &names, double ofNewLayers)
{
    std::vector<double> scales;
    for (const std::string &name : names)
        scales.push_back(startsFromNothing(name) ? ofNewLayers : 1.0);
    return scales;
}

constexpr double kFirstScale = 65536.0; // torch's GradScaler
constexpr int64_t kGrowthInterval = 2000;

} // namespace

Result<ComputePlan> planCompute(const std::string &device, const std::string &mixedPrecision)
{
    ComputePlan plan;
    ARMATURE_TRY(plan.device, deviceNamed(device));
    if (mixedPrecision == "fp16" && plan.device.is_cpu())
        return fail(ErrorCode::BadInput, "fp16 training needs a GPU.", "Use --mixed_precision auto, no or bf16 on the CPU.");
    if (mixedPrecision == "fp16")
        plan.type = at::kHalf;
    else if (mixedPrecision == "bf16" || (mixedPrecision == "auto" && hasFastBf16(plan.device)))
        plan.type = at::kBFloat16;
    const std::string type = plan.type == at::kFloat ? "fp32" : plan.type == at::kHalf ? "fp16" : "bf16";
    plan.words = type + (plan.device.is_cpu() ? " on the CPU" : " on " + plan.device.str());
    return plan;
}

StepRunner::StepRunner(const UNet &unet, ControlNet &controlNet, NoiseSchedule schedule, const ComputePlan &plan, const TrainOptions &options)
    : m_unet(unet), m_controlNet(controlNet), m_schedule(std::move(schedule)), m_plan(plan), m_snrGamma(options.snr_gamma),
      m_maxGradNorm(options.max_grad_norm), m_weights(controlNet.parameters(), plan.device, plan.type, plan.channelsLast),
      m_optimizer(m_weights.masters(), adamOptions(options), rateScales(m_weights.names(), options.new_layers_lr_scale))
{
    m_controlNet.setGradientCheckpointing(options.gradient_checkpointing);
    if (options.use_ema)
        m_ema.emplace(m_weights.masters(), options.ema_decay);
    if (plan.type == at::kHalf)
        m_scale.value = kFirstScale;
}

void StepRunner::accumulate(const StepBatch &batch, int64_t count)
{
    const at::Tensor loss = diffusionLoss(models(), batch, m_snrGamma) / static_cast<double>(count);
    (m_scale.value == 1.0 ? loss : loss * m_scale.value).backward();
    m_weights.collectGradients();
    m_lossSum = m_lossSum.defined() ? m_lossSum + loss.detach() : loss.detach();
}

StepOutcome StepRunner::apply(double learningRate)
{
    const std::vector<at::Tensor> &gradients = m_weights.gradients();
    StepOutcome outcome;
    outcome.gradientNorm = globalNorm(gradients).item<double>() / m_scale.value;
    outcome.loss = m_lossSum.item<double>();
    outcome.isApplied = std::isfinite(outcome.gradientNorm) && std::isfinite(outcome.loss);
    if (outcome.isApplied) {
        m_optimizer.step(gradients, learningRate, m_scale.value * clipDivisor(outcome.gradientNorm, m_maxGradNorm));
        m_weights.refreshWorkingCopies();
        if (m_ema)
            m_ema->update(m_weights.masters());
    }
    adjustScale(outcome.isApplied);
    discard();
    return outcome;
}

void StepRunner::discard()
{
    m_weights.clearGradients();
    m_lossSum.reset();
}

void StepRunner::adjustScale(bool wasFinite)
{
    if (m_plan.type != at::kHalf)
        return;
    m_scale.goodUpdates = wasFinite ? m_scale.goodUpdates + 1 : 0;
    if (!wasFinite)
        m_scale.value = std::max(1.0, m_scale.value / 2);
    else if (m_scale.goodUpdates % kGrowthInterval == 0)
        m_scale.value *= 2;
}

} // namespace armature
