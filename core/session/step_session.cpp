#include "core/session/step_session.h"

#include <ATen/ATen.h>

#include <chrono>

#include "core/base/process_memory.h"
#include "core/diffusion/scheduler_config.h"
#include "core/nn/model_loader.h"
#include "core/nn/tensor_file.h"
#include "core/train/lr_schedule.h"
#include "core/train/step_meter.h"
#include "core/train/step_runner.h"

namespace armature {

namespace {

struct StepInputs {
    NamedTensors tensors;

    static Result<StepInputs> read(const std::string &path, int64_t steps)
    {
        StepInputs inputs;
        ARMATURE_TRY(inputs.tensors, loadTensors(path));
        for (const char *name : {"latents", "noise", "timesteps", "encoder_hidden_states", "controlnet_cond"}) {
            const auto found = inputs.tensors.find(name);
            if (found == inputs.tensors.end())
                return fail(ErrorCode::BadInput, path + " has no tensor '" + name + "'.");
            if (found->second.dim() < 1 || found->second.size(0) < steps)
                return fail(ErrorCode::BadInput, path + ": '" + name + "' holds fewer than " + std::to_string(steps) + " steps.", "Use a smaller --steps.");
        }
        ARMATURE_CHECK(inputs.checkShapes(path));
        return inputs;
    }

    Status checkShapes(const std::string &path) const
    {
        const at::Tensor &latents = tensors.at("latents"), &condition = tensors.at("controlnet_cond");
        const auto bad = [&](const std::string &what) { return fail(ErrorCode::BadInput, path + ": " + what + "."); };
        if (latents.dim() != 5 || tensors.at("noise").sizes() != latents.sizes())
            return bad("'latents' and 'noise' must both be [steps, batch, channels, height, width]");
        if (tensors.at("timesteps").dim() != 2 || tensors.at("timesteps").size(1) != latents.size(1))
            return bad("'timesteps' must be [steps, batch]");
        if (tensors.at("encoder_hidden_states").dim() != 4 || tensors.at("encoder_hidden_states").size(1) != latents.size(1))
            return bad("'encoder_hidden_states' must be [steps, batch, tokens, width]");
        if (condition.dim() != 5 || condition.size(1) != latents.size(1) || condition.size(3) != 8 * latents.size(3) || condition.size(4) != 8 * latents.size(4))
            return bad("'controlnet_cond' must be [steps, batch, channels, 8 * height, 8 * width]");
        return {};
    }

    StepBatch at(int64_t step, at::Device device) const
    {
        const auto part = [&](const char *name) { return tensors.at(name)[step].to(device); };
        return {part("latents").to(at::kFloat), part("noise").to(at::kFloat), part("timesteps").to(at::kLong),
                part("encoder_hidden_states").to(at::kFloat), part("controlnet_cond").to(at::kFloat)};
    }
};

Status run(const StepRequest &request)
{
    ARMATURE_TRY(const StepInputs inputs, StepInputs::read(request.input, request.steps));
    const std::string &precision = request.options.mixed_precision;
    ARMATURE_TRY(const ComputePlan plan, planCompute(request.options.device == "auto" ? "cpu" : request.options.device, precision == "auto" ? "no" : precision));
    ARMATURE_TRY(UNet unet, loadUNet(request.modelFolder + "/unet", request.options.variant));
    ARMATURE_TRY(nlohmann::json scheduler, readSchedulerConfig(request.modelFolder + "/scheduler/scheduler_config.json"));
    if (request.options.prediction_type != "auto")
        scheduler["prediction_type"] = request.options.prediction_type;
    ARMATURE_TRY(NoiseSchedule schedule, NoiseSchedule::create(scheduler, request.modelFolder));
    ARMATURE_TRY(ControlNet net, loadControlNet(request.controlNet));
    ARMATURE_CHECK(schedule.checkTimesteps(inputs.tensors.at("timesteps").to(at::kLong).flatten()));
    unet.parameters().to(plan.device, plan.type, plan.channelsLast);
    StepRunner runner(unet, net, std::move(schedule), plan, request.options);
    ARMATURE_TRY(const LrSchedule rates, LrSchedule::create({request.options.lr_scheduler, request.options.learning_rate, request.options.lr_warmup_steps,
                                                             request.options.max_train_steps > 0 ? request.options.max_train_steps : request.steps,
                                                             request.options.lr_num_cycles, request.options.lr_power}));
    std::vector<double> losses, norms, seconds, finishedAt;
    NamedTensors out;
    for (int64_t i = 0; i < request.steps; ++i) {
        const Stopwatch watch;
        runner.accumulate(inputs.at(i, plan.device), 1);
        if (request.writeGradients && i + 1 == request.steps) {
            const auto &gradients = runner.weights().gradients();
            for (size_t k = 0; k < gradients.size(); ++k)
                out["gradient." + runner.weights().names()[k]] = gradients[k].detach().clone();
        }
        const StepOutcome outcome = runner.apply(rates.rateAfter(i));
        losses.push_back(outcome.loss);
        norms.push_back(outcome.gradientNorm);
        seconds.push_back(watch.seconds());
        finishedAt.push_back(std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count());
    }
    const ProcessMemory memory = processMemory();
    const auto row = [](const std::vector<double> &values) { return at::tensor(values, at::kDouble).to(at::kFloat); };
    out["loss"] = row(losses);
    out["gradient_norm"] = row(norms);
    out["seconds"] = row(seconds);
    out["finished_at"] = at::tensor(finishedAt, at::kDouble);
    out["peak_memory_bytes"] = at::scalar_tensor(memory.peak, at::kLong);
    for (size_t k = 0; k < runner.weights().names().size(); ++k)
        out[runner.weights().names()[k]] = runner.weights().masters()[k];
    return saveTensors(request.output, out, {});
}

} // namespace

Status runSteps(const StepRequest &request)
{
    if (request.steps < 1)
        return fail(ErrorCode::BadInput, "--steps must be at least 1.");
    try {
        return run(request);
    } catch (const c10::Error &error) {
        return fail(ErrorCode::Internal, std::string("The engine stopped: ") + error.what_without_backtrace());
    }
}

} // namespace armature
