"""Our step against diffusers', interleaved; losses and gradients are compared before any time is printed.

    python race.py --cli build/bin/armature-cli --models DIR [--size 256] [--rounds 3] [--only NAME ...] [--out TABLE.md]

Each round runs every contestant once, in its own process, on the same weights and numbers, in another order than the round
before. The first step of a process is left out of the medians: it allocates. Clocks start when a process is spawned. Peak
memory is the kernel's VmHWM at the end of the last step on both sides, pages of mapped weight files included. The table is
printed and written after every round, so that a race that is cut short still has one.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

from safetensors import safe_open
from safetensors.torch import load_file

HERE = os.path.dirname(os.path.abspath(__file__))
OURS = {"armature": "no", "armature-bf16": "bf16"}
PEERS = ["script", "tuned", "script-bf16", "tuned-bf16", "tuned-matmul-bf16"]
LOSS_LIMIT = {"fp32": 1e-4, "bf16": 2e-2}    # relative, against the peer in the same precision
COSINE_LIMIT = {"fp32": 0.9999, "bf16": 0.97}  # two bf16 gradients agree no better than that with each other


def precision(name):
    return "bf16" if name.endswith("bf16") else "fp32"


def run(name, a, inputs, only_gradients=False):
    """One process of its own. With only_gradients it runs one step, untimed, and leaves its gradients in a file."""
    out, spawned = f"{a.models}/{name}", time.time()
    if name in OURS:
        command = [a.cli, "step", a.models, a.models + "/controlnet", inputs, out + ".safetensors", "--learning_rate", "5e-6",
                   "--mixed_precision", OURS[name], "--steps", str(1 if only_gradients else a.steps)]
        command += ["--write_gradients"] if only_gradients else []
    else:
        command = [sys.executable, HERE + "/peer_step.py", name, a.models, inputs, out]
        command += ["--gradients"] if only_gradients else []
    subprocess.run(command, check=True, stderr=None if name in OURS else subprocess.DEVNULL)
    if name in OURS:
        with safe_open(out + ".safetensors", "pt") as tensors:
            get = lambda key: tensors.get_tensor(key).tolist()
            result = dict(seconds=get("seconds"), loss=get("loss"), finished_at=get("finished_at"), peak_bytes=get("peak_memory_bytes"))
    else:
        result = json.load(open(out + ".json"))
    result["first"] = result["finished_at"][0] - spawned
    return result


def gradients(name, a):
    found = load_file(f"{a.models}/{name}.safetensors")
    return {k.removeprefix("gradient."): v for k, v in found.items() if name not in OURS or k.startswith("gradient.")}


def cosine(left, right):
    if left.keys() != right.keys():
        raise SystemExit("the two sides do not have gradients for the same weights")
    dot = lambda x, y: sum((x[k].double() * y[k].double()).sum() for k in x)
    return float(dot(left, right) / (dot(left, left).sqrt() * dot(right, right).sqrt()))


def compare(names, a, inputs):
    """Refuses to time what does not compute the same."""
    for kind in ("fp32", "bf16"):
        ours, peers = ([n for n in names if precision(n) == kind and (n in OURS) == side] for side in (True, False))
        if not ours or not peers:
            continue
        wanted = run(peers[0], a, inputs, only_gradients=True)["loss"][0]
        for name in ours:
            worst = abs(run(name, a, inputs, only_gradients=True)["loss"][0] - wanted) / wanted
            same = cosine(gradients(name, a), gradients(peers[0], a))
            print(f"{name}: loss within {worst:.1e} of {peers[0]}, gradients' cosine {same:.7f}", flush=True)
            if worst > LOSS_LIMIT[kind] or same < COSINE_LIMIT[kind]:
                raise SystemExit("no time is worth printing")


def table(results, a):
    flags = next(line for line in open("/proc/cpuinfo") if line.startswith("flags")).split()
    model = next(line for line in open("/proc/cpuinfo") if line.startswith("model name")).split(":")[1].strip()
    lines = [f"{model}, {os.cpu_count()} threads, " + " ".join(f for f in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if f in flags), "",
             f"| {a.size} px, batch 1, SD 1.5 size | step, median | ours is faster by | start to first step's end | peak memory |",
             "|---|---|---|---|---|"]
    step = {n: statistics.median(s for run in runs for s in run["seconds"][1:]) for n, runs in results.items()}
    for name, runs in results.items():
        ours = step.get("armature-bf16" if precision(name) == "bf16" else "armature")
        ratio = "" if name in OURS or not ours else f"{step[name] / ours:.2f}x"
        lines.append(f"| {name} ({precision(name)}) | {step[name]:.2f} s | {ratio} | {min(r['first'] for r in runs):.1f} s | "
                     f"{max(r['peak_bytes'] for r in runs) / 1e9:.2f} GB |")
    return "\n".join(lines) + "\n"


def make_inputs(a):
    inputs = f"{a.models}/inputs-{a.size}.safetensors"
    if os.path.exists(inputs):
        with safe_open(inputs, "pt") as tensors:
            if tensors.get_slice("latents").get_shape()[0] == a.steps:
                return inputs
    subprocess.run([sys.executable, HERE + "/make_models.py", a.models, "--size", str(a.size), "--steps", str(a.steps)], check=True)
    return inputs


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cli", required=True)
    parser.add_argument("--models", required=True)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--only", nargs="+", choices=[*OURS, *PEERS])
    parser.add_argument("--out")
    a = parser.parse_args()
    os.makedirs(a.models, exist_ok=True)
    inputs = make_inputs(a)
    names = a.only or [*OURS, *PEERS]
    compare(names, a, inputs)
    results = {name: [] for name in names}
    for number in range(a.rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            results[name].append(run(name, a, inputs))
        text = table(results, a)
        print(f"after round {number + 1} of {a.rounds}\n{text}", flush=True)
        if a.out:
            with open(a.out, "w") as file:
                file.write(text)


main()
