"""Canny over a folder, files in and files out: armature-cli against a plain single-threaded cv2 loop, in turns, and whether
every pixel is the same.

    python canny_folder.py --cli build/bin/armature-cli [--pictures FOLDER] [--count 200] [--rounds 5] [--kind jpeg]

Needs opencv-python-headless and scikit-image. Without --pictures it cuts photographs of scikit-image into pieces of
1024 x 768, each with noise of its own. The loop is imread, cvtColor, Canny, imwrite in one thread, timed inside Python (its imports do not count);
ours is timed from the outside, start of the program included. Where other programs run, the processor's own time says more than
the clock.
"""
import argparse
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

import cv2
import numpy as np


def make_pictures(folder, count, kind):
    from skimage import data

    rng = np.random.default_rng(7)
    photos = [data.astronaut(), data.coffee(), data.chelsea(), data.rocket(), data.retina(), data.hubble_deep_field()]
    for number in range(count):
        photo = photos[number % len(photos)]
        height, width = photo.shape[:2]
        side = int(rng.integers(min(height, width) // 2, min(height, width)))
        top, left = int(rng.integers(0, height - side + 1)), int(rng.integers(0, width - side * 3 // 4 + 1))
        cut = cv2.resize(photo[top : top + side * 3 // 4, left : left + side], (1024, 768), interpolation=cv2.INTER_CUBIC)
        cut = np.clip(cut + rng.normal(0, 3, cut.shape), 0, 255).astype(np.uint8)[..., ::-1]
        name = os.path.join(folder, f"{number:04}.{'jpg' if kind == 'jpeg' else 'png'}")
        cv2.imwrite(name, cut, [cv2.IMWRITE_JPEG_QUALITY, 92] if kind == "jpeg" else [])


def plain_loop(source, target):
    names = sorted(os.listdir(source))
    start, processor = time.perf_counter(), time.process_time()
    for name in names:
        picture = cv2.cvtColor(cv2.imread(os.path.join(source, name)), cv2.COLOR_BGR2RGB)
        cv2.imwrite(os.path.join(target, os.path.splitext(name)[0] + ".png"), cv2.Canny(picture, 100, 200))
    return time.perf_counter() - start, time.process_time() - processor


def ours(cli, source, target, jobs):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([cli, "preprocess", "canny", "--in", source, "--out", target, "--jobs", str(jobs), "--progress", "none"], check=True, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cli", required=True)
    parser.add_argument("--pictures")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kind", choices=("jpeg", "png"), default="jpeg")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as place:
        source = arguments.pictures
        if not source:
            source = os.path.join(place, "pictures")
            os.mkdir(source)
            make_pictures(source, arguments.count, arguments.kind)
        ratios = []
        for number in range(arguments.rounds):
            theirs, mine = (os.path.join(place, f"{who}{number}") for who in ("cv2-", "armature-"))
            os.mkdir(theirs)
            loop = lambda: plain_loop(source, theirs)
            own = lambda: ours(arguments.cli, source, mine, arguments.jobs)
            first, second = (loop, own) if number % 2 == 0 else (own, loop)
            a, b = first(), second()
            (slow, slow_cpu), (fast, fast_cpu) = (a, b) if number % 2 == 0 else (b, a)
            ratios.append(slow / fast)
            names = sorted(os.listdir(theirs))
            same = sum(np.array_equal(cv2.imread(os.path.join(theirs, n), 0), cv2.imread(os.path.join(mine, n), 0)) for n in names)
            print(f"round {number + 1}: cv2 {slow:.2f} s, armature {fast:.2f} s, {slow / fast:.2f} times (of the processor's time "
                  f"{slow_cpu:.2f} and {fast_cpu:.2f} s); {same} of {len(names)} equal", flush=True)
            shutil.rmtree(theirs)
            shutil.rmtree(mine)
        print(f"median {statistics.median(ratios):.2f} times, {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
