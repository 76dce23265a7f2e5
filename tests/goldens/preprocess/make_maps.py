# Writes what huggingface/controlnet_aux makes of a piece of a photograph, for tests/preprocess/maps_test.cpp. The piece has
# sides that are multiples of 64, so that its resizing changes nothing. Networks are the narrow random ones of
# tests/goldens/annotators (make_lines.py). Run with controlnet_aux==0.0.10 torch==2.11.0 scikit-image and OpenCV installed.
import os

import cv2
import numpy as np
import torch
from controlnet_aux.hed import ControlNetHED_Apache2, DoubleConvBlock, HEDdetector
from controlnet_aux.lineart import Generator, LineartDetector, ResidualBlock
from controlnet_aux.lineart_standard import LineartStandardDetector

HERE = os.path.dirname(os.path.abspath(__file__))
NETS = os.path.join(HERE, "..", "annotators")


def save(name, picture):
    if picture.ndim == 3:
        picture = picture[..., ::-1]
    cv2.imwrite(os.path.join(HERE, f"map-{name}.png"), picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])


def narrow_hed():
    widths = [3, 4, 6, 8, 10, 10]
    net = ControlNetHED_Apache2()
    for i, layers in enumerate([2, 2, 3, 3, 3]):
        setattr(net, f"block{i + 1}", DoubleConvBlock(widths[i], widths[i + 1], layers))
    net.load_state_dict(torch.load(os.path.join(NETS, "hed.pth")))
    return net.eval()


def narrow_lineart():
    net, w = Generator(3, 1, 3), 4
    net.model0[1] = torch.nn.Conv2d(3, w, 7)
    net.model1[0], net.model1[3] = torch.nn.Conv2d(w, 2 * w, 3, 2, 1), torch.nn.Conv2d(2 * w, 4 * w, 3, 2, 1)
    net.model2 = torch.nn.Sequential(*[ResidualBlock(4 * w) for _ in range(3)])
    net.model3[0] = torch.nn.ConvTranspose2d(4 * w, 2 * w, 3, 2, 1, output_padding=1)
    net.model3[3] = torch.nn.ConvTranspose2d(2 * w, w, 3, 2, 1, output_padding=1)
    net.model4[1] = torch.nn.Conv2d(w, 1, 7)
    net.load_state_dict(torch.load(os.path.join(NETS, "lineart.pth")))
    return net.eval()


def main():
    from skimage import data

    photo = np.ascontiguousarray(data.astronaut()[20:148, 130:322])
    save("photo", photo)
    side = min(photo.shape[:2])
    sizes = dict(detect_resolution=side, image_resolution=side, output_type="np")
    save("lineart-standard", LineartStandardDetector()(photo, detect_resolution=side, output_type="np")[..., 0])
    # scribble_xdog of Mikubill/sd-webui-controlnet, scripts/processor.py
    small, wide = (cv2.GaussianBlur(photo.astype(np.float32), (0, 0), sigma) for sigma in (0.5, 5.0))
    dog = (255 - np.min(wide - small, axis=2)).clip(0, 255).astype(np.uint8)
    save("xdog", np.where(2 * (255 - dog) > 32, 255, 0).astype(np.uint8))
    hed = HEDdetector(narrow_hed())
    save("hed", hed(photo, **sizes)[..., 0])
    save("hed-safe", hed(photo, safe=True, **sizes)[..., 0])
    lineart = LineartDetector(narrow_lineart(), narrow_lineart())
    save("lineart", lineart(photo, **sizes)[..., 0])
    # What the scribble is drawn from: something with clear ridges, which random weights do not give.
    soft = cv2.GaussianBlur(cv2.Canny(photo, 100, 200), (0, 0), 1.5) * 1.8
    soft = soft.clip(0, 255).astype(np.uint8)
    save("soft", soft)
    save("scribble", scribble(soft))
    depth = cv2.GaussianBlur(photo[..., 0].astype(np.float32), (0, 0), 4)
    depth16 = (depth * 256).astype(np.uint16)
    save("depth16", depth16)
    normals(depth16.astype(np.float32) / 256)


def scribble(soft):
    from controlnet_aux.util import nms

    lines = nms(soft, 127, 3.0)
    lines = cv2.GaussianBlur(lines, (0, 0), 3.0)
    lines[lines > 4] = 255
    lines[lines < 255] = 0
    return lines


def normals(depth):
    from controlnet_aux.midas import MidasDetector

    class Given(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.any = torch.nn.Parameter(torch.zeros(1))

        def forward(self, _):
            return torch.from_numpy(depth)[None]

    picture = np.zeros((*depth.shape, 3), np.uint8)
    side = min(depth.shape)
    shown, facing = MidasDetector(Given())(picture, bg_th=0.4, depth_and_normal=True, detect_resolution=side, image_resolution=side)
    save("depth", shown[..., 0])
    save("normals", facing)


main()
