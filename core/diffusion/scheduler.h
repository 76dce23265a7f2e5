#pragma once
// Samplers by diffusers' names, step for step as diffusers 0.42 takes them.
//
//   ARMATURE_TRY(auto scheduler, makeScheduler("dpmpp_2m_karras", schedulerConfig));
//   ARMATURE_CHECK(scheduler->setTimesteps(20));
//   latents = latents * scheduler->initNoiseSigma();
//   for (int64_t i = 0; i < scheduler->modelCalls(); ++i) {
//       const auto output = model(scheduler->scaleModelInput(latents, i), scheduler->timesteps()[i]);
//       latents = scheduler->step(output, i, latents, generator);
//   }
//
// Steps are told by position, not by timestep: a timestep may come twice (PNDM, Heun, the tail of Karras
// spacings).

#include "core/diffusion/scheduler_config.h"

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <memory>
#include <string>

namespace armature {

class Scheduler
{
public:
    explicit Scheduler(SchedulerConfig config) : m_config(std::move(config)) {}
    virtual ~Scheduler() = default;
    Scheduler(const Scheduler &) = delete;
    Scheduler &operator=(const Scheduler &) = delete;

    std::string className() const { return armature::className(m_config.kind); }
    const SchedulerConfig &config() const { return m_config; }

    // Lays out the steps and forgets the last picture's. Errors: BadInput (more steps than the schedule has
    // room for).
    virtual Status setTimesteps(int64_t steps) = 0;
    // [modelCalls] on the CPU, int64 or fp32; what the network is to be told. PNDM and Heun ask more often
    // than `steps`.
    const at::Tensor &timesteps() const { return m_timesteps; }
    int64_t modelCalls() const { return m_timesteps.size(0); }

    // Unit noise times this is what the first step starts from; ask after setTimesteps().
    virtual double initNoiseSigma() const { return 1.0; }
    // What the network gets to see at call i.
    virtual at::Tensor scaleModelInput(const at::Tensor &sample, int64_t i) const;
    // fp32 [B, C, h, w] on any device; call with i = 0, 1, 2... Noise is drawn on the CPU in the sample's
    // shape, one draw a step where the method has noise.
    virtual at::Tensor step(const at::Tensor &modelOutput, int64_t i, const at::Tensor &sample,
                            at::Generator &generator) = 0;

protected:
    SchedulerConfig m_config;
    at::Tensor m_timesteps;
};

// nameOrAlias: diffusers' class name, or a name people use, in any case and with '-', ' ' or '_': ddim, plms,
// lms, euler_a, heun, dpmpp_2m, "DPM++ 2M Karras", dpmpp_2m_sde, unipc... ; "_karras" and "_exponential" may
// follow where the class has such spacings. Empty: the configuration's own class. The configuration may be
// another class's. Errors: BadInput (unknown name, with the nearest one; see parseSchedulerConfig()),
// Unsupported.
Result<std::unique_ptr<Scheduler>> makeScheduler(const std::string &nameOrAlias,
                                                 const nlohmann::json &schedulerConfig,
                                                 const std::string &origin = "scheduler_config.json");

} // namespace armature
