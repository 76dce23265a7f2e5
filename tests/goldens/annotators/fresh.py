# Fresh random networks in the libraries' own sizes, saved by the libraries' own means, with what the libraries give on
# pictures of odd sizes: `fresh.py OUT [SEED [NAME...]]`, then ARMATURE_FRESH_NETWORKS=OUT test_nn_fresh_networks. Nothing of
# it is committed. Run with torch==2.11.0 transformers==5.23.0 controlnet_aux==0.0.10 timm scipy safetensors and OpenCV
# installed. "dpt-large" and "dpt-hybrid" of MiDaS need timm==0.6.7 (names midas-*).
import functools, json, os, sys, types, warnings

import numpy, torch

warnings.filterwarnings("ignore")
OUT, SEED = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
ONLY = sys.argv[3:]
os.makedirs(OUT, exist_ok=True)
torch.set_num_threads(1)
torch.manual_seed(SEED)
random = numpy.random.default_rng(SEED)
cases, record = [], {}
MEAN, DEVIATION = (torch.tensor(v).reshape(1, 3, 1, 1) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))


def picture(width, height):  # smooth and sharp parts, as photographs have
    rough = torch.rand(1, 3, height // 9 + 1, width // 7 + 1)
    smooth = torch.nn.functional.interpolate(rough, (height, width), mode="bicubic").clamp(0, 1)
    return ((0.8 * smooth + 0.2 * torch.rand(1, 3, height, width)) * 255).round() / 255


def shuffled(model, spread=1.0):  # zero biases and unit scales would hide mistakes
    for name, tensor in model.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif name.endswith("running_mean"):
            tensor.normal_(0, 0.1)
        elif tensor.is_floating_point() and tensor.dim() > 1:
            fan = tensor[0].numel() if tensor.dim() > 2 or tensor.shape[0] > 1 else 100
            tensor.copy_(torch.randn_like(tensor) * spread * (1.5 / fan) ** 0.5)
        elif tensor.is_floating_point():
            tensor.copy_(torch.randn_like(tensor) * 0.1 + tensor.mean().round())
    return model.eval()


def keep(net, files, rgb, outputs):
    key = f"{len(cases)}"
    record[key + ".rgb"] = rgb.contiguous().clone()
    for i, output in enumerate(outputs):
        record[f"{key}.{i}"] = output.contiguous().clone()
        print(net, files, tuple(rgb.shape[2:]), tuple(output.shape), f"mean {output.mean().item():.4g} std {output.std().item():.4g}", flush=True)
    cases.append({"net": net, "files": files, "key": key, "outputs": len(outputs)})


def saved(name, model, prefix="", wrap=False):
    from safetensors.torch import save_file
    state = {prefix + key: value.contiguous() for key, value in model.state_dict().items()}
    torch.save({"state_dict": state} if wrap else state, os.path.join(OUT, name + ".pth"))
    torch.save(state, os.path.join(OUT, name + ".old.pth"), _use_new_zipfile_serialization=False)
    save_file(state, os.path.join(OUT, name + ".safetensors"))
    return [name + ".pth", name + ".old.pth", name + ".safetensors"]


def hed():
    from controlnet_aux.hed import ControlNetHED_Apache2
    net = shuffled(ControlNetHED_Apache2())
    net.norm.data = torch.tensor([123.0, 117.0, 104.0]).reshape(1, 3, 1, 1)
    for i in range(1, 6):
        getattr(net, f"block{i}").projection.weight.data *= 0.05
    files = saved("hed", net)
    for size in (97, 75), (64, 131):
        rgb = picture(*size)
        sides = [side[0, 0].numpy() for side in net(rgb * 255)]
        import cv2
        sides = [cv2.resize(side, size, interpolation=cv2.INTER_LINEAR) for side in sides]
        keep("hed", files, rgb, [torch.from_numpy(1 / (1 + numpy.exp(-numpy.mean(numpy.stack(sides, 2), axis=2).astype(numpy.float64)))).float()])


def pidinet():
    from controlnet_aux.pidi import model
    net = shuffled(model.pidinet())
    files = saved("pidinet", net, "module.", True)
    for size in (101, 67), (58, 120):
        rgb = picture(*size)
        keep("pidinet", files, rgb, [net(rgb.flip(1))[-1][0, 0]])


def lineart():
    from controlnet_aux.lineart import Generator
    for blocks, name in (3, "lineart"), (3, "lineart2"):
        net = shuffled(Generator(3, 1, blocks))
        files = saved(name, net)
        rgb = picture(84, 52) if name == "lineart" else picture(61, 95)
        keep("lineart", files, rgb, [net(rgb)[0, 0]])


def anime():
    from controlnet_aux.lineart_anime import UnetGenerator
    norm = functools.partial(torch.nn.InstanceNorm2d, affine=False, track_running_stats=False)
    net = shuffled(UnetGenerator(3, 1, 8, 64, norm_layer=norm, use_dropout=False), 0.7)
    files = saved("anime", net, "module.")
    rgb = picture(512, 256)
    keep("lineart-anime", files, rgb, [(net(rgb * 2 - 1)[0, 0] * 127.5 + 127.5) / 255])


def mlsd():
    from controlnet_aux.mlsd.models import mbv2_mlsd_large, mbv2_mlsd_tiny
    for name, net in ("mlsd_large", mbv2_mlsd_large.MobileV2_MLSD_Large()), ("mlsd_tiny", tiny(mbv2_mlsd_tiny)):
        net = shuffled(net)
        files = saved(name, net)
        for size in (112, 80), (64, 144):
            rgb = picture(*size)
            keep("mlsd", files, rgb, [net(torch.cat([rgb * 2 - 1, torch.full_like(rgb[:, :1], 1 / 127.5 - 1)], 1))[0].permute(1, 2, 0)])


def tiny(module):
    load = module.MobileNetV2._load_pretrained_model
    module.MobileNetV2._load_pretrained_model = lambda self: None
    net = module.MobileV2_MLSD_Tiny()
    module.MobileNetV2._load_pretrained_model = load
    return net


def openpose():
    if "scipy.ndimage.filters" not in sys.modules:
        import scipy.ndimage
        module = types.ModuleType("scipy.ndimage.filters")
        module.gaussian_filter = scipy.ndimage.gaussian_filter
        sys.modules["scipy.ndimage.filters"] = module
    from controlnet_aux.open_pose import face, model
    for name, net in ("body", model.bodypose_model()), ("hand", model.handpose_model()), ("face", face.FaceNet()):
        net = shuffled(net)
        files = saved("openpose_" + name, net)
        rgb = picture(88, 56) if name == "body" else picture(48, 72)
        outputs = net(rgb.flip(1) - 0.5)
        keep("openpose", files, rgb, [o[0].permute(1, 2, 0) for o in (outputs if name == "body" else [outputs] if name == "hand" else outputs[-1:])])


def folder(name, model):  # as transformers saves it, and its state in torch's format beside the config
    from safetensors.torch import save_file
    model.save_pretrained(os.path.join(OUT, name))
    other = name + "-bin"
    os.makedirs(os.path.join(OUT, other), exist_ok=True)
    model.config.save_pretrained(os.path.join(OUT, other))
    torch.save(model.state_dict(), os.path.join(OUT, other, "pytorch_model.bin"))
    torch.save(model.state_dict(), os.path.join(OUT, other, "mine.pth"))
    return [name, name + "/model.safetensors", other, other + "/mine.pth"]


def dpt():
    from transformers import BitConfig, DPTConfig, DPTForDepthEstimation
    large = DPTConfig(hidden_size=96, num_hidden_layers=6, num_attention_heads=3, intermediate_size=160, image_size=96, fusion_hidden_size=24, neck_hidden_sizes=[12, 16, 24, 32],
                      backbone_out_indices=[1, 2, 4, 5], patch_size=16, head_in_index=-1)
    bit = BitConfig(embedding_size=16, hidden_sizes=[32, 64, 96], depths=[2, 1, 3], num_groups=8, layer_type="bottleneck", global_padding="same", embedding_dynamic_padding=True,
                    out_features=["stage1", "stage2", "stage3"])
    hybrid = DPTConfig(hidden_size=64, num_hidden_layers=7, num_attention_heads=4, intermediate_size=100, image_size=96, fusion_hidden_size=20, neck_hidden_sizes=[32, 64, 24, 28],
                       backbone_out_indices=[0, 1, 4, 6], is_hybrid=True, backbone_config=bit.to_dict(), backbone_featmap_shape=[1, 96, 6, 6], reassemble_factors=[1, 1, 1, 0.5])
    # Their DPT takes squares only: it takes the number of rows from the root of the number of tokens.
    for name, config in ("dpt-l", large), ("dpt-h", hybrid):
        net = shuffled(DPTForDepthEstimation(config))
        net.head.head[4].weight.data.abs_()  # after a rectified layer: not black all over
        files = folder(name, net)
        for side in (96, 160)[:1 if name == "dpt-h" else 2]:
            rgb = picture(side, side)
            keep("dpt", files, rgb, [net(rgb * 2 - 1).predicted_depth[0]])


def dpt_whole():  # the public files' own sizes
    from transformers import DPTConfig, DPTForDepthEstimation
    net = shuffled(DPTForDepthEstimation(DPTConfig(hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096, backbone_out_indices=[5, 11, 17, 23],
                                                   neck_hidden_sizes=[256, 512, 1024, 1024])))
    net.head.head[4].weight.data.abs_()  # after a rectified layer: not black all over
    net.save_pretrained(os.path.join(OUT, "dpt-whole"))
    rgb = picture(384, 384)
    keep("dpt", ["dpt-whole"], rgb, [net(rgb * 2 - 1).predicted_depth[0]])
    hybrid = DPTForDepthEstimation(DPTConfig(is_hybrid=True, backbone_out_indices=[2, 5, 8, 11], neck_hidden_sizes=[256, 512, 768, 768], backbone_featmap_shape=[1, 1024, 24, 24]))
    net = shuffled(hybrid)
    net.head.head[4].weight.data.abs_()  # after a rectified layer: not black all over
    net.save_pretrained(os.path.join(OUT, "dpt-hybrid-whole"))
    keep("dpt", ["dpt-hybrid-whole"], rgb, [net(rgb * 2 - 1).predicted_depth[0]])


def depth_anything():
    from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config
    kinds = {"da-small": dict(width=384, layers=12, heads=6, neck=[48, 96, 192, 384], fusion=64, taps=[3, 6, 9, 12], head={}),
             "da-odd": dict(width=60, layers=6, heads=5, neck=[10, 14, 18, 22], fusion=12, taps=[1, 3, 4, 6], head=dict(depth_estimation_type="metric", max_depth=80)),
             "da-v1": dict(width=64, layers=8, heads=1, neck=[8, 8, 8, 8], fusion=16, taps=[5, 6, 7, 8], head={})}
    for name, kind in kinds.items():
        backbone = Dinov2Config(hidden_size=kind["width"], num_hidden_layers=kind["layers"], num_attention_heads=kind["heads"], image_size=518 if name == "da-small" else 112, patch_size=14,
                                out_indices=kind["taps"], reshape_hidden_states=False, apply_layernorm=True)
        net = shuffled(DepthAnythingForDepthEstimation(DepthAnythingConfig(backbone_config=backbone, reassemble_hidden_size=kind["width"], patch_size=14, neck_hidden_sizes=kind["neck"],
                                                                           fusion_hidden_size=kind["fusion"], **kind["head"])))
        if not kind["head"]:
            net.head.conv3.weight.data.abs_()
        files = folder(name, net)
        for size in (126, 98), (56, 140):
            rgb = picture(*size)
            keep("depth-anything-v2", files, rgb, [net((rgb - MEAN) / DEVIATION).predicted_depth[0]])


def photographs():  # photographs of people, alone and together, turned, small, cut off
    import cv2, matplotlib, skimage
    import mediapipe
    from mediapipe_people import people
    astronaut = cv2.imread(os.path.join(os.path.dirname(skimage.__file__), "data", "astronaut.png"))
    if astronaut is None:
        astronaut = cv2.imread(os.path.join(os.path.dirname(os.path.abspath(__file__)), "astronaut.jpg"))
    hopper = cv2.imread(os.path.join(matplotlib.get_data_path(), "sample_data", "grace_hopper.jpg"))
    pictures = []
    for photo in astronaut, hopper:
        height, width = photo.shape[:2]
        pictures += [photo, photo[:, ::-1].copy(), photo[: int(height * random.uniform(0.6, 0.95)), int(width * random.uniform(0, 0.1)):].copy()]
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), random.uniform(-30, 30), random.uniform(0.6, 1.0))
        pictures.append(cv2.warpAffine(photo, turn, (width, height), borderMode=cv2.BORDER_REPLICATE))
        scale = random.uniform(0.3, 0.7)
        small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        pictures.append(cv2.copyMakeBorder(small, *[int(v) for v in random.integers(0, 120, 4)], cv2.BORDER_REFLECT_101))
    for count in 2, 2, 3:
        row = []
        for i in range(count):
            photo = (astronaut, hopper)[int(random.integers(2))]
            side = int(random.uniform(0.75, 1) * 300)
            one = cv2.resize(photo[:, ::int(random.choice([1, -1]))], (side * photo.shape[1] // photo.shape[0], side), interpolation=cv2.INTER_AREA)
            row.append(cv2.copyMakeBorder(one, 300 - side, 0, 10, 10, cv2.BORDER_REPLICATE))
        row = cv2.hconcat(row)
        pictures.append(cv2.copyMakeBorder(row, int(row.shape[1] * 0.2), 60, 0, 0, cv2.BORDER_REPLICATE))
    for i, picture in enumerate(pictures):
        cv2.imwrite(os.path.join(OUT, f"people{i}.png"), picture)
        found = people(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), OUT)
        with mediapipe.solutions.pose.Pose(static_image_mode=True, model_complexity=1) as net:
            first = net.process(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)).pose_landmarks
        height, width = picture.shape[:2]
        crowd.append({"picture": f"people{i}.png", "people": found, "api": [[p.x * width, p.y * height, p.visibility] for p in first.landmark] if first else []})
        print(f"people{i}.png", picture.shape, len(found), "people", flush=True)


