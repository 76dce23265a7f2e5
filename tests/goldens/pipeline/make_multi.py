"""What diffusers makes with two ControlNets at once, from the tiny sd1 model beside this script.

    python make_multi.py            writes sd1/picture-multi.png

Needs torch==2.11.0 diffusers==0.42.1 transformers==5.23.0 pillow. Made on the CPU in fp32. The second ControlNet is the
first again with another condition (mirrored), scale and window.
"""
import os

import torch
from diffusers import ControlNetModel, StableDiffusionControlNetPipeline
from PIL import Image, ImageOps

BASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sd1")

first = ControlNetModel.from_pretrained(os.path.join(BASE, "controlnet"))
second = ControlNetModel.from_pretrained(os.path.join(BASE, "controlnet"))
pipeline = StableDiffusionControlNetPipeline.from_pretrained(os.path.join(BASE, "model"), controlnet=[first, second],
                                                             safety_checker=None, requires_safety_checker=False,
                                                             feature_extractor=None)
pipeline.set_progress_bar_config(disable=True)
condition = Image.open(os.path.join(BASE, "condition.png")).convert("RGB")
picture = pipeline("a red star on a blue background", image=[condition, ImageOps.mirror(condition.crop((0, 0, 64, 48)))],
                   num_inference_steps=10, width=64, height=48, guidance_scale=5.0,
                   controlnet_conditioning_scale=[1.0, 0.5], control_guidance_start=[0.0, 0.3],
                   control_guidance_end=[1.0, 0.8], generator=torch.Generator().manual_seed(7)).images[0]
picture.save(os.path.join(BASE, "picture-multi.png"))
