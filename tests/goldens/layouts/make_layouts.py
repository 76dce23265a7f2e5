"""Makes the goldens of tests/core/layouts. Needs python with torch==2.11.0 diffusers==0.42.1 transformers==5.23.0
safetensors installed:  python make_layouts.py  (writes beside itself).

names_*.tsv     LDM name, tab, diffusers name, of SD 1.5 (SD 2.1 has the same) at full size and of an odd tiny shape. Which LDM tensor
                becomes which diffusers tensor is what diffusers' converters did with tagged tensors.
tiny_sd1.safetensors, tiny_sd2.safetensors   whole checkpoints in LDM naming, with our header entry
tiny_*_unet, tiny_vae, tiny_text             the same weights as diffusers and transformers save them
tiny_control_ldm.safetensors, tiny_control.safetensors   a ControlNet both ways
half.safetensors    tricky fp32 numbers and what torch's .half() and .bfloat16() make of them
"""
import json
import os

import torch
from diffusers import AutoencoderKL, ControlNetModel, UNet2DConditionModel
from diffusers.loaders import single_file_utils as sf
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel

import ldm_inverse as inv

HERE = os.path.dirname(os.path.abspath(__file__))
DOWN3 = ("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",)
UP3 = ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3
SD1 = dict(sample_size=64, cross_attention_dim=768, attention_head_dim=8)
VAE = dict(block_out_channels=(128, 256, 512, 512), layers_per_block=2, down_block_types=("DownEncoderBlock2D",) * 4,
           up_block_types=("UpDecoderBlock2D",) * 4)
TINY_UNET = dict(sample_size=8, block_out_channels=(4, 8), layers_per_block=1, norm_num_groups=4,
                 down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
                 up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"), cross_attention_dim=16)
ODD_UNET = dict(sample_size=8, block_out_channels=(8, 8, 16), layers_per_block=3, norm_num_groups=4,
                down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
                up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), cross_attention_dim=16,
                attention_head_dim=2)
TINY_VAE = dict(block_out_channels=(4, 8), layers_per_block=1, norm_num_groups=4, latent_channels=4,
                down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2, sample_size=16)
HINT = (4, 8, 8, 8)


def up_attention(config):
    return [t == "CrossAttnUpBlock2D" for t in config["up_block_types"]]


def unet_to_ldm(state, config):
    return {inv.unet_name(n, config["layers_per_block"], up_attention(config)): t for n, t in state.items()}


def control_to_ldm(state, config):
    return {inv.unet_name(n, config["layers_per_block"], []): t for n, t in state.items()}


def vae_to_ldm(state, config):
    out = {}
    for name, tensor in state.items():
        ldm = inv.vae_name(name, len(config["block_out_channels"]))
        out[ldm] = inv.vae_tensor(ldm, tensor)
    return out


def same(a, b):
    assert a.keys() == b.keys(), a.keys() ^ b.keys()
    for name in a:
        assert a[name].shape == b[name].shape and torch.equal(a[name], b[name]), name


def write_names(file, model, to_ldm, convert, prefix):
    """Tags every tensor with a number and lets diffusers' converter say where it goes."""
    names = list(model.state_dict())
    ranks = {n: t.dim() for n, t in model.state_dict().items()}
    tagged = {n: torch.full((1,) * ranks[n], float(i)) for i, n in enumerate(names)}
    ldm = to_ldm(tagged, model.config)
    converted = convert({prefix + n: t for n, t in ldm.items()}, dict(model.config))
    same(converted, tagged)
    by_tag = {int(t.flatten()[0]): n for n, t in ldm.items()}
    with open(os.path.join(HERE, file), "w") as out:
        for name, tensor in converted.items():
            out.write(f"{by_tag[int(tensor.flatten()[0])]}\t{name}\n")


def on_meta(cls, **config):
    with torch.device("meta"):
        return cls(**config)


def random_(model, seed):
    """Also what is initialised to zeros and ones, so that a swapped pair shows."""
    generator = torch.Generator().manual_seed(seed)
    for tensor in model.state_dict().values():
        if tensor.is_floating_point():
            tensor.copy_(torch.randn(tensor.shape, generator=generator) * 0.1)
    return model.eval()


def saved_config(config):
    return json.loads(json.dumps({k: v for k, v in config.items() if not k.startswith("_use")}))


def contiguous(state):
    return {n: t.clone().contiguous() for n, t in state.items()}


