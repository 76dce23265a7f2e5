# Writes astronaut.jpg (NASA, public domain, from scikit-image) and mediapipe.json: what MediaPipe's Python API finds on
# it. Run with mediapipe==0.10.14 and scikit-image's data/astronaut.png as the argument.
import json, sys, cv2, mediapipe

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

# Two people in one picture, the second mirrored and smaller; the API finds one, so it is asked about each half alone.
side = 384
left = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
right = cv2.copyMakeBorder(cv2.resize(picture[:, ::-1], (300, 300), interpolation=cv2.INTER_AREA), 84, 0, 42, 42, cv2.BORDER_REPLICATE)
cv2.imwrite("pair.jpg", cv2.cvtColor(cv2.hconcat([left, right]), cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 80])
both = cv2.cvtColor(cv2.imread("pair.jpg"), cv2.COLOR_BGR2RGB)
for name, begin in {"pair left": 0, "pair right": side}.items():
    record[name] = [[round(x + begin, 3), round(y, 3), round(v, 3)] for x, y, v in pose(both[:, begin:begin + side].copy())]
json.dump(record, open("mediapipe.json", "w"), indent=0)
