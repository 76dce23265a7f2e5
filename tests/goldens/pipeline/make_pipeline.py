"""A whole tiny Stable Diffusion model with random weights, a ControlNet for it, and what diffusers makes of them.

    python make_pipeline.py            writes everything below this folder

Needs torch==2.11.0 diffusers==0.42.1 transformers==5.23.0 safetensors numpy pillow. Made on the CPU in fp32.

sd1/         SD 1.x-like: epsilon, 1x1 convolution projections, head count; PNDM; ends padded with the end token
sd2/         SD 2.x-like: v-prediction, linear projections, head lists; DDIM; padded with "!" (id 0)
  model/     the pipeline's folder, controlnet/ a ControlNet whose zero convolutions are not zero
  condition.png, picture-CASE.png for the cases in cases.json
"""
import json
import os
import shutil

import numpy as np
import torch
from diffusers import (AutoencoderKL, ControlNetModel, DDIMScheduler, PNDMScheduler, StableDiffusionControlNetPipeline,
                       UNet2DConditionModel)
import diffusers
from PIL import Image
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEIGHT = 64, 48
PROMPT, NEGATIVE = "a red star on a blue background", "blurry"


def byte_alphabet():
    kept = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    letters, extra = {b: chr(b) for b in kept}, 0
    for b in range(256):
        if b not in letters:
            letters[b] = chr(256 + extra)
            extra += 1
    return [letters[b] for b in kept] + [letters[b] for b in range(256) if b not in kept]


def make_tokenizer(folder, pad):
    symbols = byte_alphabet()
    merges = ["r e", "re d</w>", "s t", "a r</w>", "st ar</w>", "b l", "u e</w>", "bl ue</w>", "o n</w>", "a n", "a t</w>"]
    vocab = symbols + [s + "</w>" for s in symbols] + [m.replace(" ", "") for m in merges]
    vocab += ["<|startoftext|>", "<|endoftext|>"]
    os.makedirs(folder, exist_ok=True)
    vocab_file, merges_file = os.path.join(folder, "vocab.json"), os.path.join(folder, "merges.txt")
    json.dump({v: i for i, v in enumerate(vocab)}, open(vocab_file, "w"))
    open(merges_file, "w").write("#version: 0.2\n" + "\n".join(merges) + "\n")
    tokenizer = CLIPTokenizer(vocab_file, merges_file, model_max_length=77, pad_token=pad)
    shutil.rmtree(folder)
    tokenizer.save_pretrained(folder)
    return tokenizer, len(vocab)


def make_model(folder, is_sd2):
    torch.manual_seed(2 if is_sd2 else 1)
    tokenizer, vocab = make_tokenizer(os.path.join(folder, "tokenizer"), "!" if is_sd2 else "<|endoftext|>")
    text = CLIPTextModel(CLIPTextConfig(vocab_size=vocab, hidden_size=32, intermediate_size=64, num_hidden_layers=2,
                                        num_attention_heads=4, max_position_embeddings=77,
                                        hidden_act="gelu" if is_sd2 else "quick_gelu",
                                        bos_token_id=vocab - 2, eos_token_id=vocab - 1))
    vae = AutoencoderKL(block_out_channels=(8, 8, 16, 16), layers_per_block=1, latent_channels=4, norm_num_groups=4,
                        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
                        sample_size=64, scaling_factor=0.18215)
    unet = UNet2DConditionModel(sample_size=8, block_out_channels=(16, 32), layers_per_block=1, cross_attention_dim=32,
                                down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
                                up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"), norm_num_groups=8,
                                attention_head_dim=[2, 4] if is_sd2 else 4, use_linear_projection=is_sd2,
                                upcast_attention=is_sd2)
    controlnet = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(8, 8, 16, 16))
    with torch.no_grad():
        for name, parameter in controlnet.named_parameters():
            if name.startswith(("controlnet_down_blocks", "controlnet_mid_block", "controlnet_cond_embedding.conv_out")):
                parameter.normal_(0, 0.2)
        for parameter in vae.decoder.conv_out.parameters():
            parameter.mul_(3)
    schedule = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000,
                    set_alpha_to_one=False, steps_offset=1)
    scheduler = (DDIMScheduler(**schedule, clip_sample=False, prediction_type="v_prediction") if is_sd2
                 else PNDMScheduler(**schedule, skip_prk_steps=True))
    pipeline = StableDiffusionControlNetPipeline(vae, text, tokenizer, unet, controlnet, scheduler, None, None,
                                                 requires_safety_checker=False)
    shutil.rmtree(folder)
    pipeline.save_pretrained(folder)
    shutil.move(os.path.join(folder, "controlnet"), os.path.join(os.path.dirname(folder), "controlnet"))
    index = json.load(open(os.path.join(folder, "model_index.json")))
    index.pop("controlnet")
    index["_class_name"] = "StableDiffusionPipeline"
    json.dump(index, open(os.path.join(folder, "model_index.json"), "w"), indent=2)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def condition_picture(path):
    canvas = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    canvas[10:38, 12] = canvas[10:38, 50] = canvas[10, 12:51] = canvas[37, 12:51] = 255
    Image.fromarray(canvas).save(path)
    return Image.fromarray(canvas)


