"""Whether armature-cli's Canny is cv2.Canny's on every pixel, on photographs and generated pictures.

    python canny_agreement.py --cli build/bin/armature-cli [FOLDER_OR_PICTURE ...]

Needs opencv-python-headless and scikit-image (whose photographs are always among the pictures). Pictures are brought in as
PNG and as JPEG of several kinds; cv2 reads the same files. Prints how many pictures and settings agree, and exits with 1
where one does not.
"""
import argparse
import glob
import os
import subprocess
import sys
import tempfile

import cv2
import numpy as np

SETTINGS = [(100, 200, False), (100, 200, True), (50, 60, False), (0, 30, True), (20.5, 300.25, False)]


def photographs(paths):
    from skimage import data

    folder = os.path.join(os.path.dirname(data.__file__))
    files = []
    for path in [folder, *paths]:
        files += sorted(glob.glob(os.path.join(path, "**", "*.*"), recursive=True)) if os.path.isdir(path) else [path]
    for file in files:
        picture = cv2.imread(file, cv2.IMREAD_UNCHANGED) if file.lower().endswith((".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif")) else None
        if picture is None or picture.dtype != np.uint8 or (picture.ndim == 3 and picture.shape[2] != 3):
            continue  # how 16 bit and alpha become RGB of 8 bit is no question of Canny
        side = max(picture.shape[:2])
        if side > 1600:
            picture = cv2.resize(picture, None, fx=1600 / side, fy=1600 / side, interpolation=cv2.INTER_AREA)
        yield os.path.splitext(os.path.basename(file))[0], picture


def generated(random):
    for number in range(60):
        height, width = (int(side) for side in random.integers(1, 300, 2))
        shape = (height, width) if number % 4 == 0 else (height, width, 3)
        noise = random.integers(0, 256, shape).astype(np.uint8)
        yield f"noise{number}", noise
        yield f"smooth{number}", cv2.GaussianBlur(noise, (0, 0), float(random.uniform(0.5, 6))) if min(shape[:2]) > 1 else noise
        yield f"steps{number}", (noise // 64 * 64).astype(np.uint8)
        drawing = np.full((height + 20, width + 20, 3), random.integers(0, 256, 3), np.uint8)
        for _ in range(12):
            colour = tuple(int(c) for c in random.integers(0, 256, 3))
            place = tuple(int(c) for c in random.integers(0, 300, 2))
            cv2.circle(drawing, place, int(random.integers(2, 80)), colour, int(random.integers(-1, 4)) or 1, cv2.LINE_AA)
            cv2.line(drawing, place, tuple(int(c) for c in random.integers(0, 300, 2)), colour, 2)
        yield f"drawing{number}", drawing
    yield "black", np.zeros((50, 70, 3), np.uint8)
    yield "ramp", np.tile(np.arange(256, dtype=np.uint8), (40, 1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cli", required=True)
    parser.add_argument("paths", nargs="*")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        source = os.path.join(place, "in")
        os.mkdir(source)
        kinds = [[cv2.IMWRITE_JPEG_QUALITY, 75], [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_PROGRESSIVE, 1]]
        real = 0
        for number, (name, picture) in enumerate(photographs(arguments.paths)):
            cv2.imwrite(f"{source}/{number:04}-{name}.png", picture)
            cv2.imwrite(f"{source}/{number:04}-{name}-j.jpg", picture, kinds[number % 2])
            real += 2
        for number, (name, picture) in enumerate(generated(np.random.default_rng(11))):
            jpeg = number % 5 == 4
            cv2.imwrite(f"{source}/{name}.{'jpg' if jpeg else 'png'}", picture, kinds[number % 2] if jpeg else [])
        names = sorted(os.listdir(source))
        different = set()
        for index, (low, high, l2) in enumerate(SETTINGS):
            target = os.path.join(place, f"out{index}")
            subprocess.run([arguments.cli, "preprocess", "canny", "--in", source, "--out", target, "--low_threshold", str(low),
                            "--high_threshold", str(high), "--l2_gradient", str(l2).lower(), "--progress", "none"],
                           check=True, stderr=subprocess.DEVNULL)
            for name in names:
                picture = cv2.cvtColor(cv2.imread(os.path.join(source, name)), cv2.COLOR_BGR2RGB)
                wanted = cv2.Canny(picture, low, high, L2gradient=l2)
                made = cv2.imread(os.path.join(target, os.path.splitext(name)[0] + ".png"), cv2.IMREAD_UNCHANGED)
                if not np.array_equal(made, wanted):
                    different.add((name, low, high, l2))
        print(f"{len(names)} pictures ({real} of photographs) with {len(SETTINGS)} settings each: "
              f"{len(names) * len(SETTINGS) - len(different)} maps equal, {len(different)} differ")
        for case in sorted(different)[:20]:
            print("differs:", *case)
    sys.exit(1 if different else 0)


main()
