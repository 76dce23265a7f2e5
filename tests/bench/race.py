"""Our step against diffusers', interleaved, losses compared before any time is printed.

    python race.py --cli build/bin/armature-cli --models DIR [--size 256] [--rounds 3]

Each round runs every contestant once, in its own process, for the same steps; the first step of a process is warm-up. The
table gives each one's median step over all rounds, our ratio to it in the same precision, and its peak memory.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

from safetensors.torch import load_file

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = {"script": "fp32", "tuned": "fp32", "tuned-bf16": "bf16"}
OURS = {"armature": "no", "armature-bf16": "bf16"}


def run_peer(name, a, inputs):
    out = f"{a.models}/{name}.json"
    begin = time.time()
    subprocess.run([sys.executable, HERE + "/peer_step.py", name, a.models, inputs, out], check=True, stderr=subprocess.DEVNULL)
    result = json.load(open(out))
    result["first"] = result["load_seconds"] + result["seconds"][0]
    result["total"] = time.time() - begin
    return result


def run_ours(name, a, inputs, steps):
    out = f"{a.models}/{name}.safetensors"
    begin = time.time()
    process = subprocess.Popen([a.cli, "step", a.models, a.models + "/controlnet", inputs, out, "--steps", str(steps),
                                "--learning_rate", "5e-6", "--mixed_precision", OURS[name]])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("armature-cli failed")
    tensors = load_file(out)
    total = time.time() - begin
    seconds = tensors["seconds"].tolist()
    return dict(seconds=seconds, loss=tensors["loss"].tolist(), peak_bytes=usage.ru_maxrss * 1024,
                first=total - sum(seconds[1:]), total=total)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cli", required=True)
    parser.add_argument("--models", required=True)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=4)
    a = parser.parse_args()
    os.makedirs(a.models, exist_ok=True)
    inputs = f"{a.models}/inputs-{a.size}.safetensors"
    if not os.path.exists(inputs):
        subprocess.run([sys.executable, HERE + "/make_models.py", a.models, "--size", str(a.size), "--steps", str(a.steps)], check=True)
    results = {name: [] for name in [*OURS, *PEERS]}
    for _ in range(a.rounds):
        for name in results:
            results[name].append(run_ours(name, a, inputs, a.steps) if name in OURS else run_peer(name, a, inputs))
    reference = results["tuned"][0]["loss"]
    for name, runs in results.items():
        worst = max(abs(x - y) / y for x, y in zip(runs[0]["loss"], reference))
        limit = 1e-4 if "bf16" not in name else 2e-2
        if worst > limit:
            raise SystemExit(f"{name}: loss differs from diffusers' by {worst:.1e}; no time is worth printing")
    step = {name: statistics.median(s for run in runs for s in run["seconds"][1:]) for name, runs in results.items()}
    flags = next(line for line in open("/proc/cpuinfo") if line.startswith("flags")).split()
    print("features:", " ".join(f for f in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if f in flags))
    print(f"| {a.size} px, batch 1, SD 1.5 size | step, median | ours against it | start to first step's end | peak memory |\n|---|---|---|---|---|")
    for name, runs in results.items():
        ours = step["armature-bf16" if "bf16" in name else "armature"]
        ratio = "" if name in OURS else f"{step[name] / ours:.2f}x"
        print(f"| {name} | {step[name]:.2f} s | {ratio} | {min(r['first'] for r in runs):.1f} s | "
              f"{max(r['peak_bytes'] for r in runs) / 1e9:.1f} GB |")


main()
