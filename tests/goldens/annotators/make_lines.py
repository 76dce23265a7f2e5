# Writes narrow HED and lineart networks of random weights, built from controlnet_aux's own parts, and what they give on a
# random picture. Run with controlnet_aux==0.0.10 torch==2.11.0 safetensors and OpenCV installed.
import cv2, numpy, torch
from controlnet_aux.hed import ControlNetHED_Apache2, DoubleConvBlock
from controlnet_aux.lineart import Generator, ResidualBlock
from safetensors.torch import save_file

torch.manual_seed(3)
rgb = torch.rand(1, 3, 44, 61)
hed = ControlNetHED_Apache2()
widths = [3, 4, 6, 8, 10, 10]
for i, layers in enumerate([2, 2, 3, 3, 3]):
    setattr(hed, f"block{i + 1}", DoubleConvBlock(widths[i], widths[i + 1], layers))
hed.norm.data = torch.tensor([123.0, 117.0, 104.0]).reshape(1, 3, 1, 1)
lineart = Generator(3, 1, 3)
w = 4
lineart.model0[1] = torch.nn.Conv2d(3, w, 7)
lineart.model1[0], lineart.model1[3] = torch.nn.Conv2d(w, 2 * w, 3, 2, 1), torch.nn.Conv2d(2 * w, 4 * w, 3, 2, 1)
lineart.model2 = torch.nn.Sequential(*[ResidualBlock(4 * w) for _ in range(3)])
lineart.model3[0] = torch.nn.ConvTranspose2d(4 * w, 2 * w, 3, 2, 1, output_padding=1)
lineart.model3[3] = torch.nn.ConvTranspose2d(2 * w, w, 3, 2, 1, output_padding=1)
lineart.model4[1] = torch.nn.Conv2d(w, 1, 7)
with torch.no_grad():
    sides = [side[0, 0].numpy() for side in hed(rgb * 255)]
    sides = [cv2.resize(side, (61, 44), interpolation=cv2.INTER_LINEAR) for side in sides]
    edges = 1 / (1 + numpy.exp(-numpy.mean(numpy.stack(sides, 2), axis=2).astype(numpy.float64)))
    lines = lineart(rgb)[0, 0]
print(edges.std(), lines.std(), lines.shape)
torch.save(hed.state_dict(), "hed.pth")
torch.save(lineart.state_dict(), "lineart.pth")
save_file({"rgb": rgb, "hed": torch.from_numpy(edges.astype(numpy.float32)), "lineart": lines.contiguous()}, "lines.safetensors")
