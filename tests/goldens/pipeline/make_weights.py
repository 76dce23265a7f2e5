"""What the WebUI's prompt weights make of the tiny sd1 model beside this script, with an implementation of their own here.

    python make_weights.py            writes sd1/weights.json and sd1/picture-weighted.png

Needs torch==2.11.0 diffusers==0.42.1 transformers==5.23.0 pillow. Made on the CPU in fp32. Weights are found by recursive
descent over the brackets, which shares nothing with the parser that is tested; a token's row of the text encoder's output
is multiplied by its weight, and the whole is scaled back to its mean. The mean of this model's encoder is a rounding error
(an untrained layer norm ends it), so nothing is restored here; starter/picture-weighted.png, by make_starter.py, is.
"""
import json
import os
import re

import torch
from diffusers import ControlNetModel, StableDiffusionControlNetPipeline
from PIL import Image

BASE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sd1")
NUMBER = re.compile(r":\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*$")


def split(prompt):
    """(character, is it a bracket) of everything, escapes resolved."""
    at = 0
    while at < len(prompt):
        if prompt[at] == "\\":
            if at + 1 < len(prompt) and prompt[at + 1] in "()[]\\":
                yield prompt[at + 1], False
                at += 1
        else:
            yield prompt[at], prompt[at] in "()[]"
        at += 1


def weigh(tokens, at=0, closing=None):
    """Characters with their weights up to the closing bracket, where the next begins, and whether it was found."""
    out = []
    while at < len(tokens):
        character, is_bracket = tokens[at]
        if is_bracket and character == closing:
            return out, at + 1, True
        if is_bracket and character in "([":
            inner, at, found = weigh(tokens, at + 1, ")" if character == "(" else "]")
            factor = 1.1 if character == "(" else 1 / 1.1
            if found and character == "(":
                given = NUMBER.search("".join(c for c, _, _ in inner))
                # A weight has to stand in plain characters of this bracket itself.
                if given and all(depth == 0 for _, _, depth in inner[given.start():]):
                    factor, inner = float(given.group(1)), inner[:given.start()]
            out += [(c, w * factor, depth + 1) for c, w, depth in inner]
        else:
            out.append((character, 1.0, 0))
            at += 1
    return out, at, closing is None


def weights_of(prompt):
    characters, _, _ = weigh(list(split(prompt)))
    parts = []
    for character, weight, _ in characters:
        if parts and abs(parts[-1][1] - weight) < 1e-9:
            parts[-1][0] += character
        else:
            parts.append([character, weight])
    return parts or [["", 1.0]]


PROMPTS = ["", "a red star", "(red)", "[red] star", "(red:1.3)", "a (red star:0.5) on ((blue))", "(a [red] star)", "\\(red\\) star",
           "[[a] b]", "((a:1.5) b:2)", "star: red", "(star: red:1.2)", "red) star]", "a (red star", "a [red", "((a b:1.4", "a:1.2)",
           "(a: 1.25 )", "(a:-0.5)", "(a:.5)", "\\\\a", "a\\b", "(\\(deep\\):1.5)", "一颗 (红色:1.2) 星", "(a)(b)", "((((x))))", "()", "(:1.2)",
           "(x:1.2.3)", "(x:)"]


def embed(pipeline, prompt):
    tokenizer = pipeline.tokenizer
    ids, weights = [], []
    for text, weight in weights_of(prompt):
        part = tokenizer(text, add_special_tokens=False).input_ids
        ids, weights = ids + part, weights + [weight] * len(part)
    length = tokenizer.model_max_length
    ids, weights = ids[:length - 2], weights[:length - 2]
    filled = [tokenizer.bos_token_id, *ids, tokenizer.eos_token_id]
    filled += [tokenizer.pad_token_id] * (length - len(filled))
    factors = torch.tensor([1.0, *weights] + [1.0] * (length - 1 - len(weights)))
    with torch.no_grad():
        plain = pipeline.text_encoder(torch.tensor([filled])).last_hidden_state
    weighted = plain * factors[None, :, None]
    return weighted * (plain.mean() / weighted.mean()) if abs(plain.mean()) > 1e-3 else weighted


def main():
    controlnet = ControlNetModel.from_pretrained(os.path.join(BASE, "controlnet"))
    pipeline = StableDiffusionControlNetPipeline.from_pretrained(
        os.path.join(BASE, "model"), controlnet=controlnet, safety_checker=None, requires_safety_checker=False,
        feature_extractor=None)
    pipeline.set_progress_bar_config(disable=True)
    prompt, negative = "a (red star:1.6) on a [[blue]] background", "(blurry:0.3) \\(dark"
    picture = pipeline(prompt_embeds=embed(pipeline, prompt), negative_prompt_embeds=embed(pipeline, negative),
                       image=Image.open(os.path.join(BASE, "condition.png")).convert("RGB"), num_inference_steps=10, width=64,
                       height=48, guidance_scale=5.0, generator=torch.Generator().manual_seed(7)).images[0]
    picture.save(os.path.join(BASE, "picture-weighted.png"))
    rows = [dict(prompt=text, parts=weights_of(text)) for text in PROMPTS]
    json.dump(dict(prompt=prompt, negative_prompt=negative, parses=rows), open(os.path.join(BASE, "weights.json"), "w"),
              indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
