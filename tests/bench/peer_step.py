"""diffusers' training step on given inputs, timed: the peer in race.py.

    python peer_step.py MODE MODELS INPUTS OUT [--gradients]

MODE is a way and a precision, "script", "tuned" or "tuned-matmul", with "-bf16" for bf16:
script: what train_controlnet.py does with its defaults: VAE and text encoder inside every step, plain AdamW. In bf16 as
        its --mixed_precision bf16: frozen parts cast, the ControlNet under autocast.
tuned:  cached latents and text, fused AdamW, channels-last; attention through scaled_dot_product_attention.
tuned-matmul: the same with attention as two matrix products, which bf16 likes better on some processors.
Writes OUT.json {"seconds", "finished_at", "loss", "peak_bytes", "threads"}. With --gradients only the first step is run and
its gradients before clipping go into OUT.safetensors.
"""
import json
import sys
import time

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, ControlNetModel, DDPMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from safetensors.torch import load_file, save_file
from transformers import CLIPTextModel

mode, models, inputs_path, out = sys.argv[1:5]
wants_gradients = "--gradients" in sys.argv[5:]
is_script = mode.startswith("script")
dtype = torch.bfloat16 if mode.endswith("-bf16") else torch.float32
inputs = load_file(inputs_path)
unet = UNet2DConditionModel.from_pretrained(models + "/unet").requires_grad_(False).to(dtype)
controlnet = ControlNetModel.from_pretrained(models + "/controlnet").train()
schedule = DDPMScheduler.from_pretrained(models + "/scheduler")
if is_script:
    vae = AutoencoderKL.from_pretrained(models + "/vae").requires_grad_(False).to(dtype)
    text = CLIPTextModel.from_pretrained(models + "/text_encoder").requires_grad_(False).to(dtype)
else:
    unet.to(memory_format=torch.channels_last)
    controlnet.to(memory_format=torch.channels_last)
if "matmul" in mode:
    unet.set_attn_processor(AttnProcessor())
    controlnet.set_attn_processor(AttnProcessor())
optimizer = torch.optim.AdamW(controlnet.parameters(), lr=5e-6, betas=(0.9, 0.999), weight_decay=1e-2, eps=1e-8,
                              fused=None if is_script else True)


def peak_bytes():
    return next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM"))


seconds, finished, losses = [], [], []
for i in range(1 if wants_gradients else inputs["latents"].shape[0]):
    begin = time.time()
    latents, hidden = inputs["latents"][i], inputs["encoder_hidden_states"][i]
    if is_script:  # same cost as the script's; the result is not used, so that both sides see the same numbers
        with torch.no_grad():
            vae.encode(inputs["pixels"][i].to(dtype)).latent_dist.sample() * vae.config.scaling_factor
            text(inputs["input_ids"][i])
    noise, timesteps, condition = inputs["noise"][i], inputs["timesteps"][i], inputs["controlnet_cond"][i]
    noisy = schedule.add_noise(latents.float(), noise.float(), timesteps)
    if not is_script:
        noisy, condition = (x.contiguous(memory_format=torch.channels_last) for x in (noisy, condition))
    with torch.autocast("cpu", torch.bfloat16, enabled=dtype == torch.bfloat16):
        down, mid = controlnet(noisy, timesteps, encoder_hidden_states=hidden, controlnet_cond=condition, return_dict=False)
    prediction = unet(noisy.to(dtype), timesteps, encoder_hidden_states=hidden.to(dtype),
                      down_block_additional_residuals=[x.to(dtype) for x in down],
                      mid_block_additional_residual=mid.to(dtype), return_dict=False)[0]
    loss = F.mse_loss(prediction.float(), noise.float(), reduction="mean")
    loss.backward()
    if wants_gradients:
        save_file({k: p.grad.contiguous() for k, p in controlnet.named_parameters() if p.grad is not None}, out + ".safetensors")
    torch.nn.utils.clip_grad_norm_(controlnet.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=not is_script)
    losses.append(loss.item())
    finished.append(time.time())
    seconds.append(finished[-1] - begin)

json.dump({"seconds": seconds, "finished_at": finished, "loss": losses, "peak_bytes": peak_bytes(),
           "threads": torch.get_num_threads()}, open(out + ".json", "w"))
