"""Ten AdamW steps of diffusers' ControlNet training on the tiny models of ../pipeline, for `armature-cli step`.

    python make_step.py        writes sd1.safetensors (epsilon) and sd2.safetensors (v-prediction)

Needs torch==2.11.0 diffusers==0.42.1 safetensors. CPU, fp32. The loop is train_controlnet.py's: fp32 mean squared error,
clip to norm 1, AdamW with its defaults but learning_rate 1e-3, so that ten steps show. In each file: the inputs
(latents, noise, timesteps, encoder_hidden_states, controlnet_cond; leading axis = step), loss, gradient.NAME of the first
step before clipping for a few tensors, and weight.NAME after the last step for the same.
"""
import os

import torch
import torch.nn.functional as F
from diffusers import ControlNetModel, DDPMScheduler, UNet2DConditionModel
from safetensors.torch import save_file

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS, BATCH, HEIGHT, WIDTH = 10, 2, 6, 8
KEPT = ["conv_in.weight", "controlnet_cond_embedding.blocks.3.weight", "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.weight",
        "down_blocks.1.resnets.0.conv1.weight", "mid_block.resnets.1.norm2.bias", "controlnet_down_blocks.1.weight",
        "controlnet_mid_block.bias", "time_embedding.linear_1.weight"]


def make(family):
    base = os.path.join(HERE, "..", "pipeline", family)
    unet = UNet2DConditionModel.from_pretrained(base + "/model/unet").requires_grad_(False)
    controlnet = ControlNetModel.from_pretrained(base + "/controlnet").train()
    schedule = DDPMScheduler.from_pretrained(base + "/model/scheduler")
    g = torch.Generator().manual_seed(5)
    shape = (STEPS, BATCH, 4, HEIGHT, WIDTH)
    data = dict(latents=torch.randn(shape, generator=g), noise=torch.randn(shape, generator=g),
                timesteps=torch.randint(0, 1000, (STEPS, BATCH), generator=g),
                encoder_hidden_states=torch.randn((STEPS, BATCH, 9, 32), generator=g),
                controlnet_cond=torch.rand((STEPS, BATCH, 3, HEIGHT * 8, WIDTH * 8), generator=g))
    optimizer = torch.optim.AdamW(controlnet.parameters(), lr=1e-3, betas=(0.9, 0.999), weight_decay=1e-2, eps=1e-8)
    named, losses, out = dict(controlnet.named_parameters()), [], {}
    for i in range(STEPS):
        latents, noise, t, text, condition = (data[k][i] for k in ("latents", "noise", "timesteps", "encoder_hidden_states",
                                                                   "controlnet_cond"))
        noisy = schedule.add_noise(latents, noise, t)
        down, mid = controlnet(noisy, t, encoder_hidden_states=text, controlnet_cond=condition, return_dict=False)
        prediction = unet(noisy, t, encoder_hidden_states=text, down_block_additional_residuals=down,
                          mid_block_additional_residual=mid, return_dict=False)[0]
        target = noise if schedule.config.prediction_type == "epsilon" else schedule.get_velocity(latents, noise, t)
        loss = F.mse_loss(prediction.float(), target.float(), reduction="mean")
        loss.backward()
        if i == 0:
            out.update({"gradient." + k: named[k].grad.clone() for k in KEPT})
        torch.nn.utils.clip_grad_norm_(controlnet.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    out.update({"weight." + k: named[k].detach().clone() for k in KEPT})
    data["latents"], data["noise"] = data["latents"].contiguous(), data["noise"].contiguous()
    save_file({**data, **out, "loss": torch.tensor(losses)}, os.path.join(HERE, family + ".safetensors"))


make("sd1")
make("sd2")
