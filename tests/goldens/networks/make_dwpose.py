# Writes YOLOX and RTMPose whole-body networks of random weights as ONNX graphs and TorchScript programs, and what
# onnxruntime and DWPose's reference code make of them on a photograph: make_dwpose.py OUT PHOTO [SEED ["whole"]]. "whole":
# the public networks' own sizes. The reference is IDEA-Research/DWPose, ControlNet-v1-1-nightly/annotator/dwpose/onnxdet.py
# and onnxpose.py of its branch onnx, which must lie in DWPOSE_REFERENCE. Run with torch==2.11.0 onnx onnxruntime numpy and
# OpenCV installed.
import importlib.util, json, os, sys, warnings
import cv2, numpy, onnxruntime, torch
from torch import nn

warnings.filterwarnings("ignore")
OUT, PHOTO, SEED = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 5
WHOLE = sys.argv[4:] == ["whole"]
OPSET = int(os.environ.get("OPSET", 11))  # the public files have 11
torch.manual_seed(SEED)
os.makedirs(OUT, exist_ok=True)


def conv(i, o, k=1, s=1, groups=1):
    return nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, groups=groups, bias=False), nn.BatchNorm2d(o), nn.SiLU())


class Csp(nn.Module):  # of both networks: a long way and a short one
    def __init__(self, i, o, count, residual, next_, attention):
        super().__init__()
        half = o // 2
        self.long, self.short, self.last = conv(i, half), conv(i, half), conv(2 * half, o)
        if next_:
            self.blocks = nn.ModuleList(nn.Sequential(conv(half, half, 3), conv(half, half, 5, groups=half), conv(half, half)) for _ in range(count))
        else:
            self.blocks = nn.ModuleList(nn.Sequential(conv(half, half), conv(half, half, 3)) for _ in range(count))
        self.residual = residual
        self.attention = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(2 * half, 2 * half, 1), nn.Hardsigmoid()) if attention else None

    def forward(self, x):
        y = self.long(x)
        for block in self.blocks:
            y = block(y) + y if self.residual else block(y)
        y = torch.cat([y, self.short(x)], 1)
        return self.last(y * self.attention(y) if self.attention else y)


