"""Random-weight models at SD 1.5 size, and inputs for `armature-cli step`, for the race in race.py.

    python make_models.py DIR [--size 256] [--steps 4]

Needs torch==2.11.0 diffusers==0.42.1 transformers==5.23.0 safetensors.
"""
import argparse
import gzip
import json
import os

import torch
from diffusers import AutoencoderKL, ControlNetModel, DDPMScheduler, UNet2DConditionModel
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel

SD15_UNET = dict(sample_size=64, in_channels=4, out_channels=4, layers_per_block=2,
                 block_out_channels=(320, 640, 1280, 1280), cross_attention_dim=768, attention_head_dim=8,
                 down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
                 up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3)
SD15_VAE = dict(block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4, sample_size=512,
                down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4)
SD15_SCHEDULER = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", num_train_timesteps=1000)


def make_tokenizer(folder):
    """CLIP's, as vocab.json and merges.txt, from the file that the repository ships."""
    if os.path.exists(folder + "/merges.txt"):
        return
    os.makedirs(folder, exist_ok=True)
    shipped = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../resources/tokenizer/bpe_simple_vocab_16e6.txt.gz")
    merges = gzip.open(shipped, "rt", encoding="utf-8").read().split("\n")[1:49152 - 256 - 2 + 1]
    shown = [*range(ord("!"), ord("~") + 1), *range(ord("\xa1"), ord("\xac") + 1), *range(ord("\xae"), ord("\xff") + 1)]
    characters = [chr(byte) for byte in shown] + [chr(256 + i) for i in range(256 - len(shown))]
    tokens = characters + [c + "</w>" for c in characters] + [m.replace(" ", "") for m in merges]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    with open(folder + "/vocab.json", "w", encoding="utf-8") as file:
        json.dump({token: number for number, token in enumerate(tokens)}, file, ensure_ascii=False)
    with open(folder + "/merges.txt", "w", encoding="utf-8") as file:
        file.write("#version: 0.2\n" + "\n".join(merges) + "\n")


def make_models(folder):
    make_tokenizer(os.path.join(folder, "tokenizer"))
    if os.path.exists(os.path.join(folder, "controlnet", "config.json")):
        return
    torch.manual_seed(0)
    unet = UNet2DConditionModel(**SD15_UNET)
    unet.save_pretrained(os.path.join(folder, "unet"))
    controlnet = ControlNetModel.from_unet(unet)
    with torch.no_grad():  # zero convolutions that are not zero, so that every gradient is exercised
        for name, parameter in controlnet.named_parameters():
            if name.startswith(("controlnet_down_blocks", "controlnet_mid_block", "controlnet_cond_embedding.conv_out")):
                parameter.normal_(0, 0.02)
    controlnet.save_pretrained(os.path.join(folder, "controlnet"))
    AutoencoderKL(**SD15_VAE).save_pretrained(os.path.join(folder, "vae"))
    text = CLIPTextConfig(vocab_size=49408, hidden_size=768, intermediate_size=3072, num_hidden_layers=12,
                          num_attention_heads=12, max_position_embeddings=77, hidden_act="quick_gelu",
                          bos_token_id=49406, eos_token_id=49407)
    CLIPTextModel(text).save_pretrained(os.path.join(folder, "text_encoder"))
    DDPMScheduler(**SD15_SCHEDULER).save_pretrained(os.path.join(folder, "scheduler"))


def make_inputs(path, size, steps, batch=1):
    generator = torch.Generator().manual_seed(1)
    latent = (steps, batch, 4, size // 8, size // 8)
    save_file({
        "latents": torch.randn(latent, generator=generator),
        "noise": torch.randn(latent, generator=generator),
        "timesteps": torch.randint(0, 1000, (steps, batch), generator=generator),
        "encoder_hidden_states": torch.randn((steps, batch, 77, 768), generator=generator),
        "controlnet_cond": torch.rand((steps, batch, 3, size, size), generator=generator),
        "pixels": torch.rand((steps, batch, 3, size, size), generator=generator) * 2 - 1,
        "input_ids": torch.randint(0, 49406, (steps, batch, 77), generator=generator),
    }, path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--steps", type=int, default=4)
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)
    make_models(arguments.folder)
    make_inputs(os.path.join(arguments.folder, f"inputs-{arguments.size}.safetensors"), arguments.size, arguments.steps)
