"""diffusers names back to LDM names, for making test files. Whoever uses it proves the result by running diffusers'
own converter (LDM to diffusers) on it: diffusers ships only that direction."""
import re

RESNET = {"norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1",
          "norm2": "out_layers.0", "conv2": "out_layers.3", "conv_shortcut": "skip_connection"}
FIXED = {"time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2",
         "conv_in": "input_blocks.0.0", "conv_norm_out": "out.0", "conv_out": "out.2",
         "mid_block.attentions.0": "middle_block.1", "controlnet_mid_block": "middle_block_out.0",
         "controlnet_cond_embedding.conv_in": "input_hint_block.0",
         "controlnet_cond_embedding.conv_out": "input_hint_block.14"}


def resnet(rest):
    part, leaf = rest.split(".", 1)
    return RESNET[part] + "." + leaf


def unet_name(name, layers, up_attention):
    """`layers` per block; `up_attention[i]`: whether up block i attends. Also right for ControlNets."""
    for ours, theirs in FIXED.items():
        if name.startswith(ours + "."):
            return theirs + name[len(ours):]
    if m := re.match(r"mid_block\.resnets\.(\d)\.(.*)", name):
        return f"middle_block.{2 * int(m[1])}.{resnet(m[2])}"
    if m := re.match(r"down_blocks\.(\d+)\.(resnets|attentions)\.(\d+)\.(.*)", name):
        i = 1 + int(m[1]) * (layers + 1) + int(m[3])
        return f"input_blocks.{i}.0.{resnet(m[4])}" if m[2] == "resnets" else f"input_blocks.{i}.1.{m[4]}"
    if m := re.match(r"down_blocks\.(\d+)\.downsamplers\.0\.conv\.(.*)", name):
        return f"input_blocks.{(int(m[1]) + 1) * (layers + 1)}.0.op.{m[2]}"
    if m := re.match(r"up_blocks\.(\d+)\.(resnets|attentions)\.(\d+)\.(.*)", name):
        i = int(m[1]) * (layers + 1) + int(m[3])
        return f"output_blocks.{i}.0.{resnet(m[4])}" if m[2] == "resnets" else f"output_blocks.{i}.1.{m[4]}"
    if m := re.match(r"up_blocks\.(\d+)\.upsamplers\.0\.conv\.(.*)", name):
        at = 2 if up_attention[int(m[1])] else 1
        return f"output_blocks.{int(m[1]) * (layers + 1) + layers}.{at}.conv.{m[2]}"
    if m := re.match(r"controlnet_down_blocks\.(\d+)\.(.*)", name):
        return f"zero_convs.{m[1]}.0.{m[2]}"
    if m := re.match(r"controlnet_cond_embedding\.blocks\.(\d+)\.(.*)", name):
        return f"input_hint_block.{2 * int(m[1]) + 2}.{m[2]}"
    raise KeyError(name)


def vae_name(name, blocks):
    name = name.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
    name = re.sub(r"down_blocks\.(\d+)\.resnets\.(\d+)", r"down.\1.block.\2", name)
    name = re.sub(r"down_blocks\.(\d+)\.downsamplers\.0", r"down.\1.downsample", name)
    name = re.sub(r"up_blocks\.(\d+)\.resnets", lambda m: f"up.{blocks - 1 - int(m[1])}.block", name)
    name = re.sub(r"up_blocks\.(\d+)\.upsamplers\.0", lambda m: f"up.{blocks - 1 - int(m[1])}.upsample", name)
    name = re.sub(r"mid_block\.resnets\.(\d)", lambda m: f"mid.block_{int(m[1]) + 1}", name)
    for ours, theirs in {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}.items():
        name = name.replace(f"mid_block.attentions.0.{ours}.", f"mid.attn_1.{theirs}.")
    return name


def vae_tensor(name, tensor):
    """Attention was 1x1 convolutions."""
    return tensor[:, :, None, None] if ".attn_1." in name and tensor.dim() == 2 else tensor


def open_clip_state(state):
    """CLIPTextModel's tensors as OpenCLIP's, with the fused projection. Names start with text_model."""
    import torch

    out = {}
    for name, tensor in state.items():
        name = name.removeprefix("text_model.")
        if name == "embeddings.position_embedding.weight":
            out["positional_embedding"] = tensor
        elif name == "embeddings.token_embedding.weight":
            out["token_embedding.weight"] = tensor
        elif name.startswith("final_layer_norm."):
            out[name.replace("final_layer_norm", "ln_final")] = tensor
        elif m := re.match(r"encoder\.layers\.(\d+)\.(.*)", name):
            here = f"transformer.resblocks.{m[1]}."
            part = m[2].replace("layer_norm", "ln_").replace("fc1", "c_fc").replace("fc2", "c_proj")
            if q := re.match(r"self_attn\.q_proj\.(weight|bias)", part):
                thirds = [state[("text_model." if f"text_model.{name}" in state else "") + name.replace("q_proj", p)]
                          for p in ("q_proj", "k_proj", "v_proj")]
                out[f"{here}attn.in_proj_{q[1]}"] = torch.cat(thirds)
            elif not re.match(r"self_attn\.[kv]_proj", part):
                out[here + part.replace("self_attn", "attn")] = tensor
        elif not name.endswith("position_ids"):
            raise KeyError(name)
    return out
