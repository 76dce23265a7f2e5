"""Writes schedulers.json: what diffusers' schedulers do with an analytic model, for scheduler_test.cpp.

Run with python where torch==2.11.0, diffusers==0.42.1 and scipy are installed:  python make_schedulers.py

The model answers sin(1.3 y) + 0.1 to its scaled input y; samples are fp32 [2, 2, 2, 2] and begin as
linspace(-1, 1, 16) * init_noise_sigma; noise comes from a CPU generator seeded with 7. A run is
{"n": steps, "t": index into "timesteps", "s": init_noise_sigma, "x": final sample}, or {"n", "error"} where diffusers
refuses ("refused") or its numbers are not finite ("nan").
"""
import json
import pathlib
import warnings

import diffusers
import torch

warnings.filterwarnings("ignore")
diffusers.utils.logging.set_verbosity_error()
assert diffusers.__version__ == "0.42.1" and torch.__version__.startswith("2.11.0")

SD = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
# stable-diffusion-v1-5/scheduler/scheduler_config.json as published, and stable-diffusion-2-1's.
SD15 = {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012,
        "beta_schedule": "scaled_linear", "beta_start": 0.00085, "num_train_timesteps": 1000,
        "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1, "trained_betas": None,
        "clip_sample": False}
SD21 = {"_class_name": "DDIMScheduler", "_diffusers_version": "0.8.0", "beta_end": 0.012,
        "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": False, "num_train_timesteps": 1000,
        "prediction_type": "v_prediction", "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1,
        "trained_betas": None}
