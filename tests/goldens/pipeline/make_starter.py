"""What diffusers makes of the starter's base model (resources/starter/model) and a ControlNet of it.

    python make_starter.py            writes starter/cases.json, starter/condition.png and starter/picture-CASE.png

Needs torch==2.11.0 diffusers==0.42.1 transformers==5.23.0 safetensors pillow. Made on the CPU in fp32. The ControlNet is
from_unet's with every layer that is not a copy of the UNet's filled by fill(), which the test repeats bit for bit; cases.json
names those layers and their shapes. So no weights lie here.
"""
import json
import os
import sys

import diffusers
import numpy as np
import torch
from diffusers import ControlNetModel, StableDiffusionControlNetPipeline, UNet2DConditionModel
from PIL import Image, ImageDraw, ImageOps

from make_weights import embed

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "starter")
MODEL = os.path.join(HERE, "../../../../resources/starter/model")
SIDE, STEPS, SEED, GUIDANCE = 128, 4, 7, 4.0
PROMPT = "a red house beside a tree"

CASES = [dict(name="default"),
         dict(name="euler_a", scheduler="EulerAncestralDiscreteScheduler"),
         dict(name="dpm", scheduler="DPMSolverMultistepScheduler"),
         dict(name="unipc", scheduler="UniPCMultistepScheduler"),
         dict(name="window", guidance_start=0.25, guidance_end=0.75),
         dict(name="guess", guess_mode=True),
         dict(name="weighted", prompt="a (red house:1.5) beside [a tree]", negative_prompt="(blue:0.4) sky"),
         dict(name="two", second=dict(conditioning_scale=0.5, guidance_start=0.25, guidance_end=1.0))]


def fill(shape, number):
    """Numbers in [-1, 1) / sqrt(fan in), exact in float32 up to that factor; biases are a tenth of it."""
    count = int(np.prod(shape))
    index = np.arange(count, dtype=np.uint64) + np.uint64(1000003 * (number + 1))
    bits = (index * np.uint64(2654435761)) % np.uint64(2**32) // np.uint64(2**8)
    values = bits.astype(np.float64) / 2**23 - 1
    return (values / np.sqrt(count / shape[0]) if len(shape) > 1 else values / 10).astype(np.float32).reshape(shape)


def make_controlnet():
    unet = UNet2DConditionModel.from_pretrained(os.path.join(MODEL, "unet"), torch_dtype=torch.float32)
    controlnet = ControlNetModel.from_unet(unet)
    filled = []
    with torch.no_grad():
        for name, parameter in controlnet.named_parameters():
            if name.startswith(("controlnet_",)):
                parameter.copy_(torch.from_numpy(fill(tuple(parameter.shape), len(filled))))
                filled.append(dict(name=name, shape=list(parameter.shape)))
    return controlnet, filled


def condition_picture():
    picture = Image.new("RGB", (SIDE, SIDE))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((24, 50, 78, 110), outline="white")
    draw.line((24, 50, 51, 24, 78, 50), fill="white")
    draw.ellipse((86, 40, 118, 84), outline="white")
    return picture


def main():
    os.makedirs(HERE, exist_ok=True)
    controlnet, filled = make_controlnet()
    if len(sys.argv) > 1:  # the whole ControlNet, for the races
        controlnet.save_pretrained(sys.argv[1])
        return
    condition = condition_picture()
    condition.save(os.path.join(HERE, "condition.png"))
    for case in CASES:
        second = case.get("second")
        pipeline = StableDiffusionControlNetPipeline.from_pretrained(
            MODEL, controlnet=[controlnet, controlnet] if second else controlnet, safety_checker=None,
            requires_safety_checker=False, feature_extractor=None, torch_dtype=torch.float32)
        pipeline.set_progress_bar_config(disable=True)
        if "scheduler" in case:
            pipeline.scheduler = getattr(diffusers, case["scheduler"]).from_config(pipeline.scheduler.config)
        first = [case.get("guidance_start", 0.0), case.get("guidance_end", 1.0)]
        both = lambda a, key: [a, second[key]] if second else a
        text = (dict(prompt_embeds=embed(pipeline, case["prompt"]), negative_prompt_embeds=embed(pipeline, case["negative_prompt"]))
                if "prompt" in case else dict(prompt=PROMPT))
        picture = pipeline(**text, image=[condition, ImageOps.mirror(condition)] if second else condition,
                           num_inference_steps=STEPS, width=SIDE, height=SIDE, guidance_scale=GUIDANCE,
                           controlnet_conditioning_scale=both(1.0, "conditioning_scale"),
                           control_guidance_start=both(first[0], "guidance_start"),
                           control_guidance_end=both(first[1], "guidance_end"), guess_mode=case.get("guess_mode", False),
                           generator=torch.Generator().manual_seed(SEED)).images[0]
        picture.save(os.path.join(HERE, f"picture-{case['name']}.png"), optimize=True)
    json.dump(dict(prompt=PROMPT, steps=STEPS, seed=SEED, guidance_scale=GUIDANCE, side=SIDE, cases=CASES, filled=filled,
                   controlnet=dict(controlnet.config)), open(os.path.join(HERE, "cases.json"), "w"), indent=1)


if __name__ == "__main__":
    main()
