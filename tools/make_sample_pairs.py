#!/usr/bin/env python3
"""The sample pairs of `make run`: coloured shapes, their outlines as condition, a caption each.

    python3 tools/make_sample_pairs.py resources/sample/pairs        needs pillow

Same files every time: numbers come from a fixed seed. The model beside them is tests/goldens/pipeline/sd1/model.
"""
import math
import os
import random
import sys

from PIL import Image, ImageDraw

COLOURS = {"red": (214, 52, 48), "blue": (52, 92, 200), "green": (60, 160, 80), "yellow": (236, 200, 60),
           "purple": (130, 70, 170), "orange": (236, 130, 40), "white": (240, 240, 236), "black": (30, 30, 34)}
SHAPES = ["star", "square", "circle", "triangle"]
SIZE, SCALE = 128, 4


def outline(shape, centre, radius, turn):
    if shape == "circle":
        corners, radii = 64, [radius]
    else:
        corners = {"star": 10, "square": 4, "triangle": 3}[shape]
        radii = [radius, radius * 0.45] if shape == "star" else [radius]
    return [(centre[0] + radii[i % len(radii)] * math.cos(turn + 2 * math.pi * i / corners),
             centre[1] + radii[i % len(radii)] * math.sin(turn + 2 * math.pi * i / corners)) for i in range(corners)]


def main(folder):
    rng = random.Random(7)
    for part in ("image", "condition"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    for number in range(32):
        shape, (colour, ground) = rng.choice(SHAPES), rng.sample(list(COLOURS), 2)
        radius = rng.uniform(0.2, 0.38) * SIZE * SCALE
        centre = [rng.uniform(radius, SIZE * SCALE - radius) for _ in range(2)]
        points = outline(shape, centre, radius, rng.uniform(0, 2 * math.pi))
        large = Image.new("RGB", (SIZE * SCALE,) * 2, COLOURS[ground])
        ImageDraw.Draw(large).polygon(points, fill=COLOURS[colour])
        name = f"{number:03d}"
        large.resize((SIZE, SIZE), Image.BOX).save(os.path.join(folder, "image", name + ".png"))
        lines = Image.new("L", (SIZE, SIZE))
        ImageDraw.Draw(lines).line([(x / SCALE, y / SCALE) for x, y in points + points[:1]], fill=255)
        lines.save(os.path.join(folder, "condition", name + ".png"))
        open(os.path.join(folder, "image", name + ".txt"), "w").write(f"a {colour} {shape} on a {ground} background\n")


main(sys.argv[1])
