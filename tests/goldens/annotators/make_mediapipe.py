# Writes astronaut.jpg (NASA, public domain, from scikit-image) and mediapipe.json: what MediaPipe's Python API finds on
# it. Run with mediapipe==0.10.14 and scikit-image's data/astronaut.png as the argument.
import json, sys, tempfile

import cv2, mediapipe
from mediapipe_people import people

cv2.imwrite("astronaut.jpg", cv2.imread(sys.argv[1]), [cv2.IMWRITE_JPEG_QUALITY, 88])
picture = cv2.cvtColor(cv2.imread("astronaut.jpg"), cv2.COLOR_BGR2RGB)


def tilted(degrees):
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)


def shrunk(width, height):
    return cv2.copyMakeBorder(cv2.resize(picture, (256, 256), interpolation=cv2.INTER_AREA), 20, height - 276, width - 300,
                              44, cv2.BORDER_REPLICATE)


def pose(rgb):
    height, width = rgb.shape[:2]
    with mediapipe.solutions.pose.Pose(static_image_mode=True, model_complexity=1) as net:
        found = net.process(rgb)
    return [[p.x * width, p.y * height, p.visibility] for p in found.pose_landmarks.landmark]


pictures = {"astronaut.jpg": picture, "tilted.jpg": tilted(25), "wide.jpg": shrunk(520, 310)}
record = {}
for name, rgb in pictures.items():
    if name != "astronaut.jpg":
        cv2.imwrite(name, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 80])
        rgb = cv2.cvtColor(cv2.imread(name), cv2.COLOR_BGR2RGB)
    record[name] = [[round(v, 3) for v in point] for point in pose(rgb)]

# Two people in one picture, the second mirrored and smaller. The API finds one of them.
side = 384
left = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
right = cv2.copyMakeBorder(cv2.resize(picture[:, ::-1], (300, 300), interpolation=cv2.INTER_AREA), 84, 0, 42, 42, cv2.BORDER_REPLICATE)
cv2.imwrite("pair.jpg", cv2.cvtColor(cv2.hconcat([left, right]), cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 80])
both = cv2.cvtColor(cv2.imread("pair.jpg"), cv2.COLOR_BGR2RGB)
record["pair whole"] = [[round(v, 3) for v in point] for point in pose(both)]

# Three people whom the API for several finds at once.
row = []
for size, flip in (260, 1), (290, -1), (230, 1):
    one = cv2.resize(picture[:, ::flip], (size, size), interpolation=cv2.INTER_AREA)
    row.append(cv2.copyMakeBorder(one, 300 - size, 0, 6, 6, cv2.BORDER_REPLICATE))
group = cv2.copyMakeBorder(cv2.hconcat(row), 160, 60, 0, 0, cv2.BORDER_REPLICATE)
cv2.imwrite("group.jpg", cv2.cvtColor(group, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 75])
with tempfile.TemporaryDirectory() as folder:
    found = people(cv2.cvtColor(cv2.imread("group.jpg"), cv2.COLOR_BGR2RGB), folder)
record["group"] = [[[round(v, 3) for v in point] for point in person] for person in found]
record["group whole"] = [[round(v, 3) for v in point] for point in pose(cv2.cvtColor(cv2.imread("group.jpg"), cv2.COLOR_BGR2RGB))]
print(len(found), "people in the group")
json.dump(record, open("mediapipe.json", "w"), indent=0)
