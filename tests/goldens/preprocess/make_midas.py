# Writes the depth and the normals that controlnet_aux' MidasDetector makes of map-photo.png with the narrow random DPT-Hybrid
# of tests/goldens/networks (make_dpt.py). Run with controlnet_aux==0.0.10 torch==2.11.0 timm==0.6.7 and OpenCV installed.
import os, sys
from functools import partial

import cv2, torch
from controlnet_aux.midas import MidasDetector
from controlnet_aux.midas.midas import blocks, vit
from controlnet_aux.midas.midas.dpt_depth import DPTDepthModel
from timm.models.layers import StdConv2dSame
from timm.models.resnetv2 import ResNetV2
from timm.models.vision_transformer import VisionTransformer
from timm.models.vision_transformer_hybrid import HybridEmbed

HERE = os.path.dirname(os.path.abspath(__file__))


def narrow(*_, **__):
    backbone = ResNetV2(layers=(1, 1, 1), channels=(128, 128, 128), num_classes=0, global_pool="", in_chans=3, preact=False, stem_type="same", stem_chs=32,
                        conv_layer=partial(StdConv2dSame, eps=1e-8))
    whole = VisionTransformer(img_size=64, embed_dim=16, depth=4, num_heads=1, mlp_ratio=2, num_classes=3, patch_size=1, embed_layer=partial(HybridEmbed, backbone))
    encoder = vit._make_vit_b_rn50_backbone(whole, features=[128, 128, 8, 12], hooks=[0, 1, 2, 3], vit_features=16, use_readout="project")
    return encoder, blocks._make_scratch([128, 128, 8, 12], 8)


sys.modules["controlnet_aux.midas.midas.dpt_depth"]._make_encoder = narrow
model = DPTDepthModel(backbone="vitb_rn50_384", features=8)
model.load_state_dict({name: value.float() for name, value in torch.load(os.path.join(HERE, "..", "networks", "dpt_hybrid.pt")).items()})


class Inference(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.model = model.eval()

    def forward(self, picture):
        return self.model(picture)


photo = cv2.imread(os.path.join(HERE, "map-photo.png"))[..., ::-1].copy()
side = min(photo.shape[:2])
depth, normal = MidasDetector(Inference())(photo, bg_th=0.4, depth_and_normal=True, detect_resolution=side, image_resolution=side)
print(depth.shape, depth.std(), normal.shape)
cv2.imwrite(os.path.join(HERE, "map-depth-midas.png"), depth[..., 0], [cv2.IMWRITE_PNG_COMPRESSION, 9])
cv2.imwrite(os.path.join(HERE, "map-normal-midas.png"), normal[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])
