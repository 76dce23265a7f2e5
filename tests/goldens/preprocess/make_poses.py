# Writes poses-N.json (CMU's dialect, made up) and poses-N.png, drawn by controlnet_aux. Run with controlnet_aux==0.0.10 and
# opencv-python-headless==4.11.0.86: OpenCV 5 draws the two pixels wide lines of hands differently, everything else alike.
# `make_poses.py OUT SEED COUNT` writes others, for ARMATURE_FRESH_POSES=OUT test_preprocess_openpose_draw.
import json, os, random, sys
import cv2
from controlnet_aux.open_pose import PoseResult, draw_poses
from controlnet_aux.open_pose.body import BodyResult, Keypoint


def points(rng, count, missing, spread, middle):
    made = []
    for _ in range(count):
        x, y = (m + rng.uniform(-spread, spread) for m in middle)
        made.append(None if rng.random() < missing else Keypoint(x, y))
    return made


def triples(part, width, height):
    return [v for p in part or [] for v in ((p.x * width, p.y * height, 0.9) if p else (0, 0, 0))]


out, seed, sizes = ".", 0, [(384, 512, 1), (512, 320, 3), (96, 64, 2), (640, 640, 4)]
if len(sys.argv) > 1:
    out, seed = sys.argv[1], int(sys.argv[2])
    rng = random.Random(seed)
    sizes = [(rng.randint(40, 900), rng.randint(40, 900), rng.randint(0, 5)) for _ in range(int(sys.argv[3]))]
for number, (width, height, people) in enumerate(sizes):
    rng = random.Random(number + seed)
    poses, record = [], []
    for _ in range(people):
        middle = rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.8)
        body = points(rng, 18, 0.15, 0.4, middle)
        left, right, face = points(rng, 21, 0, 0.1, middle), points(rng, 21, 0, 0.6, middle), points(rng, 70, 0, 0.08, middle)
        if rng.random() < 0.3:
            left = None
        poses.append(PoseResult(BodyResult(body, 1, 18), left, right, face))
        record.append({"pose_keypoints_2d": triples(body, width, height), "hand_left_keypoints_2d": triples(left, width, height),
                       "hand_right_keypoints_2d": triples(right, width, height), "face_keypoints_2d": triples(face, width, height)})
    json.dump({"version": 1.3, "people": record, "canvas_width": width, "canvas_height": height}, open(os.path.join(out, f"poses-{number}.json"), "w"))
    cv2.imwrite(os.path.join(out, f"poses-{number}.png"), cv2.cvtColor(draw_poses(poses, height, width), cv2.COLOR_RGB2BGR))