ZERO_SNR = {**SD21, "rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}
SPARSE = {"_class_name": "PNDMScheduler"}
EULER = {"_class_name": "EulerDiscreteScheduler", **SD, "use_karras_sigmas": True, "sigma_min": 0.1,
         "sigma_max": 9.0, "timestep_spacing": "leading", "steps_offset": 1, "prediction_type": "epsilon",
         "_use_default_values": ["timestep_spacing"]}
DPM = {"_class_name": "DPMSolverMultistepScheduler", **SD, "algorithm_type": "sde-dpmsolver++", "solver_order": 3,
       "solver_type": "heun", "timestep_spacing": "trailing", "final_sigmas_type": "sigma_min", "thresholding": True,
       "sample_max_value": 2.0, "clip_sample": False}
UNIPC = {"_class_name": "UniPCMultistepScheduler", **SD, "solver_type": "bh1", "use_karras_sigmas": True,
         "timestep_spacing": "leading", "steps_offset": 1, "clip_sample": False, "skip_prk_steps": True}

CLASSES = ["DDPMScheduler", "DDIMScheduler", "PNDMScheduler", "LMSDiscreteScheduler", "EulerDiscreteScheduler",
           "EulerAncestralDiscreteScheduler", "HeunDiscreteScheduler", "DPMSolverMultistepScheduler",
           "UniPCMultistepScheduler"]
STEPS = [1, 2, 5, 20, 30]
LEADING1 = {"timestep_spacing": "leading", "steps_offset": 1}
ZSNR_V = {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing", "prediction_type": "v_prediction"}
CLIP = [{"clip_sample": True}, {"clip_sample": True, "clip_sample_range": 2.5}]
THRESHOLD = [{"thresholding": True, "sample_max_value": 1.5},
             {"thresholding": True, "dynamic_thresholding_ratio": 0.7, "sample_max_value": 3.0, **LEADING1}]
SIGMAS = [{"use_karras_sigmas": True}, {"use_karras_sigmas": True, **LEADING1},
          {"use_karras_sigmas": True, "timestep_spacing": "trailing", "prediction_type": "v_prediction"},
          {"use_exponential_sigmas": True}, {"use_karras_sigmas": True, "sigma_min": 0.05, "sigma_max": 12.0},
          {"use_exponential_sigmas": True, "sigma_min": 0.05, "sigma_max": 12.0}]
FINAL = [{"final_sigmas_type": "sigma_min"}, {"final_sigmas_type": "sigma_min", "use_karras_sigmas": True}]
BETAS = [{"beta_schedule": "linear"}, {"beta_schedule": "squaredcos_cap_v2"},
         {"trained_betas": [0.001 + 0.0004 * i for i in range(50)], "num_train_timesteps": 50}]
FLAGS = {
    "DDPMScheduler": [*CLIP, *THRESHOLD, ZSNR_V, *BETAS, {"beta_schedule": "sigmoid"}, {"beta_schedule": "laplace"},
                      {"variance_type": "fixed_large"}, {"variance_type": "fixed_small_log"}],
    "DDIMScheduler": [*CLIP, *THRESHOLD, ZSNR_V, *BETAS, {"set_alpha_to_one": False},
                      {"set_alpha_to_one": False, **LEADING1}, {"timestep_spacing": "leading"}],
    "PNDMScheduler": [*BETAS, {"skip_prk_steps": False}, {"skip_prk_steps": False, **LEADING1},
                      {"skip_prk_steps": False, "timestep_spacing": "trailing", "prediction_type": "v_prediction"},
                      {"set_alpha_to_one": True}, {"timestep_spacing": "leading"}],
    "LMSDiscreteScheduler": [*BETAS, *SIGMAS, {"timestep_spacing": "leading"}],
    "EulerDiscreteScheduler": [*BETAS, *SIGMAS, *FINAL, ZSNR_V, {"interpolation_type": "log_linear"},
                               {"timestep_spacing": "leading"}],
    "EulerAncestralDiscreteScheduler": [*BETAS, ZSNR_V, {"timestep_spacing": "leading"}],
    "HeunDiscreteScheduler": [*BETAS, *SIGMAS, *CLIP, {"beta_schedule": "exp"}, {"timestep_spacing": "leading"}],
    "DPMSolverMultistepScheduler": [
        *BETAS, *SIGMAS, *FINAL, *THRESHOLD, ZSNR_V, {"use_lu_lambdas": True}, {"lower_order_final": False},
        {"euler_at_final": True, "final_sigmas_type": "sigma_min"}, {"solver_type": "heun"}, {"solver_order": 1},
        {"solver_order": 3}, {"solver_order": 3, "lower_order_final": False, **LEADING1},
        {"algorithm_type": "sde-dpmsolver++"}, {"algorithm_type": "sde-dpmsolver++", "use_karras_sigmas": True},
        {"algorithm_type": "sde-dpmsolver++", "solver_type": "heun", **LEADING1},
        {"algorithm_type": "sde-dpmsolver++", "solver_order": 3}, {"lambda_min_clipped": -2.0},
        {"lambda_min_clipped": -2.0, "timestep_spacing": "trailing"}, {"timestep_spacing": "leading"},
        {"lambda_min_clipped": -2.0, **LEADING1}],
    "UniPCMultistepScheduler": [
        *BETAS, *SIGMAS, *FINAL, *THRESHOLD, ZSNR_V, {"solver_type": "bh1"}, {"solver_order": 1}, {"solver_order": 3},
        {"solver_type": "bh1", "final_sigmas_type": "sigma_min"},
        {"solver_order": 3, "solver_type": "bh1", "final_sigmas_type": "sigma_min", **LEADING1}, {"disable_corrector": [0, 2]},
        {"predict_x0": False, "final_sigmas_type": "sigma_min"},
        {"predict_x0": False, "final_sigmas_type": "sigma_min", "prediction_type": "v_prediction"},
        {"lower_order_final": False, "final_sigmas_type": "sigma_min"}, {"timestep_spacing": "leading"}],
}

timestep_table = []


def number(value):
    return float(f"{float(value):.7g}")


def timestep_index(timesteps):
    values = [int(v) if float(v).is_integer() else number(v) for v in timesteps.tolist()]
    row = {"type": "int64" if timesteps.dtype == torch.int64 else "float32", "values": values}
    if row not in timestep_table:
        timestep_table.append(row)
    return timestep_table.index(row)


def run(make, steps):
    try:
        scheduler = make()
        scheduler.set_timesteps(steps)
        generator = torch.Generator("cpu").manual_seed(7)
        sample = torch.linspace(-1, 1, 16).reshape(2, 2, 2, 2) * scheduler.init_noise_sigma
        takes_generator = "generator" in scheduler.step.__code__.co_varnames
        for t in scheduler.timesteps:
            output = torch.sin(1.3 * scheduler.scale_model_input(sample, t)) + 0.1
            options = {"generator": generator} if takes_generator else {}
            sample = scheduler.step(output, t, sample, **options).prev_sample
        if not torch.isfinite(sample).all() or sample.abs().max() > 1e6:
            return {"n": steps, "error": "nan"}
    except (ValueError, NotImplementedError) as error:
        print("  refused:", steps, str(error)[:90])
        return {"n": steps, "error": "refused"}
    return {"n": steps, "t": timestep_index(scheduler.timesteps), "s": number(scheduler.init_noise_sigma),
            "x": [number(v) for v in sample.flatten()]}


def group(name, config, steps):
    print(name, config)
    full = {**SD, **config}
    return {"class": name, "config": full, "runs": [run(lambda: getattr(diffusers, name).from_config(full), n)
                                                   for n in steps]}


def crossed(base, name, settings, steps):
    print("from", base["_class_name"], "to", name, settings)

    def make():
        own = getattr(diffusers, base["_class_name"]).from_config(base)
        return getattr(diffusers, name).from_config(own.config, **settings)

    return {"class": name, "config": base, "settings": settings, "runs": [run(make, n) for n in steps]}


def classes():
    groups = []
    for name in CLASSES:
        own = {"skip_prk_steps": True} if name.startswith("PNDM") else {}
        if name.startswith("DD"):
            own["clip_sample"] = False
        for spacing in (LEADING1, {"timestep_spacing": "trailing"}, {"timestep_spacing": "linspace"}):
            for prediction in ("epsilon", "v_prediction", "sample"):
                groups.append(group(name, {**own, **spacing, "prediction_type": prediction}, STEPS))
        for flags in FLAGS[name]:
            groups.append(group(name, {**own, **flags}, [5, 20]))
    return groups


def crossings():
    groups = []
    for base in (SD15, SD21, ZERO_SNR, SPARSE, EULER, DPM, UNIPC):
        for name in CLASSES:
            groups.append(crossed(base, name, {}, [20]))
    groups.append(crossed(SD15, "DPMSolverMultistepScheduler", {"use_karras_sigmas": True}, [20]))
    groups.append(crossed(SD15, "EulerDiscreteScheduler", {"use_karras_sigmas": True}, [20]))
    groups.append(crossed(SD15, "LMSDiscreteScheduler", {"use_karras_sigmas": True}, [20]))
    groups.append(crossed(SD15, "DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver++"}, [20]))
    return groups


def training():
    groups = []
    latents, noise = torch.linspace(-2, 2, 16).reshape(4, 1, 2, 2), torch.linspace(1.5, -1, 16).reshape(4, 1, 2, 2)
    for config in (SD15, SD21, ZERO_SNR, SPARSE, {**SD15, "beta_schedule": "squaredcos_cap_v2"}):
        scheduler = diffusers.DDPMScheduler.from_config(config)
        timesteps = torch.tensor([0, 1, 500, 999])
        noisy = scheduler.add_noise(latents, noise, timesteps)
        velocity = scheduler.get_velocity(latents, noise, timesteps)
        groups.append({"config": config, "timesteps": timesteps.tolist(),
                       "alphas_cumprod": [float(f"{v:.9g}") for v in scheduler.alphas_cumprod[timesteps].tolist()],
                       "noisy": [number(v) for v in noisy.flatten()],
                       "velocity": [number(v) for v in velocity.flatten()]})
    return groups


data = {"diffusers": diffusers.__version__, "classes": classes(), "crossed": crossings(), "training": training()}
data["timesteps"] = timestep_table
text = json.dumps(data, separators=(",", ":")).replace('{"class"', '\n{"class"')
path = pathlib.Path(__file__).with_name("schedulers.json")
path.write_text(text + "\n")
print(path.stat().st_size, "bytes")
