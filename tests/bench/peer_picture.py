"""diffusers' StableDiffusionControlNetPipeline, timed: the peer in race_pictures.py.

    python peer_picture.py MODEL CONTROLNET CONDITION OUT DTYPE STEPS COUNT SCHEDULER IDS

IDS is a JSON list of two rows of token ids, prompt and negative prompt, so that a model needs no tokenizer of its own here;
the text encoder runs for every picture, as it does inside the pipeline. Writes what bench_picture writes.
"""
import json
import resource
import sys
import time

import diffusers
import torch
from diffusers import AutoencoderKL, ControlNetModel, StableDiffusionControlNetPipeline, UNet2DConditionModel
from PIL import Image
from transformers import CLIPTextModel

model, net, condition, out, dtype, steps, count, scheduler, ids = sys.argv[1:10]
dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[dtype]
load = lambda kind, path: kind.from_pretrained(path, torch_dtype=dtype)
text = load(CLIPTextModel, model + "/text_encoder")
schedule = getattr(diffusers, scheduler).from_pretrained(model + "/scheduler")
pipeline = StableDiffusionControlNetPipeline(
    load(AutoencoderKL, model + "/vae"), text, None, load(UNet2DConditionModel, model + "/unet"), load(ControlNetModel, net),
    schedule, None, None, requires_safety_checker=False)
pipeline.set_progress_bar_config(disable=True)
image = Image.open(condition).convert("RGB")
ids = torch.tensor(json.loads(ids))
finished = []
for number in range(1, int(count) + 1):
    with torch.no_grad():
        embeds = text(ids).last_hidden_state
    picture = pipeline(prompt_embeds=embeds[:1], negative_prompt_embeds=embeds[1:], image=image, width=image.width,
                       height=image.height, num_inference_steps=int(steps),
                       generator=torch.Generator().manual_seed(number)).images[0]
    picture.save(f"{out}-{number}.png")
    finished.append(time.time())
print(json.dumps(dict(finished_at=finished, peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)))
