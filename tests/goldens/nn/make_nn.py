"""Makes the folders beside it: tiny models with random weights, inputs for each of their parts, and what diffusers and
transformers compute from them. Run with python with torch==2.11.0 diffusers==0.42.1 transformers==5.23.0 installed:

    python make_nn.py

Weights are stored as fp16 and computed with as fp32, which loses nothing: they are rounded to fp16 first.
"""

import json
import os
import shutil

import torch
from diffusers import AutoencoderKL, ControlNetModel, UNet2DConditionModel
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)


def randomise(model):
    """Weights that keep activations near 1, and norms and biases that are not 1 and 0."""
    for parameter in model.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, std=parameter[0].numel() ** -0.5)
        else:
            parameter.data.add_(torch.randn_like(parameter) * 0.1)
        parameter.data = parameter.data.half().float()
    return model.eval()


def save(model, folder):
    model.half().save_pretrained(folder, safe_serialization=True)
    model.float()


def save_tensors(path, tensors):
    save_file({name: tensor.detach().contiguous() for name, tensor in tensors.items()}, path)


def denoiser(case, folder):
    unet = randomise(UNet2DConditionModel(**case["unet"]))
    save(unet, folder + "/unet")
    config = {key: value for key, value in case["unet"].items()
              if key not in ("sample_size", "out_channels", "up_block_types", "center_input_sample")}
    control = randomise(ControlNetModel(**config, **case["controlnet"]))
    save(control, folder + "/controlnet")

    height, width = case["latent"]
    batch = case["batch"]
    inputs = {
        "sample": torch.randn(batch, unet.config.in_channels, height, width),
        "timestep": case["timestep"],
        "encoder_hidden_states": torch.randn(batch, case["tokens"], unet.config.cross_attention_dim),
    }
    factor = 2 ** (len(control.config.conditioning_embedding_out_channels) - 1)
    condition = torch.rand(batch, control.config.conditioning_channels, height * factor, width * factor).half()
    scale = torch.tensor(0.8)
    down, mid = control(**inputs, controlnet_cond=condition.float(), conditioning_scale=scale.item(), return_dict=False)
    save_tensors(folder + "/controlnet.in.safetensors", inputs | {"controlnet_cond": condition, "conditioning_scale": scale})
    save_tensors(folder + "/controlnet.out.safetensors",
                 {f"down_block_res_samples.{i}": t for i, t in enumerate(down)} | {"mid_block_res_sample": mid})

    if case.get("guess"):
        down_guess, mid_guess = control(**inputs, controlnet_cond=condition.float(), conditioning_scale=scale.item(),
                                        guess_mode=True, return_dict=False)
        save_tensors(folder + "/controlnet_guess.out.safetensors",
                     {f"down_block_res_samples.{i}": t for i, t in enumerate(down_guess)} | {"mid_block_res_sample": mid_guess})

    save_tensors(folder + "/unet.in.safetensors", inputs)
    save_tensors(folder + "/unet.out.safetensors", {"sample": unet(**inputs).sample})
    residuals = {f"down_block_additional_residuals.{i}": t for i, t in enumerate(down)} | {"mid_block_additional_residual": mid}
    save_tensors(folder + "/unet_residuals.in.safetensors", inputs | residuals)
    save_tensors(folder + "/unet_residuals.out.safetensors",
                 {"sample": unet(**inputs, down_block_additional_residuals=down, mid_block_additional_residual=mid).sample})


def autoencoder(case, folder):
    vae = randomise(AutoencoderKL(**case["vae"]))
    save(vae, folder + "/vae")
    if case.get("old_vae_names"):
        path = folder + "/vae/diffusion_pytorch_model.safetensors"
        older = [("to_q", "query"), ("to_k", "key"), ("to_v", "value"), ("to_out.0", "proj_attn")]

        def rename(name):
            for new, old in older:
                name = name.replace(f"attentions.0.{new}.", f"attentions.0.{old}.")
            return name

        save_file({rename(name): tensor for name, tensor in load_file(path).items()}, path, metadata={"format": "pt"})
    sample = torch.rand(1, 3, *case["picture"]) * 2 - 1
    moments = vae.encode(sample).latent_dist
    save_tensors(folder + "/vae-encode.in.safetensors", {"sample": sample})
    save_tensors(folder + "/vae-encode.out.safetensors", {"mean": moments.mean, "logvar": moments.logvar})
    z = torch.randn(2, vae.config.latent_channels, 5, 3)
    save_tensors(folder + "/vae-decode.in.safetensors", {"z": z})
    save_tensors(folder + "/vae-decode.out.safetensors", {"sample": vae.decode(z).sample})


def text(case, folder):
    encoder = randomise(CLIPTextModel(CLIPTextConfig(vocab_size=60, bos_token_id=1, **case["text"])))
    save(encoder, folder + "/text_encoder")
    if case.get("text_prefix"):
        path = folder + "/text_encoder/model.safetensors"
        tensors = {"text_model." + name: tensor for name, tensor in load_file(path).items()}
        tensors["text_model.embeddings.position_ids"] = torch.arange(77)[None]
        save_file(tensors, path, metadata={"format": "pt"})
    ids = torch.randint(3, 58, (2, case["tokens"]))
    ids[0, 6:] = 58  # the end token several times: the first counts, as padding repeats it
    ids[1, -1] = 58
    out = encoder(ids)
    save_tensors(folder + "/text.in.safetensors", {"input_ids": ids.int() if case.get("int32") else ids})
    save_tensors(folder + "/text.out.safetensors", {"last_hidden_state": out.last_hidden_state, "pooler_output": out.pooler_output})


