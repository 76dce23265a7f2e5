# Writes maps of painted skeletons as BODY_25's network would give them, and the people that controlnet_aux's rules find on
# them once its tables are BODY_25's. Run with controlnet_aux==0.0.10 torch==2.11.0 numpy==2.4.6 scipy safetensors and
# OpenCV installed.
import inspect, json, sys, types
import numpy, scipy.ndimage, torch
if "scipy.ndimage.filters" not in sys.modules:
    module = types.ModuleType("scipy.ndimage.filters")
    module.gaussian_filter = scipy.ndimage.gaussian_filter
    sys.modules["scipy.ndimage.filters"] = module
from controlnet_aux.open_pose import body
from safetensors.torch import save_file

# CMU-Perceptual-Computing-Lab/openpose, src/openpose/pose/poseParameters.cpp: limbs, and the first of their two fields.
LIMBS = [(1, 8, 0), (1, 2, 14), (1, 5, 22), (2, 3, 16), (3, 4, 18), (5, 6, 24), (6, 7, 26), (8, 9, 6), (9, 10, 2), (10, 11, 4), (8, 12, 8), (12, 13, 10), (13, 14, 12),
         (1, 0, 30), (0, 15, 32), (15, 17, 36), (0, 16, 34), (16, 18, 38), (2, 17, 20), (5, 18, 28), (14, 19, 40), (19, 20, 42), (14, 21, 44), (11, 22, 46), (22, 23, 48),
         (11, 24, 50)]
UPRIGHT = numpy.array([(0, -.42), (0, -.28), (-.12, -.28), (-.2, -.1), (-.22, .06), (.12, -.28), (.2, -.12), (.25, .02), (0, .05), (-.07, .06), (-.08, .27), (-.09, .46),
                       (.07, .06), (.08, .26), (.1, .45), (-.03, -.45), (.03, -.45), (-.07, -.43), (.07, -.43), (.14, .49), (.17, .48), (.08, .48), (-.14, .5), (-.17, .49),
                       (-.07, .49)])
WIDTH, HEIGHT = 300, 220
source = inspect.getsource(body)
for old, new in [("from . import util", "from controlnet_aux.open_pose import util"), ("from .model import", "from controlnet_aux.open_pose.model import"),
                 ("scale_search = [0.5]", "scale_search = [1.0]"), ("oriImg.shape[1], 19)", "oriImg.shape[1], 26)"), ("oriImg.shape[1], 38)", "oriImg.shape[1], 52)"),
                 ("range(18)", "range(25)"), ("-1 * np.ones((0, 20))", "-1 * np.ones((0, 27))"), ("-1 * np.ones(20)", "-1 * np.ones(27)"), ("k < 17", "k not in (18, 19)")]:
    assert source.count(old) == 1, old
    source = source.replace(old, new)
begin, end = source.index("limbSeq = ["), source.index("connection_all = []")
source = source[:begin] + f"limbSeq = {[[a + 1, b + 1] for a, b, _ in LIMBS]}\n        mapIdx = {[[c + 19, c + 20] for _, _, c in LIMBS]}\n\n        " + source[end:]
scope = {}
exec(source, scope)

random = numpy.random.default_rng(8)
scale = 368 / HEIGHT
seen_w, seen_h = int(WIDTH * scale), int(HEIGHT * scale)
cells_w, cells_h = (seen_w + 7) // 8, (seen_h + 7) // 8
heat, paf = numpy.zeros([26, cells_h, cells_w], "float32"), numpy.zeros([52, cells_h, cells_w], "float32")
y, x = numpy.mgrid[:cells_h, :cells_w]
for middle_x, middle_y, size, lean, hidden in [(70, 112, 170, 0.12, []), (160, 108, 150, -0.1, [4, 14]), (262, 118, 200, 0.05, [0])]:
    turn = numpy.array([[numpy.cos(lean), -numpy.sin(lean)], [numpy.sin(lean), numpy.cos(lean)]])
    cells, sure = (UPRIGHT @ turn.T * size + [middle_x, middle_y]) * scale / 8 - 0.5, random.uniform(0.55, 0.95, 25)
    sure[hidden] = 0.02
    for part, (u, v) in enumerate(cells):
        heat[part] = numpy.maximum(heat[part], sure[part] * numpy.exp(-((x - u) ** 2 + (y - v) ** 2) / (2 * 0.9 ** 2)))
    for a, b, channel in LIMBS:
        d = cells[b] - cells[a]
        length = max(numpy.hypot(*d), 1e-6)
        along = ((x - cells[a][0]) * d[0] + (y - cells[a][1]) * d[1]) / length
        across = numpy.abs((x - cells[a][0]) * d[1] - (y - cells[a][1]) * d[0]) / length
        near = (along > -0.7) & (along < length + 0.7) & (across < 1)
        for i in range(2):
            paf[channel + i][near] = min(sure[a], sure[b]) * d[i] / length
heat += random.normal(0, 0.004, heat.shape).astype("float32")
paf += random.normal(0, 0.01, paf.shape).astype("float32")
heat, paf = (m.astype("float16").astype("float32") for m in (heat, paf))
detector = scope["Body"].__new__(scope["Body"])
maps = lambda _: (torch.from_numpy(paf)[None], torch.from_numpy(heat)[None])
maps.parameters = lambda: iter([torch.zeros(1)])
detector.model = maps
candidate, subset = detector(numpy.zeros([HEIGHT, WIDTH, 3], "uint8"))
people = [[None if i < 0 else [float(v) for v in candidate[int(i)][:3]] for i in row[:25]] for row in subset]
print([(row[-1], round(row[-2], 2)) for row in subset])
json.dump({"size": [WIDTH, HEIGHT], "people": people}, open("body25.json", "w"))
save_file({"heat": torch.from_numpy(heat.transpose(1, 2, 0).copy()).half(), "paf": torch.from_numpy(paf.transpose(1, 2, 0).copy()).half()}, "body25.safetensors")
