# Writes tiny Depth Anything networks with random weights and what they give on depth.safetensors' picture. Run with
# torch==2.11.0 transformers==5.23.0 safetensors installed. official.pth is such a network under their names, with
# their way of resizing the position embedding.
import torch
from safetensors.torch import load_file, save_file
from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config

torch.manual_seed(7)


TINY = dict(hidden_size=16, num_hidden_layers=5, num_attention_heads=2, mlp_ratio=2, image_size=56, patch_size=14,
            out_indices=[1, 2, 4, 5])
AUTHORS = dict(hidden_size=64, num_hidden_layers=4, num_attention_heads=1, mlp_ratio=1, image_size=16, patch_size=4,
               out_indices=[1, 2, 3, 4])


def network(folder, backbone, **head):
    sizes = dict(reassemble_hidden_size=backbone["hidden_size"], patch_size=backbone["patch_size"])
    backbone = Dinov2Config(**backbone, reshape_hidden_states=False, apply_layernorm=True)
    config = DepthAnythingConfig(backbone_config=backbone, **sizes, neck_hidden_sizes=[4, 6, 8, 12], fusion_hidden_size=8, head_hidden_size=4, **head)
    model = DepthAnythingForDepthEstimation(config).eval()
    for parameter in model.parameters():  # zero biases and unit scales would hide mistakes
        parameter.data = torch.randn_like(parameter) * (0.3 if parameter.dim() > 1 else 0.2) + (parameter.data.mean() == 1)
    model.head.conv3.bias.data += 3
    if folder:
        model.save_pretrained(folder)
    return model


rgb = torch.rand(1, 3, 70, 98)
square = torch.rand(1, 3, 56, 56)
mean, deviation = (torch.tensor(v).reshape(1, 3, 1, 1) for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
record = {"rgb": rgb, "square": square}
with torch.no_grad():
    for name, head in {"depth-anything": {}, "depth-anything-metric": {"depth_estimation_type": "metric", "max_depth": 20}}.items():
        model = network(name, TINY, **head)
        for picture in ("rgb", "square"):
            record[f"{name}.{picture}"] = model((record[picture] - mean) / deviation).predicted_depth
            print(name, picture, record[f"{name}.{picture}"].std(), record[f"{name}.{picture}"].mean())


def authors_names(state):
    renames = [("backbone.embeddings.cls_token", "pretrained.cls_token"), ("backbone.embeddings.mask_token", "pretrained.mask_token"),
               ("backbone.embeddings.position_embeddings", "pretrained.pos_embed"),
               ("backbone.embeddings.patch_embeddings.projection", "pretrained.patch_embed.proj"),
               ("backbone.encoder.layer.", "pretrained.blocks."), ("backbone.layers.", "pretrained.blocks."),
               ("backbone.layernorm", "pretrained.norm"), ("attention.o_proj", "attn.proj"),
               ("attention.output.dense", "attn.proj"), ("layer_scale1.lambda1", "ls1.gamma"), ("layer_scale2.lambda1", "ls2.gamma"),
               ("residual_layer1.convolution", "resConfUnit1.conv"), ("residual_layer2.convolution", "resConfUnit2.conv"),
               ("head.conv1", "depth_head.scratch.output_conv1"), ("head.conv2", "depth_head.scratch.output_conv2.0"),
               ("head.conv3", "depth_head.scratch.output_conv2.2")]
    for i in range(4):
        renames += [(f"neck.fusion_stage.layers.{i}.projection", f"depth_head.scratch.refinenet{4 - i}.out_conv"),
                    (f"neck.fusion_stage.layers.{i}", f"depth_head.scratch.refinenet{4 - i}"),
                    (f"neck.convs.{i}", f"depth_head.scratch.layer{i + 1}_rn"),
                    (f"neck.reassemble_stage.layers.{i}.projection", f"depth_head.projects.{i}"),
                    (f"neck.reassemble_stage.layers.{i}.resize", f"depth_head.resize_layers.{i}")]
    named, parts = {}, {}
    for name, tensor in state.items():
        for old, new in renames:
            name = name.replace(old, new)
        for part in ("query", "key", "value"):
            for spelling in (f"attention.attention.{part}", f"attention.{part[0]}_proj"):
                if spelling in name:
                    parts.setdefault(name.replace(spelling, "attn.qkv"), {})[part] = tensor
                    name = None
                    break
            if name is None:
                break
        if name:
            named[name] = tensor
    return named | {name: torch.cat([p["query"], p["key"], p["value"]]) for name, p in parts.items()}


def authors_positions(embeddings):
    def resized(tokens, height, width):
        every, grid = embeddings.position_embeddings, 4
        cells = every[:, 1:].reshape(1, grid, grid, -1).permute(0, 3, 1, 2)
        scale = ((height // 4 + 0.1) / grid, (width // 4 + 0.1) / grid)
        moved = torch.nn.functional.interpolate(cells, scale_factor=scale, mode="bicubic", antialias=False)
        return torch.cat([every[:, :1], moved.permute(0, 2, 3, 1).flatten(1, 2)], 1)
    embeddings.interpolate_pos_encoding = resized


with torch.no_grad():
    model = network(None, AUTHORS)
    model.half().float()
    authors_positions(model.backbone.embeddings)
    torch.save({name: tensor.half() for name, tensor in authors_names(model.state_dict()).items()}, "official.pth")
    record["small"] = torch.rand(1, 3, 24, 20)
    record["official.small"] = model((record["small"] - mean) / deviation).predicted_depth
    print(record["official.small"].std(), record["official.small"].mean())
save_file({k: v.contiguous() for k, v in record.items()}, "depth.safetensors")
