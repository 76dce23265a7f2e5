# Writes narrow PiDiNet, anime lineart, M-LSD and MiDaS small networks of random weights, built from controlnet_aux's and
# timm's own parts, and what they give on lines.safetensors' pictures; for M-LSD also the lines. Run with
# controlnet_aux==0.0.10 torch==2.11.0 timm==0.6.7 numpy==2.4.6 safetensors and OpenCV installed.
import functools, inspect
import numpy, torch
from controlnet_aux.lineart_anime import UnetGenerator
from controlnet_aux.midas.midas import blocks, midas_net_custom
from controlnet_aux.mlsd.models import mbv2_mlsd_large, mbv2_mlsd_tiny
from controlnet_aux.mlsd.utils import pred_lines
from controlnet_aux.pidi import model as pidi
from safetensors.torch import save_file
from timm.models import efficientnet

torch.manual_seed(5)
record = {"odd": torch.rand(1, 3, 33, 46), "wide": torch.rand(1, 3, 64, 96)}


def shuffled(model, spread=0.3):
    for name, tensor in model.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif tensor.is_floating_point():
            tensor.copy_(torch.randn_like(tensor) * (spread if tensor.dim() > 1 else 0.1) + (tensor.dim() == 1 and ("bn" in name or ".1.weight" in name) and name.endswith("weight")))
    return model.half().float().eval()


def keep(file, picture, model, output, prefix=""):
    record[f"{file}.{picture}"] = output.contiguous()
    print(file, tuple(output.shape), output.mean().item(), output.std().item())
    state = {prefix + name: tensor.half() if tensor.is_floating_point() else tensor for name, tensor in model.state_dict().items()}
    torch.save({"state_dict": state} if prefix else state, file, _use_new_zipfile_serialization=bool(prefix))


def narrow(module, name, changes):  # the same network with fewer channels
    source = inspect.getsource(module)
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new)
    scope = {}
    exec(source, scope)
    return scope[name]


with torch.no_grad():
    net = shuffled(pidi.PiDiNet(6, pidi.config_model("carv4"), dil=4, sa=True))
    keep("pidinet.pth", "odd", net, net(record["odd"].flip(1))[-1][0, 0], "module.")

    norm = functools.partial(torch.nn.InstanceNorm2d, affine=False, track_running_stats=False)
    net = shuffled(UnetGenerator(3, 1, 5, 2, norm_layer=norm), 0.15)
    keep("netG.pth", "wide", net, (net(record["wide"] * 2 - 1)[0, 0] * 127.5 + 127.5) / 255)

    widths = [("[6, 24, 2, 2]", "[2, 8, 2, 2]"), ("[6, 32, 3, 2]", "[2, 8, 3, 2]"), ("[6, 64, 4, 2]", "[2, 16, 4, 2]"), ("[1, 16, 1, 1]", "[1, 8, 1, 1]"),
              ("input_channel = 32", "input_channel = 8")]
    large = narrow(mbv2_mlsd_large, "MobileV2_MLSD_Large", widths + [("[6, 96, 3, 1]", "[2, 24, 3, 1]"), ("in_c1= 64, in_c2= 96", "in_c1= 16, in_c2= 24"),
        ("out_c1= 64, out_c2=64", "out_c1= 8, out_c2=8"), ("in_c1 = 32,  in_c2 = 64", "in_c1 = 8, in_c2 = 8"), ("out_c1= 64,  out_c2= 64", "out_c1=8, out_c2=8"),
        ("in_c1=24, in_c2=64", "in_c1=8, in_c2=8"), ("out_c1=64, out_c2=64", "out_c1=8, out_c2=8"), ("in_c1=16, in_c2=64", "in_c1=8, in_c2=8"),
        ("BlockTypeB(128, 64)", "BlockTypeB(16, 8)"), ("BlockTypeC(64, 16)", "BlockTypeC(8, 16)")])
    tiny = narrow(mbv2_mlsd_tiny, "MobileV2_MLSD_Tiny", widths + [("in_c1= 32, in_c2= 64", "in_c1= 8, in_c2= 16"), ("out_c1= 64, out_c2=64", "out_c1= 8, out_c2=8"),
        ("in_c1 = 24,  in_c2 = 64", "in_c1 = 8, in_c2 = 8"), ("out_c1= 32,  out_c2= 32", "out_c1=4, out_c2=4"), ("BlockTypeB(128, 64)", "BlockTypeB(16, 8)"),
        ("BlockTypeB(64, 64)", "BlockTypeB(8, 8)"), ("BlockTypeC(64, 16)", "BlockTypeC(8, 16)"), ("pretrained=True)\n", "pretrained=False)\n")])
    for file, kind in ("mlsd_large.pth", large), ("mlsd_tiny.pth", tiny):
        net = shuffled(kind())
        rgb = record["wide"]
        maps = net(torch.cat([rgb * 2 - 1, torch.full_like(rgb[:, :1], 1 / 127.5 - 1)], 1))
        keep(file, "wide", net, maps[0].permute(1, 2, 0))
    # Lines of given maps: peaks of all heights and ends all over; no two sure places are equal.
    maps = torch.randn(1, 5, 32, 48)
    maps[:, 1:] *= 9
    fixed = lambda _: maps
    fixed.parameters = lambda: iter([maps])
    record["mlsd.maps"] = maps[0].permute(1, 2, 0).contiguous()
    record["mlsd.lines"] = torch.from_numpy(pred_lines(numpy.zeros([64, 96, 3], "uint8"), fixed, [64, 96], 0.6, 8.0)).float()
    print(record["mlsd.lines"].shape)

    definition = [["ds_r1_k3_s1_e1_c8"], ["ir_r2_k3_s2_e2_c8"], ["ir_r2_k5_s2_e2_c8"], ["ir_r2_k3_s2_e2_c12"], ["ir_r2_k5_s1_e2_c12"], ["ir_r2_k5_s2_e2_c16"],
                  ["ir_r1_k3_s1_e2_c24"]]
    options = dict(block_args=efficientnet.decode_arch_def(definition), stem_size=8, num_features=8, act_layer=torch.nn.ReLU6, norm_layer=functools.partial(torch.nn.BatchNorm2d, eps=1e-3),
                   pad_type="same", round_chs_fn=lambda channels, **_: channels)
    backbone = efficientnet.EfficientNet(**options)
    backbone.act1 = torch.nn.ReLU6()

    def encoder(*_, **__):
        return blocks._make_efficientnet_backbone(backbone), blocks._make_scratch([8, 8, 12, 24], 4, expand=True)

    midas_net_custom._make_encoder = encoder
    net = shuffled(midas_net_custom.MidasNet_small(None, features=4), 0.2)
    net.scratch.output_conv[4].bias += 3
    net.half().float()
    mean, deviation = (torch.tensor(v).reshape(1, 3, 1, 1) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
    keep("midas_small.pt", "wide", net, net((record["wide"] - mean) / deviation)[0])
save_file(record, "lines.safetensors")