LIMBS = [(1, 2, 12), (1, 5, 20), (2, 3, 14), (3, 4, 16), (5, 6, 22), (6, 7, 24), (1, 8, 0), (8, 9, 2), (9, 10, 4), (1, 11, 6), (11, 12, 8), (12, 13, 10),
         (1, 0, 28), (0, 14, 30), (14, 16, 34), (0, 15, 32), (15, 17, 36), (2, 16, 18), (5, 17, 26)]
UPRIGHT = numpy.array([(0, -.42), (0, -.28), (-.12, -.28), (-.2, -.1), (-.22, .06), (.12, -.28), (.2, -.12), (.25, .02), (-.07, .05), (-.08, .27), (-.09, .48), (.07, .05),
                       (.08, .26), (.1, .47), (-.03, -.45), (.03, -.45), (-.07, -.43), (.07, -.43)])


def painted(width, height, cells_w, cells_h, scale):
    heat, paf = numpy.zeros([19, cells_h, cells_w], "float32"), numpy.zeros([38, cells_h, cells_w], "float32")
    y, x = numpy.mgrid[:cells_h, :cells_w]
    for _ in range(int(random.integers(1, 6))):
        lean, size = random.uniform(-0.5, 0.5), random.uniform(0.4, 0.9) * height
        turn = numpy.array([[numpy.cos(lean), -numpy.sin(lean)], [numpy.sin(lean), numpy.cos(lean)]])
        cells = (UPRIGHT @ turn.T * size + [random.uniform(0, width), random.uniform(0.3, 0.7) * height]) * scale / 8 - 0.5
        cells += random.normal(0, 0.6, cells.shape)
        sure = numpy.where(random.uniform(size=18) < 0.15, 0.03, random.uniform(0.4, 0.95, 18))
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
    return heat + random.normal(0, 0.006, heat.shape).astype("float32"), paf + random.normal(0, 0.02, paf.shape).astype("float32")


