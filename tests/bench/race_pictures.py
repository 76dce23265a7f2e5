"""Our pictures against diffusers' pipeline, interleaved; the pictures are compared before any time is printed.

    python race_pictures.py --bench build/tests/bench_picture --cli build/bin/armature-cli --model DIR --controlnet DIR
                            [--size 256] [--steps 4] [--pictures 3] [--rounds 2] [--bf16] [--out TABLE.md]

Each round runs every contestant once in a process of its own, in another order than the round before. "First" is from the
process' start to the first finished file; "per picture" the median of those after it in the same process.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
from PIL import Image, ImageDraw

HERE = os.path.dirname(os.path.abspath(__file__))
PROMPT, LIMIT = "a red house beside a tree", {"fp32": 2, "bf16": 255}


def condition(path, side):
    picture = Image.new("RGB", (side, side))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((side // 5, side // 3, side // 2, side * 5 // 6), outline="white")
    draw.ellipse((side * 2 // 3, side // 3, side * 9 // 10, side * 2 // 3), outline="white")
    picture.save(path)


def token_ids(a):
    options = ["--model", a.model] if os.path.isdir(a.model + "/tokenizer") else []
    lines = subprocess.run([a.cli, "tokenize", *options], input=f"{PROMPT}\n\n", capture_output=True, text=True, check=True).stdout
    return "[" + ", ".join(lines.strip().split("\n")) + "]"


def run(name, a, folder, ids):
    side, dtype = name.split("-")
    out, spawned = f"{folder}/{name}", time.time()
    common = [a.model, a.controlnet, folder + "/condition.png", out, dtype, str(a.steps), str(a.pictures), "DDIMScheduler"]
    command = [a.bench, *common, PROMPT] if side == "armature" else [sys.executable, HERE + "/peer_picture.py", *common, ids]
    result = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=None if side == "armature" else
                                       subprocess.DEVNULL, text=True).stdout)
    at = result["finished_at"]
    return dict(first=at[0] - spawned, later=[b - a for a, b in zip(at, at[1:])], peak=result["peak_bytes"])


def compare(names, a, folder):
    for dtype in ("fp32", "bf16"):
        ours, theirs = f"armature-{dtype}", f"diffusers-{dtype}"
        if ours not in names:
            continue
        worst = mean = 0
        for number in range(1, a.pictures + 1):
            left, right = (np.asarray(Image.open(f"{folder}/{n}-{number}.png").convert("RGB"), dtype=int) for n in (ours, theirs))
            worst, mean = max(worst, abs(left - right).max()), max(mean, abs(left - right).mean())
        print(f"{dtype}: pictures within {worst} of 255, on average {mean:.3f}", flush=True)
        if worst > LIMIT[dtype]:
            raise SystemExit("no time is worth printing")


def table(results, a):
    flags = next(line for line in open("/proc/cpuinfo") if line.startswith("flags")).split()
    model = next(line for line in open("/proc/cpuinfo") if line.startswith("model name")).split(":")[1].strip()
    lines = [f"{model}, {os.cpu_count()} threads, " + " ".join(f for f in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if f in flags), "",
             f"| {a.size} px, {a.steps} DDIM steps, guided, one ControlNet | start to first picture | ours is faster by | "
             "each picture after it | ours is faster by | peak memory |", "|---|---|---|---|---|---|"]
    first = {n: min(r["first"] for r in runs) for n, runs in results.items()}
    later = {n: statistics.median(s for r in runs for s in r["later"]) for n, runs in results.items()}
    for name, runs in results.items():
        ours = "armature-" + name.split("-")[1]
        gain = lambda of: "" if name == ours else f"{of[name] / of[ours]:.2f}x"
        lines.append(f"| {name.replace('-', ' (')}) | {first[name]:.2f} s | {gain(first)} | {later[name]:.2f} s | {gain(later)} | "
                     f"{max(r['peak'] for r in runs) / 1e9:.2f} GB |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    for name in ("bench", "cli", "model", "controlnet"):
        parser.add_argument("--" + name, required=True)
    for name, default in (("size", 256), ("steps", 4), ("pictures", 3), ("rounds", 2)):
        parser.add_argument("--" + name, type=int, default=default)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--out")
    a = parser.parse_args()
    names = [f"{side}-{dtype}" for dtype in (("fp32", "bf16") if a.bf16 else ("fp32",)) for side in ("armature", "diffusers")]
    with tempfile.TemporaryDirectory() as folder:
        condition(folder + "/condition.png", a.size)
        ids, results = token_ids(a), {name: [] for name in names}
        for number in range(a.rounds):
            turn = number % len(names)
            for name in names[turn:] + names[:turn]:
                results[name].append(run(name, a, folder, ids))
            if number == 0:
                compare(names, a, folder)
        text = table(results, a)
    print(text)
    if a.out:
        with open(a.out, "w") as file:
            file.write(text)


main()