CROSS, PLAIN = "CrossAttnDownBlock2D", "DownBlock2D"
CROSS_UP, PLAIN_UP = "CrossAttnUpBlock2D", "UpBlock2D"
CASES = {
    "sd1": dict(  # SD 1.x: convolutional projections, one number of heads, quick_gelu, legacy end id, old VAE names
        unet=dict(sample_size=8, block_out_channels=(8, 8, 12), down_block_types=(CROSS, CROSS, PLAIN),
                  up_block_types=(PLAIN_UP, CROSS_UP, CROSS_UP), layers_per_block=2, attention_head_dim=2,
                  norm_num_groups=4, cross_attention_dim=12),
        controlnet=dict(conditioning_embedding_out_channels=(4, 4, 8, 8)),
        vae=dict(block_out_channels=(4, 8, 8, 8), down_block_types=("DownEncoderBlock2D",) * 4,
                 up_block_types=("UpDecoderBlock2D",) * 4, layers_per_block=1, norm_num_groups=4),
        text=dict(hidden_size=12, intermediate_size=24, num_hidden_layers=2, num_attention_heads=3,
                  hidden_act="quick_gelu", eos_token_id=2),
        latent=(8, 8), batch=2, timestep=torch.tensor([3, 981]), tokens=77, picture=(24, 40), old_vae_names=True,
        text_prefix=True),
    "sd2": dict(  # SD 2.x: linear projections, a list of heads, fp32 attention, gelu; a latent that does not halve
        unet=dict(sample_size=12, block_out_channels=(8, 12, 16), down_block_types=(CROSS, CROSS, PLAIN),
                  up_block_types=(PLAIN_UP, CROSS_UP, CROSS_UP), layers_per_block=1, attention_head_dim=(1, 3, 4),
                  norm_num_groups=4, cross_attention_dim=16, use_linear_projection=True, upcast_attention=True),
        controlnet=dict(conditioning_embedding_out_channels=(4, 4, 8, 8), controlnet_conditioning_channel_order="bgr"),
        vae=dict(block_out_channels=(4, 8), down_block_types=("DownEncoderBlock2D",) * 2,
                 up_block_types=("UpDecoderBlock2D",) * 2, layers_per_block=2, norm_num_groups=2, latent_channels=3,
                 use_quant_conv=False, use_post_quant_conv=False),
        text=dict(hidden_size=16, intermediate_size=20, num_hidden_layers=3, num_attention_heads=4, hidden_act="gelu",
                  eos_token_id=58, projection_dim=8),
        latent=(9, 7), batch=1, timestep=torch.tensor(499), tokens=12, picture=(19, 22), int32=True, guess=True),
    "odd": dict(  # what configs allow and SD does not use
        unet=dict(sample_size=None, in_channels=5, out_channels=6, block_out_channels=(6, 8),
                  down_block_types=(PLAIN, CROSS), up_block_types=(CROSS_UP, CROSS_UP), layers_per_block=1,
                  transformer_layers_per_block=2, attention_head_dim=3, norm_num_groups=2, cross_attention_dim=10,
                  only_cross_attention=(False, True), flip_sin_to_cos=False, freq_shift=1, norm_eps=1e-6,
                  mid_block_scale_factor=1.5, downsample_padding=0, center_input_sample=True, act_fn="gelu"),
        controlnet=dict(conditioning_embedding_out_channels=(4, 6), conditioning_channels=1, global_pool_conditions=True,
                        num_attention_heads=2),
        vae=dict(block_out_channels=(6,), down_block_types=("DownEncoderBlock2D",), up_block_types=("UpDecoderBlock2D",),
                 layers_per_block=1, norm_num_groups=3, mid_block_add_attention=False, act_fn="relu"),
        text=dict(hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1, hidden_act="gelu_new",
                  eos_token_id=58, max_position_embeddings=20),
        latent=(5, 11), batch=2, timestep=torch.tensor([0.25, 640.5]), tokens=20, picture=(7, 5)),
    "plain_middle": dict(
        unet=dict(block_out_channels=(4, 8, 8, 8), down_block_types=(CROSS, PLAIN, CROSS, CROSS),
                  up_block_types=(CROSS_UP, PLAIN_UP, PLAIN_UP, PLAIN_UP), mid_block_type="UNetMidBlock2D",
                  layers_per_block=1, attention_head_dim=1, norm_num_groups=2, cross_attention_dim=6),
        controlnet=dict(conditioning_embedding_out_channels=(2, 4, 4, 6)),
        latent=(9, 8), batch=1, timestep=torch.tensor([77]), tokens=5),
}


@torch.no_grad()
def main():
    for index, (name, case) in enumerate(CASES.items()):
        torch.manual_seed(index)
        folder = os.path.join(HERE, name)
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        denoiser(case, folder)
        if "vae" in case:
            autoencoder(case, folder)
        if "text" in case:
            text(case, folder)
        for root, _, files in os.walk(folder):
            for file in files:
                if file == "config.json":  # without where and with what it was written
                    path = os.path.join(root, file)
                    config = {k: v for k, v in json.load(open(path)).items() if k != "_name_or_path"}
                    json.dump(config, open(path, "w"), indent=1, sort_keys=True)
    # from_unet's own config.json, for what we write beside a trained ControlNet
    for name in ("sd1", "sd2"):
        unet = UNet2DConditionModel.from_pretrained(os.path.join(HERE, name, "unet"))
        made = ControlNetModel.from_unet(unet)
        made.save_config(os.path.join(HERE, name, "from_unet"))
        with open(os.path.join(HERE, name, "from_unet", "names.json"), "w") as file:
            json.dump({k: list(v.shape) for k, v in made.state_dict().items()}, file)


main()