CLASSES = ["DDPMScheduler", "DDIMScheduler", "PNDMScheduler", "LMSDiscreteScheduler", "EulerDiscreteScheduler",
           "EulerAncestralDiscreteScheduler", "HeunDiscreteScheduler", "DPMSolverMultistepScheduler", "UniPCMultistepScheduler"]


def cases():
    for name in CLASSES:
        yield name, dict(scheduler=name)
    yield "karras", dict(scheduler="DPMSolverMultistepScheduler", use_karras_sigmas=True)
    yield "default", dict()
    yield "scale", dict(conditioning_scale=0.5)
    yield "window", dict(guidance_start=0.2, guidance_end=0.6)
    yield "guess", dict(guess_mode=True)
    yield "unguided", dict(guidance_scale=1.0)
    yield "negative", dict(negative_prompt=NEGATIVE)
    yield "two", dict(num_images=2, scheduler="EulerAncestralDiscreteScheduler")


def main():
    for family in ("sd1", "sd2"):
        base = os.path.join(HERE, family)
        shutil.rmtree(base, ignore_errors=True)
        os.makedirs(base)
        pipeline = make_model(os.path.join(base, "model"), family == "sd2")
        condition = condition_picture(os.path.join(base, "condition.png"))
        # As it is read back: what the file spells out counts as chosen, for the other classes too.
        original = type(pipeline.scheduler).from_pretrained(os.path.join(base, "model", "scheduler"))
        listed = []
        for name, case in cases():
            if family == "sd2" and name in ("scale", "window", "negative", "two"):
                continue
            pipeline.scheduler = original
            if "scheduler" in case:
                extra = {"use_karras_sigmas": True} if case.get("use_karras_sigmas") else {}
                pipeline.scheduler = getattr(diffusers, case["scheduler"]).from_config(original.config, **extra)
            pictures = pipeline(PROMPT, image=condition, num_inference_steps=10, width=WIDTH, height=HEIGHT,
                                guidance_scale=case.get("guidance_scale", 5.0),
                                negative_prompt=case.get("negative_prompt"),
                                controlnet_conditioning_scale=case.get("conditioning_scale", 1.0),
                                control_guidance_start=case.get("guidance_start", 0.0),
                                control_guidance_end=case.get("guidance_end", 1.0),
                                guess_mode=case.get("guess_mode", False),
                                num_images_per_prompt=case.get("num_images", 1),
                                generator=torch.Generator().manual_seed(7)).images
            files = []
            for i, picture in enumerate(pictures):
                files.append(f"picture-{name}-{i}.png")
                picture.save(os.path.join(base, files[-1]))
            listed.append(dict(name=name, files=files, **case))
        json.dump(dict(prompt=PROMPT, steps=10, seed=7, guidance_scale=5.0, width=WIDTH, height=HEIGHT, cases=listed),
                  open(os.path.join(base, "cases.json"), "w"), indent=1)


if __name__ == "__main__":
    main()