class Spp(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.first, self.last = conv(i, i // 2), conv(2 * i, o)

    def forward(self, x):
        x = self.first(x)
        return self.last(torch.cat([x] + [nn.functional.max_pool2d(x, k, 1, k // 2) for k in (5, 9, 13)], 1))


class Yolox(nn.Module):
    def __init__(self, w, deep):
        super().__init__()
        self.stem = conv(12, w, 3)
        stages, i = [], w
        for n, (o, count) in enumerate([(2 * w, deep), (4 * w, 3 * deep), (8 * w, 3 * deep), (16 * w, deep)]):
            stages.append(nn.Sequential(conv(i, o, 3, 2), *([Spp(o, o)] if n == 3 else []), Csp(o, o, count, n < 3, False, False)))
            i = o
        self.stages = nn.ModuleList(stages)
        self.reduce = nn.ModuleList([conv(16 * w, 8 * w), conv(8 * w, 4 * w)])
        self.down = nn.ModuleList([Csp(16 * w, 8 * w, deep, False, False, False), Csp(8 * w, 4 * w, deep, False, False, False)])
        self.halve = nn.ModuleList([conv(4 * w, 4 * w, 3, 2), conv(8 * w, 8 * w, 3, 2)])
        self.up = nn.ModuleList([Csp(8 * w, 8 * w, deep, False, False, False), Csp(16 * w, 16 * w, deep, False, False, False)])
        h = 4 * w
        self.heads = nn.ModuleList(nn.ModuleDict({"stem": conv(c, h), "cls": nn.Sequential(conv(h, h, 3), conv(h, h, 3), nn.Conv2d(h, 80, 1)),
                                                  "reg": nn.Sequential(conv(h, h, 3), conv(h, h, 3)), "box": nn.Conv2d(h, 4, 1), "obj": nn.Conv2d(h, 1, 1)}) for c in (4 * w, 8 * w, 16 * w))

    def forward(self, x):
        x = torch.cat([x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]], 1)
        x = self.stem(x)
        found = []
        for stage in self.stages:
            x = stage(x)
            found.append(x)
        _, c3, c4, c5 = found
        p5 = self.reduce[0](c5)
        p4 = self.reduce[1](self.down[0](torch.cat([nn.functional.interpolate(p5, scale_factor=2, mode="nearest"), c4], 1)))
        n3 = self.down[1](torch.cat([nn.functional.interpolate(p4, scale_factor=2, mode="nearest"), c3], 1))
        n4 = self.up[0](torch.cat([self.halve[0](n3), p4], 1))
        n5 = self.up[1](torch.cat([self.halve[1](n4), p5], 1))
        said = []
        for level, head in zip((n3, n4, n5), self.heads):
            y = head["stem"](level)
            reg = head["reg"](y)
            said.append(torch.cat([head["box"](reg), head["obj"](reg).sigmoid(), head["cls"](y).sigmoid()], 1).flatten(2))
        return torch.cat(said, 2).permute(0, 2, 1)


class ScaleNorm(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.scale, self.g = n ** -0.5, nn.Parameter(torch.ones(1))

    def forward(self, x):
        return x / (torch.norm(x, dim=2, keepdim=True) * self.scale).clamp(min=1e-5) * self.g


class Rtmpose(nn.Module):
    def __init__(self, w, deep, hidden, size, reach):
        super().__init__()
        self.stem = nn.Sequential(conv(3, w, 3, 2), conv(w, w, 3), conv(w, w, 3))
        stages, i = [], w
        for n, (o, count) in enumerate([(2 * w, deep), (4 * w, 2 * deep), (8 * w, 2 * deep), (16 * w, deep)]):
            stages += [conv(i, o, 3, 2), *([Spp(o, o)] if n == 3 else []), Csp(o, o, count, n < 3, True, True)]
            i = o
        self.stages = nn.Sequential(*stages)
        self.final = nn.Conv2d(16 * w, 133, reach, 1, reach // 2)
        cells, self.hidden, self.s = size[0] // 32 * (size[1] // 32), hidden, max(hidden // 2, 4)
        self.mlp = nn.Sequential(ScaleNorm(cells), nn.Linear(cells, hidden, bias=False))
        self.norm, self.uv, self.out = ScaleNorm(hidden), nn.Linear(hidden, 4 * hidden + self.s, bias=False), nn.Linear(2 * hidden, hidden, bias=False)
        self.gamma, self.beta = nn.Parameter(torch.rand(2, self.s)), nn.Parameter(torch.rand(2, self.s))
        self.res = nn.Parameter(torch.rand(hidden))
        self.x, self.y = nn.Linear(hidden, 2 * size[1], bias=False), nn.Linear(hidden, 2 * size[0], bias=False)

    def forward(self, x):
        x = self.final(self.stages(self.stem(x))).flatten(2)
        x = self.mlp(x)
        u, v, base = torch.split(nn.functional.silu(self.uv(self.norm(x))), [2 * self.hidden, 2 * self.hidden, self.s], dim=2)
        base = base.unsqueeze(2) * self.gamma[None, None] + self.beta
        q, k = torch.unbind(base, dim=2)
        kernel = torch.square(nn.functional.relu(torch.bmm(q, k.permute(0, 2, 1)) / self.s ** 0.5))
        x = x * self.res + self.out(u * torch.bmm(kernel, v))
        return self.x(x), self.y(x)


def shuffled(model):
    for name, tensor in model.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif tensor.is_floating_point() and tensor.dim() > 1 and "gamma" not in name and "beta" not in name:
            tensor.copy_(torch.randn_like(tensor) * (1.7 / tensor[0].numel()) ** 0.5)
        elif tensor.is_floating_point() and not name.endswith((".g", "res")):
            tensor.copy_(torch.randn_like(tensor) * 0.2 + tensor.mean().round())
    return model.eval()


def settled(model, picture):  # norms that fit what goes through: deep networks of random weights explode else
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0
        norm.train()
    with torch.no_grad():
        model(picture)
    return model.eval()


def export(model, name, picture, outputs, opset):
    with torch.no_grad():
        torch.onnx.export(model, picture, os.path.join(OUT, name + ".onnx"), input_names=["input"], output_names=outputs, opset_version=opset, dynamo=False, do_constant_folding=True)
        torch.jit.trace(model, picture).save(os.path.join(OUT, name + ".torchscript.pt"))


def reference(name):
    spec = importlib.util.spec_from_file_location(name, os.path.join(os.environ["DWPOSE_REFERENCE"], name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


photo = cv2.imread(PHOTO)
if OUT != ".":
    cv2.imwrite(os.path.join(OUT, "photo.png"), photo)
height, width = photo.shape[:2]
detector = shuffled(Yolox(64, 3) if WHOLE else Yolox(2, 1))
for head in detector.heads:
    head["box"].bias.data += torch.tensor([0, 0, 2.2, 2.6])
    head["box"].weight.data *= 0.3
    head["obj"].weight.data *= 0.1
    head["cls"][2].weight.data *= 0.1
# Few cells are sure: the first class and the objectness are lowered until a dozen of 8400 pass.
det = reference("onnxdet")
with torch.no_grad():
    frame, _ = det.preprocess(photo, (640, 640))
    settled(detector, torch.from_numpy(frame)[None])
    said = detector(torch.from_numpy(frame)[None])[0]
    logits = torch.logit(said[:, 4].clamp(1e-6, 1 - 1e-6)), torch.logit(said[:, 5].clamp(1e-6, 1 - 1e-6))
    low, high, sure = -30.0, 30.0, logits[1] + 1.5 - logits[1].quantile(0.9)
    for _ in range(40):
        middle = (low + high) / 2
        count = int(((logits[0] + middle).sigmoid() * sure.sigmoid() > 0.3).sum())
        low, high = (low, middle) if count > 12 else (middle, high)
    for head in detector.heads:
        head["obj"].bias.data += low - 0.02  # away from the edge that was looked for
        head["cls"][2].bias.data[0] += 1.5 - logits[1].quantile(0.9)
export(detector, "yolox_l", torch.from_numpy(frame)[None], ["output"], OPSET)
size = (384, 288) if WHOLE else (96, 64)
pose = shuffled(Rtmpose(64, 3, 256, size, 7) if WHOLE else Rtmpose(2, 1, 16, size, 3))
settled(pose, torch.randn(2, 3, *size))
export(pose, "dw-ll_ucoco_384", torch.rand(1, 3, *size), ["simcc_x", "simcc_y"], OPSET)
# The public TorchScript program takes five at a time, and does not say how large they must be.
five = pose if WHOLE else settled(shuffled(Rtmpose(2, 1, 16, (384, 288), 3)), torch.randn(2, 3, 384, 288))
with torch.no_grad():
    torch.jit.trace(five, torch.rand(5, 3, 384, 288)).save(os.path.join(OUT, "dw-ll_ucoco_384_bs5.torchscript.pt"))
sessions = [onnxruntime.InferenceSession(os.path.join(OUT, name), providers=["CPUExecutionProvider"]) for name in ("yolox_l.onnx", "dw-ll_ucoco_384.onnx")]
run = reference("onnxpose")
run.inference = lambda session, pictures: [session.run(None, {"input": p.transpose(2, 0, 1)[None].astype("float32")}) for p in pictures]
answers = {}
for channels, (a, b) in {"trained": (photo, photo[..., ::-1]), "rgb": (photo[..., ::-1],) * 2, "bgr": (photo,) * 2}.items():
    boxes = det.inference_detector(sessions[0], a)
    points, scores = run.inference_pose(sessions[1], boxes, b) if len(boxes) else ([], [])
    answers[channels] = {key: numpy.asarray(values, "float64").round(4).tolist() for key, values in (("boxes", boxes), ("points", points[:3]), ("scores", scores[:3]))}
    print(channels, len(boxes), "people; sure points:", int((numpy.asarray(scores) > 0.3).sum()), [len(answers[channels]["boxes"])])
answers["size"] = [width, height]
boxes = det.inference_detector(sessions[0], photo)[:3]
pictures, centers, scales = run.preprocess(photo[..., ::-1], boxes, (288, 384))
with torch.no_grad():
    outputs = [[o.numpy() for o in five(torch.from_numpy(p.transpose(2, 0, 1)[None].astype("float32")))] for p in pictures]
points, scores = run.postprocess(outputs, (288, 384), centers, scales)
answers["script"] = {"boxes": answers["trained"]["boxes"], "points": points.astype("float64").round(4).tolist(), "scores": scores.astype("float64").round(4).tolist()}
json.dump(answers, open(os.path.join(OUT, "dwpose.json"), "w"))


# What onnxruntime gives for the same numbers, computed alike on both sides.
def ramp(rows, columns):
    y, x, c = numpy.mgrid[:rows, :columns, :3]
    return ((x * 7 + y * 13 + c * 29 + x * y // 5) % 256).transpose(2, 0, 1)[None].astype("float32")


from safetensors.numpy import save_file
x, y = sessions[1].run(None, {"input": ramp(*size) / 64 - 2})
save_file({"people": sessions[0].run(None, {"input": ramp(640, 640)})[0][0, ::211].copy(), "x": x[0, ::7].copy(), "y": y[0, ::7].copy()}, os.path.join(OUT, "dwpose.safetensors"))
for name in ("yolox_l", "dw-ll_ucoco_384"):
    import onnx
    model = onnx.load(os.path.join(OUT, name + ".onnx"))
    print(name, os.path.getsize(os.path.join(OUT, name + ".onnx")), sorted({node.op_type for node in model.graph.node}))
