"""diffusers' training step on given inputs, timed: the peer in race.py.

    python peer_step.py script|tuned|tuned-bf16 MODELS INPUTS OUT.json

script: what train_controlnet.py does with its defaults: VAE and text encoder inside every step, plain AdamW.
tuned:  cached latents and text, fused AdamW, channels-last; attention through scaled_dot_product_attention.
Writes {"load_seconds", "seconds": [...], "loss": [...], "peak_bytes"} and, beside it, the weights after the last step.
"""
import json
import resource
import sys
import time

start = time.time()
import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, ControlNetModel, DDPMScheduler, UNet2DConditionModel
from safetensors.torch import load_file, save_file
from transformers import CLIPTextModel

mode, models, inputs_path, out = sys.argv[1:5]
inputs = load_file(inputs_path)
unet = UNet2DConditionModel.from_pretrained(models + "/unet")
controlnet = ControlNetModel.from_pretrained(models + "/controlnet")
schedule = DDPMScheduler.from_pretrained(models + "/scheduler")
unet.requires_grad_(False)
controlnet.train()
is_script = mode == "script"
dtype = torch.bfloat16 if mode.endswith("bf16") else torch.float32
if is_script:
    vae = AutoencoderKL.from_pretrained(models + "/vae").requires_grad_(False)
    text = CLIPTextModel.from_pretrained(models + "/text_encoder").requires_grad_(False)
else:
    unet.to(memory_format=torch.channels_last, dtype=dtype)
    controlnet.to(memory_format=torch.channels_last)
optimizer = torch.optim.AdamW(controlnet.parameters(), lr=5e-6, betas=(0.9, 0.999), weight_decay=1e-2, eps=1e-8,
                              fused=None if is_script else True)
load_seconds = time.time() - start

seconds, losses = [], []
for i in range(inputs["latents"].shape[0]):
    begin = time.time()
    latents, hidden = inputs["latents"][i], inputs["encoder_hidden_states"][i]
    if is_script:  # same cost as the script's; the result is not used, so that both sides see the same numbers
        with torch.no_grad():
            vae.encode(inputs["pixels"][i]).latent_dist.sample() * vae.config.scaling_factor
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
    torch.nn.utils.clip_grad_norm_(controlnet.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=not is_script)
    losses.append(loss.item())
    seconds.append(time.time() - begin)

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
json.dump({"load_seconds": load_seconds, "seconds": seconds, "loss": losses, "peak_bytes": peak,
           "threads": torch.get_num_threads()}, open(out, "w"))
save_file({k: v.detach().contiguous() for k, v in controlnet.state_dict().items()}, out.replace(".json", ".safetensors"))
