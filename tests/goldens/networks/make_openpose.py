# Writes narrow OpenPose networks of random weights (body, hand, face) and what they give, and the people that
# controlnet_aux finds on maps of painted skeletons. Run with controlnet_aux==0.0.10 torch==2.11.0 numpy==2.4.6
# scipy scikit-image safetensors and OpenCV installed.
import json, sys, types
import numpy, torch
import scipy.ndimage
if "scipy.ndimage.filters" not in sys.modules:  # the port imports a name that newer SciPy dropped
    module = types.ModuleType("scipy.ndimage.filters")
    module.gaussian_filter = scipy.ndimage.gaussian_filter
    sys.modules["scipy.ndimage.filters"] = module
from controlnet_aux.open_pose import body, face, hand, model, util
from safetensors.torch import save_file

torch.manual_seed(9)
small = {3: 3, 38: 38, 19: 19, 22: 22, 71: 71, 185: 57 + 4, 150: 22 + 4, 199: 71 + 4, 64: 2, 128: 4, 256: 4, 512: 6}


class Narrow(torch.nn.Conv2d):
    def __init__(self, in_channels, out_channels, kernel_size, stride, padding):
        kernel = min(kernel_size, 3)
        super().__init__(small[in_channels], small[out_channels], kernel, stride, kernel // 2)


model.nn = types.SimpleNamespace(**{name: getattr(torch.nn, name) for name in ("Module", "MaxPool2d", "ReLU", "Sequential")}, Conv2d=Narrow)
face.Conv2d = Narrow
record = {"wide": torch.rand(1, 3, 32, 48) - 0.5}
with torch.no_grad():
    for file, network in {"openpose_body.pth": model.bodypose_model(), "openpose_hand.pth": model.handpose_model(), "openpose_face.pth": face.FaceNet()}.items():
        for parameter in network.parameters():
            parameter.data = torch.randn_like(parameter) * (0.5 if parameter.dim() == 1 else (1.6 / parameter[0].numel()) ** 0.5)
        network.half().float()
        outputs = network(record["wide"])
        outputs = outputs if file == "openpose_body.pth" else [outputs] if file == "openpose_hand.pth" else [outputs[-1]]
        for i, output in enumerate(outputs):
            record[f"{file}.{i}"] = output[0].contiguous()
            print(file, tuple(output.shape), output.std().item())
        state = network.state_dict()
        if file != "openpose_face.pth":  # as the public files: without the name of the chain
            state = {".".join(name.split(".")[1:]): value for name, value in state.items()}
        torch.save({name: value.half() for name, value in state.items()}, file, _use_new_zipfile_serialization=False)

# Painted skeletons: three people, one cut by the border, one with a second candidate for a wrist beside the first.
LIMBS = [(1, 2, 12), (1, 5, 20), (2, 3, 14), (3, 4, 16), (5, 6, 22), (6, 7, 24), (1, 8, 0), (8, 9, 2), (9, 10, 4), (1, 11, 6), (11, 12, 8), (12, 13, 10),
         (1, 0, 28), (0, 14, 30), (14, 16, 34), (0, 15, 32), (15, 17, 36), (2, 16, 18), (5, 17, 26)]
UPRIGHT = numpy.array([(0, -.42), (0, -.28), (-.12, -.28), (-.2, -.1), (-.22, .06), (.12, -.28), (.2, -.12), (.25, .02), (-.07, .05), (-.08, .27), (-.09, .48), (.07, .05),
                       (.08, .26), (.1, .47), (-.03, -.45), (.03, -.45), (-.07, -.43), (.07, -.43)])
WIDTH, HEIGHT = 320, 240
random = numpy.random.default_rng(4)


def painted(people, cells_w, cells_h, scale):
    heat, paf = numpy.zeros([19, cells_h, cells_w], "float32"), numpy.zeros([38, cells_h, cells_w], "float32")
    y, x = numpy.mgrid[:cells_h, :cells_w]
    for points, sure in people:
        cells = points * scale / 8 - 0.5
        for part, (u, v) in enumerate(cells):
            heat[part] = numpy.maximum(heat[part], sure[part] * numpy.exp(-((x - u) ** 2 + (y - v) ** 2) / (2 * 0.9 ** 2)))
        for a, b, channel in LIMBS:
            d = cells[b] - cells[a]
            length = max(numpy.hypot(*d), 1e-6)
            along = ((x - cells[a][0]) * d[0] + (y - cells[a][1]) * d[1]) / length
            across = numpy.abs((x - cells[a][0]) * d[1] - (y - cells[a][1]) * d[0]) / length
            near = (along > -0.7) & (along < length + 0.7) & (across < 1)
            strength = min(sure[a], sure[b])
            for i in range(2):
                paf[channel + i][near] = strength * d[i] / length
    return heat + random.normal(0, 0.004, heat.shape).astype("float32"), paf + random.normal(0, 0.01, paf.shape).astype("float32")


def person(x, y, size, lean):
    turn = numpy.array([[numpy.cos(lean), -numpy.sin(lean)], [numpy.sin(lean), numpy.cos(lean)]])
    return UPRIGHT @ turn.T * size + [x, y], random.uniform(0.55, 0.95, 18)


def run(name, people):
    scale = 0.5 * 368 / HEIGHT
    seen_w, seen_h = int(WIDTH * scale), int(HEIGHT * scale)
    cells_w, cells_h = (seen_w + 7) // 8, (seen_h + 7) // 8
    heat, paf = painted(people, cells_w, cells_h, scale)
    detector = body.Body.__new__(body.Body)
    maps = lambda _: (torch.from_numpy(paf)[None], torch.from_numpy(heat)[None])
    maps.parameters = lambda: iter([torch.zeros(1)])
    detector.model = maps
    candidate, subset = detector(numpy.zeros([HEIGHT, WIDTH, 3], "uint8"))
    found = body.Body.format_body_result(candidate, subset)
    if people:
        record[f"{name}.heat"], record[f"{name}.paf"] = (torch.from_numpy(m.transpose(1, 2, 0).copy()) for m in (heat, paf))
    picture = numpy.zeros([HEIGHT, WIDTH, 3], "uint8")
    print(name, [(p.total_parts, round(p.total_score, 2)) for p in found], [util.handDetect(p, picture) for p in found], [util.faceDetect(p, picture) for p in found])
    return [{"points": [[float(k.x), float(k.y), float(k.score)] if k else None for k in p.keypoints],
             "hands": [[int(v) for v in box] for box in util.handDetect(p, picture)],
             "face": util.faceDetect(p, picture)} for p in found]


people = [person(80, 120, 180, 0.1), person(200, 130, 170, -0.15), person(285, 150, 220, 0.05)]
people[1][1][[4, 13]] = 0.02  # a wrist and an ankle that are not seen
answers = {"crowd": run("crowd", people), "nobody": run("nobody", [])}

# Hands and faces on maps of one bump a point; the second hand point has a heavier bump elsewhere, one point has none.
centres = random.uniform(0.1, 0.9, [71, 2])


def bumps(count, size, shift=0.0):
    y, x = (numpy.mgrid[:size, :size] + 0.5) / size
    maps = numpy.stack([numpy.exp(-((x - u - shift) ** 2 + (y - v) ** 2) / (2 * 0.05 ** 2)) for u, v in centres[:count]])
    maps[1] += 1.2 * numpy.exp(-((x - 0.2) ** 2 + (y - 0.7) ** 2) / (2 * 0.05 ** 2))
    maps[7] = 0
    return maps.astype("float32")


detector = hand.Hand.__new__(hand.Hand)
looked = lambda picture: torch.from_numpy(bumps(22, picture.shape[2] // 8))[None]
looked.parameters = lambda: iter([torch.zeros(1)])
detector.model = looked
answers["hand"] = [[int(x), int(y)] for x, y in detector(numpy.zeros([97, 97, 3], "uint8"))]
detector = face.Face.__new__(face.Face)
looked = lambda picture: [torch.from_numpy(bumps(71, 48))[None]]
looked.parameters = lambda: iter([torch.zeros(1)])
detector.model = looked
maps = detector(numpy.zeros([113, 113, 3], "uint8"))
answers["face"] = [[int(v) for v in detector.compute_peaks_from_heatmaps(maps[i:i + 1]).reshape(-1)] for i in range(70)]
answers["centres"] = centres.tolist()
json.dump(answers, open("openpose.json", "w"))
save_file(record, "openpose.safetensors")
