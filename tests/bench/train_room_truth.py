"""Computes again, from the files that a run has written and with other software, what the training room shows as its headline.

  train_room_truth.py RUN [CURVES.csv]

RUN is the run's folder, trained with --holdout_data_dir, centre crops and fp32. Control gain: diffusers' networks on the weights
of every checkpoint that is left, with noise and timesteps drawn by torch. Adherence: cv2's Canny and numpy over samples/.
CURVES.csv is what "Save the curves" wrote, or bench_train_room curves PROJECT CURVES.csv; without it only the gain is compared, with RUN/events.jsonl.
Versions used: torch 2.11.0, diffusers 0.42.1, transformers 5.23.0, opencv-python 4.11.
"""
import csv
import json
import pathlib
import sys

import cv2
import numpy as np
import torch
from diffusers import AutoencoderKL, ControlNetModel, DDPMScheduler, UNet2DConditionModel
from transformers import CLIPTextModel, CLIPTokenizer

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class SplitMix:
    def __init__(self, *key):
        self.state = 0
        for part in key:
            self.state = mix((self.state + GOLDEN) & MASK) ^ part
        self.state = mix((self.state + GOLDEN) & MASK)

    def next(self):
        self.state = (self.state + GOLDEN) & MASK
        return mix(self.state)

    def below(self, bound):
        rest = (1 << 64) % bound
        value = self.next()
        while value < rest:
            value = self.next()
        return value % bound


def generator(seed, stream, step, part):
    return torch.Generator().manual_seed(SplitMix(seed, stream, step, part).next())