def tiny_checkpoint(stem, unet_extra, open_clip):
    unet = random_(UNet2DConditionModel(**{**TINY_UNET, **unet_extra}), 1)
    vae = random_(AutoencoderKL(**TINY_VAE), 2)
    text_config = CLIPTextConfig(vocab_size=60, hidden_size=16, intermediate_size=24, num_hidden_layers=2,
                                 num_attention_heads=2, max_position_embeddings=77, eos_token_id=2, bos_token_id=0,
                                 hidden_act="gelu" if open_clip else "quick_gelu")
    text = random_(CLIPTextModel(text_config), 3)
    text_state = {n if n.startswith("text_model.") else "text_model." + n: t for n, t in text.state_dict().items()
                  if not n.endswith("position_ids")}
    ldm = {"model.diffusion_model." + n: t for n, t in unet_to_ldm(unet.state_dict(), unet.config).items()}
    same(sf.convert_ldm_unet_checkpoint(ldm, dict(unet.config)), unet.state_dict())
    first = {"first_stage_model." + n: t for n, t in vae_to_ldm(vae.state_dict(), vae.config).items()}
    same(sf.convert_ldm_vae_checkpoint(first, dict(vae.config)), vae.state_dict())
    if open_clip:
        cond = {"cond_stage_model.model." + n: t for n, t in inv.open_clip_state(text_state).items()}
        same(sf.convert_open_clip_checkpoint(text, cond), text_state)
        # What real files hold besides: a projection, and a last block that SD 2 never runs.
        cond["cond_stage_model.model.text_projection"] = torch.zeros(16, 16)
        for name in [n for n in cond if ".resblocks.1." in n]:
            cond[name.replace(".resblocks.1.", ".resblocks.2.")] = cond[name] + 1
    else:
        cond = {"cond_stage_model.transformer." + n: t for n, t in text_state.items()}
        cond["cond_stage_model.transformer.text_model.embeddings.position_ids"] = torch.arange(77)[None]
    everything = {**ldm, **first, **cond, "betas": torch.zeros(4), "model_ema.decay": torch.tensor(0.5)}
    header = {"unet": saved_config(unet.config), "vae": saved_config(vae.config),
              "text_encoder": text_config.to_diff_dict()}
    header["text_encoder"].update({"num_hidden_layers": 2})
    save_file(contiguous(everything), os.path.join(HERE, stem + ".safetensors"),
              metadata={"format": "pt", "armature.config": json.dumps(header)})
    # VAE and text encoder have the same weights in both.
    for file, state in {f"{stem}_unet": unet.state_dict(), "tiny_vae": vae.state_dict(), "tiny_text": text_state}.items():
        save_file(contiguous(state), os.path.join(HERE, file + ".safetensors"), metadata={"format": "pt"})


def tiny_control():
    control = random_(ControlNetModel(
        **{k: v for k, v in TINY_UNET.items() if k not in ("sample_size", "up_block_types")},
        attention_head_dim=2, conditioning_embedding_out_channels=HINT), 4)
    ldm = control_to_ldm(control.state_dict(), control.config)
    same(sf.convert_controlnet_checkpoint({"control_model." + n: t for n, t in ldm.items()}, dict(control.config)),
         control.state_dict())
    header = {"controlnet": saved_config(control.config)}
    save_file(contiguous({"control_model." + n: t for n, t in ldm.items()}),
              os.path.join(HERE, "tiny_control_ldm.safetensors"),
              metadata={"format": "pt", "armature.config": json.dumps(header)})
    save_file(contiguous(control.state_dict()), os.path.join(HERE, "tiny_control.safetensors"),
              metadata={"format": "pt"})
    control.save_config(os.path.join(HERE, "tiny_control"))


def tricky_halves():
    bits = [0x00000000, 0x80000000, 0x3F800000, 0x33000000, 0x33000001, 0x32FFFFFF, 0x33800000, 0x33C00000,
            0x33BFFFFF, 0x33C00001, 0x387FC000, 0x387FE000, 0x387FDFFF, 0x387FE001, 0x387FFFFF, 0x38800000,
            0x3F801000, 0x3F803000, 0x3F800FFF, 0x3F801001, 0x3F802FFF, 0x3F803001, 0x477FE000, 0xC77FE000,
            0x00000001, 0x00400000, 0x80000001, 0x3F808000, 0x3F818000, 0x3F807FFF, 0x3F808001, 0x3EAAAAAB]
    chosen = torch.tensor([b if b < 2**31 else b - 2**32 for b in bits], dtype=torch.int32).view(torch.float32)
    generator = torch.Generator().manual_seed(5)
    scales = 10.0 ** torch.linspace(-9, 4, 992)
    values = torch.cat([chosen, torch.randn(992, generator=generator) * scales]).clamp(-65504, 65504)
    save_file({"values": values, "half": values.half(), "bfloat": values.bfloat16()},
              os.path.join(HERE, "half.safetensors"), metadata={"format": "pt"})


unet = sf.convert_ldm_unet_checkpoint
with torch.no_grad():
    for stem, config in {"sd1": SD1, "odd": ODD_UNET}.items():
        prefix = "model.diffusion_model."
        write_names(f"names_unet_{stem}.tsv", on_meta(UNet2DConditionModel, **config), unet_to_ldm, unet, prefix)
    for stem, config in {"sd1": SD1, "odd": ODD_UNET}.items():
        control = {k: v for k, v in config.items() if k not in ("sample_size", "up_block_types")}
        write_names(f"names_control_{stem}.tsv", on_meta(ControlNetModel, **control), control_to_ldm,
                    sf.convert_controlnet_checkpoint, "control_model.")
    write_names("names_vae.tsv", on_meta(AutoencoderKL, **VAE), vae_to_ldm, sf.convert_ldm_vae_checkpoint,
                "first_stage_model.")
    tiny_checkpoint("tiny_sd1", dict(attention_head_dim=2), False)
    tiny_checkpoint("tiny_sd2", dict(attention_head_dim=[2, 4], use_linear_projection=True), True)
    tiny_control()
    tricky_halves()
