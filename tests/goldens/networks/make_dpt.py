# Writes tiny DPT networks of random weights, large and hybrid, as transformers saves them and as MiDaS' files are laid
# out, and what the libraries' own code gives on dpt.safetensors' pictures. Run twice: `make_dpt.py transformers` with
# torch==2.11.0 transformers==5.23.0, then `make_dpt.py midas` with torch==2.11.0 timm==0.6.7 controlnet_aux==0.0.10;
# safetensors for both.
import os, sys
import torch
from safetensors.torch import load_file, save_file

RECORD = "dpt.safetensors"
record = load_file(RECORD) if os.path.exists(RECORD) else {}


def shuffled(model, seed):
    torch.manual_seed(seed)
    for name, parameter in model.named_parameters():  # zero biases and unit scales would hide mistakes
        parameter.data = torch.randn_like(parameter) * (0.2 if parameter.dim() > 1 else 0.1) + (parameter.dim() == 1 and "weight" in name)
    return model.half().float().eval()


def keep(name, output):
    record[name] = output[0].contiguous()
    print(name, tuple(output.shape), output.mean().item(), output.std().item())


def transformers_networks():
    from transformers import BitConfig, DPTConfig, DPTForDepthEstimation
    vit = dict(hidden_size=16, num_hidden_layers=5, num_attention_heads=2, intermediate_size=32, image_size=64, fusion_hidden_size=8,
               neck_hidden_sizes=[4, 6, 8, 12], layer_norm_eps=1e-5)
    bit = BitConfig(embedding_size=8, hidden_sizes=[16, 24, 32], depths=[1, 2, 1], num_groups=4, layer_type="bottleneck", global_padding="same",
                    embedding_dynamic_padding=True, out_features=["stage1", "stage2", "stage3"])
    large = DPTConfig(**vit, patch_size=16, backbone_out_indices=[0, 1, 3, 4])
    hybrid = DPTConfig(**(vit | {"neck_hidden_sizes": [16, 24, 8, 12]}), patch_size=16, backbone_out_indices=[0, 1, 3, 4], is_hybrid=True, backbone_config=bit.to_dict(),
                       backbone_featmap_shape=[1, 32, 4, 4], reassemble_factors=[1, 1, 1, 0.5])
    for seed, (name, config) in enumerate({"dpt-large": large, "dpt-hybrid": hybrid}.items()):
        model = shuffled(DPTForDepthEstimation(config), seed)
        model.head.head[4].bias.data += 3
        model.save_pretrained(name)
        # Only squares: transformers' DPT takes the number of rows from the root of the number of tokens.
        for picture in ("small", "tiny")[:1 if name == "dpt-hybrid" else 2]:
            with torch.no_grad():
                keep(f"{name}.{picture}", model(record[picture] * 2 - 1).predicted_depth)


def midas_networks():
    from controlnet_aux.midas.midas import blocks, vit
    from controlnet_aux.midas.midas.dpt_depth import DPTDepthModel
    from timm.models.layers import StdConv2dSame
    from timm.models.resnetv2 import ResNetV2
    from timm.models.vision_transformer import VisionTransformer
    from timm.models.vision_transformer_hybrid import HybridEmbed
    from functools import partial
    sizes = dict(img_size=64, embed_dim=16, depth=4, num_heads=1, mlp_ratio=2, num_classes=3)

    def hybrid_vit():
        backbone = ResNetV2(layers=(1, 1, 1), channels=(128, 128, 128), num_classes=0, global_pool="", in_chans=3, preact=False, stem_type="same",
                            stem_chs=32, conv_layer=partial(StdConv2dSame, eps=1e-8))
        return VisionTransformer(**sizes, patch_size=1, embed_layer=partial(HybridEmbed, backbone))

    def large(*_, **options):
        return vit._make_vit_b16_backbone(VisionTransformer(**sizes, patch_size=16), features=[4, 6, 8, 12], hooks=[0, 1, 2, 3], vit_features=16, use_readout="project")

    def hybrid(*_, **options):
        return vit._make_vit_b_rn50_backbone(hybrid_vit(), features=[128, 128, 8, 12], hooks=[0, 1, 2, 3], vit_features=16, use_readout="project")

    for seed, (name, make, widths) in enumerate([("vitl16_384", large, [4, 6, 8, 12]), ("vitb_rn50_384", hybrid, [128, 128, 8, 12])], 2):
        blocks._make_encoder = None
        sys.modules["controlnet_aux.midas.midas.dpt_depth"]._make_encoder = lambda *_, **__: (make(), blocks._make_scratch(widths, 8))
        model = shuffled(DPTDepthModel(backbone=name, features=8), seed)
        model.scratch.output_conv[4].bias.data += 3
        file = {"vitl16_384": "dpt_large.pt", "vitb_rn50_384": "dpt_hybrid.pt"}[name]
        with torch.no_grad():
            keep(f"{file}.wide", model(record["wide"] * 2 - 1))
        torch.save({key: value.half() for key, value in model.state_dict().items()}, file, _use_new_zipfile_serialization=False)


if sys.argv[1] == "transformers":
    torch.manual_seed(11)
    record = {"small": torch.rand(1, 3, 64, 64), "tiny": torch.rand(1, 3, 32, 32), "wide": torch.rand(1, 3, 64, 96)}
    transformers_networks()
else:
    midas_networks()
save_file(record, RECORD)