def square(file, side, lines):
    """Short edge to the resolution, the middle kept; only for pictures whose short edge has that size already."""
    picture = cv2.cvtColor(cv2.imread(str(file), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    height, width = picture.shape[:2]
    assert min(height, width) == side, f"{file} would have to be resized"
    y, x = (height - side) // 2, (width - side) // 2
    return picture[y:y + side, x:x + side]


def held_out(options):
    folder = pathlib.Path(options["holdout_data_dir"])
    pairs = []
    for target in sorted(p for p in (folder / "image").iterdir() if p.suffix in (".png", ".jpg")):
        caption = (folder / "image" / (target.stem + ".txt")).read_text().strip()
        pairs.append((target, folder / "condition" / (target.stem + ".png"), caption))
    order = list(range(len(pairs)))
    random = SplitMix(options["seed"], 1, 0)  # the sampler's order of epoch 0
    for i in range(len(order), 1, -1):
        k = random.below(i)
        order[i - 1], order[k] = order[k], order[i - 1]
    batch = options["train_batch_size"]
    return [[pairs[i] for i in order[start:start + batch]] for start in range(0, len(order), batch)]


@torch.no_grad()
def gains(run, options):
    base = options["pretrained_model_name_or_path"]
    vae = AutoencoderKL.from_pretrained(base, subfolder="vae").float().eval()
    unet = UNet2DConditionModel.from_pretrained(base, subfolder="unet").float().eval()
    text = CLIPTextModel.from_pretrained(base, subfolder="text_encoder").float().eval()
    tokenizer = CLIPTokenizer.from_pretrained(base, subfolder="tokenizer")
    schedule = DDPMScheduler.from_pretrained(base, subfolder="scheduler")
    side, seed = options["resolution"], options["seed"]
    batches = []
    for number, pairs in enumerate(held_out(options)):
        pixels = torch.stack([torch.from_numpy(square(t, side, False).astype(np.float32).transpose(2, 0, 1)) / 127.5 - 1 for t, _, _ in pairs])
        moments = vae.encode(pixels).latent_dist
        draw = lambda stream: generator(seed, stream, 1 << 40, number)
        latents = (moments.mean + moments.std * torch.randn(moments.mean.shape, generator=draw(3))) * vae.config.scaling_factor
        noise = torch.randn(latents.shape, generator=draw(1))
        steps = torch.randint(0, schedule.config.num_train_timesteps, (len(pairs),), generator=draw(2))
        ids = tokenizer([c for _, _, c in pairs], padding="max_length", truncation=True, max_length=tokenizer.model_max_length, return_tensors="pt").input_ids
        condition = torch.stack([torch.from_numpy(square(c, side, True).astype(np.float32).transpose(2, 0, 1)) / 255 for _, c, _ in pairs])
        batches.append((latents, noise, steps, text(ids)[0], condition))
    found = {}
    for checkpoint in sorted(run.glob("checkpoint-*"), key=lambda p: int(p.name.split("-")[1])):
        net = ControlNetModel.from_pretrained(checkpoint / "controlnet").float().eval()
        sums, count = np.zeros(3), 0
        for number, (latents, noise, steps, hidden, condition) in enumerate(batches):
            before = batches[number - 1][4]
            rotated = torch.cat([before[-1:], condition[:-1]])
            noisy = schedule.add_noise(latents, noise, steps)
            target = noise if schedule.config.prediction_type == "epsilon" else schedule.get_velocity(latents, noise, steps)
            for which, one in enumerate((condition, rotated, torch.zeros_like(condition))):
                down, middle = net(noisy, steps, encoder_hidden_states=hidden, controlnet_cond=one, return_dict=False)
                answer = unet(noisy, steps, encoder_hidden_states=hidden, down_block_additional_residuals=down, mid_block_additional_residual=middle).sample
                sums[which] += len(steps) * torch.nn.functional.mse_loss(answer, target).item()
            count += len(steps)
        found[int(checkpoint.name.split("-")[1])] = sums / count
    return found


def follows(given, wanted):
    """F1 of edge maps; an edge counts where the other has one within a pixel."""
    grown = lambda edges: cv2.dilate(edges, np.ones((3, 3), np.uint8))
    share = lambda these, those: 1.0 if not these.any() else float((these & (grown(those) > 0)).sum()) / float((these > 0).sum())
    given, wanted = (given > 127).astype(np.uint8), (wanted > 127).astype(np.uint8)
    if not given.any() or not wanted.any():
        return 1.0 if given.any() == wanted.any() else 0.0
    precision, recall = share(given, wanted), share(wanted, given)
    return 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0


def adherences(run, options, rounds):
    side, found = options["resolution"], {}
    for event in rounds:
        scores = []
        for slot, condition in enumerate(event["conditions"]):
            condition = pathlib.Path(condition)
            wanted = square(condition, side, True).max(axis=2)
            target = next((f for f in (condition.parent.parent / "image").glob(condition.stem + ".*") if f.suffix != ".txt"), None)
            thresholds, best = None, 0.6
            if target is None:
                thresholds = (100, 200)
            else:
                for low, high in ((100, 200), (50, 100), (50, 150), (150, 250), (30, 60)):
                    score = follows(cv2.Canny(square(target, side, False), low, high), wanted)
                    if score > best:
                        thresholds, best = (low, high), score
            if thresholds is None:
                continue
            for image in range(event["images"]):
                picture = cv2.imread(str(run / "samples" / f"step-{event['step']:06}" / f"prompt-{slot}-image-{image}.png"))
                scores.append(follows(cv2.Canny(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), *thresholds), wanted))
        if scores:
            found[event["step"]] = float(np.mean(scores))
    return found


def main():
    run = pathlib.Path(sys.argv[1])
    options = json.loads((run / "run.json").read_text())
    events = [json.loads(line) for line in (run / "events.jsonl").read_text().splitlines() if line]
    told = {e["step"]: (e["loss_true"], e["loss_shuffled"], e["loss_blank"]) for e in events if e["event"] == "control_gain"}
    worst = 0.0
    for step, losses in gains(run, options).items():
        if step not in told:
            continue
        off = max(abs(a - b) / b for a, b in zip(told[step], losses))
        worst = max(worst, off, abs((told[step][1] / told[step][0] - 1) - (losses[1] / losses[0] - 1)))
        print(f"step {step}: told true %.7f shuffled %.7f blank %.7f" % told[step], "| here %.7f %.7f %.7f" % tuple(losses), f"| gain {100 * (losses[1] / losses[0] - 1):.3f} %, off by {off:.1e}")
    print(f"control gain: worst difference {worst:.1e}")
    if len(sys.argv) > 2:
        shown = {int(row["step"]): row for row in csv.DictReader(open(sys.argv[2]))}
        worst = 0.0
        for step, share in adherences(run, options, [e for e in events if e["event"] == "validation_done"]).items():
            said = float(shown[step]["adherence"])
            worst = max(worst, abs(said - share))
            print(f"step {step}: adherence shown {said:.6f} | here {share:.6f}")
        print(f"adherence: worst difference {worst:.1e}")


main()