def groups():  # people on given maps, painted and of smooth noise, by the port's own rules
    if "scipy.ndimage.filters" not in sys.modules:
        import scipy.ndimage
        module = types.ModuleType("scipy.ndimage.filters")
        module.gaussian_filter = scipy.ndimage.gaussian_filter
        sys.modules["scipy.ndimage.filters"] = module
    from controlnet_aux.open_pose import body, util
    for i in range(16):
        width, height = (int(v) for v in random.integers(90, 420, 2))
        scale = 0.5 * 368 / height
        cells_w, cells_h = (int(width * scale) + 7) // 8, (int(height * scale) + 7) // 8
        if i < 12:
            heat, paf = painted(width, height, cells_w, cells_h, scale)
        else:
            smooth = lambda n: torch.nn.functional.interpolate(torch.randn(1, n, cells_h // 3 + 2, cells_w // 3 + 2), (cells_h, cells_w), mode="bicubic")[0].numpy()
            heat, paf = smooth(19) * 0.5, smooth(38)
        detector = body.Body.__new__(body.Body)
        maps = lambda _: (torch.from_numpy(paf)[None], torch.from_numpy(heat)[None])
        maps.parameters = lambda: iter([torch.zeros(1)])
        detector.model = maps
        picture = numpy.zeros([height, width, 3], "uint8")
        found = body.Body.format_body_result(*detector(picture))
        record[f"group{i}.heat"], record[f"group{i}.paf"] = (torch.from_numpy(m.transpose(1, 2, 0).copy()) for m in (heat, paf))
        grouped.append({"size": [width, height], "key": f"group{i}",
                        "people": [{"points": [[float(k.x), float(k.y), float(k.score)] if k else None for k in p.keypoints],
                                    "hands": [[int(v) for v in box] for box in util.handDetect(p, picture)],
                                    "face": [int(v) for v in util.faceDetect(p, picture) or []]} for p in found]})
        print("group", i, (width, height), len(found), "people", flush=True)


crowd, grouped = [], []
with torch.no_grad():
    for make in (photographs, groups, hed, pidinet, lineart, anime, mlsd, openpose, dpt, dpt_whole, depth_anything):
        if not ONLY or make.__name__ in ONLY:
            try:
                make()
            except Exception as error:  # the others go on
                print(make.__name__, "could not be made:", repr(error), flush=True)
from safetensors.torch import save_file
save_file(record, os.path.join(OUT, "record.safetensors"))
json.dump(cases, open(os.path.join(OUT, "cases.json"), "w"))
json.dump(grouped, open(os.path.join(OUT, "groups.json"), "w"))
json.dump(crowd, open(os.path.join(OUT, "people.json"), "w"))
