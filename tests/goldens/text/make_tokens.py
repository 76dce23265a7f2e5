"""Writes the golden token ids. Needs python with transformers==5.23.0 (tokenizers==0.23.3) installed.

    python make_tokens.py

tokens_full.json   CLIP's own vocabulary (resources/tokenizer), padded with eos and with "!": id lists
tokens_tiny.json   the three small folders beside it: what every text gives there
tiny_legacy/, tiny_saved/, tiny_added/   small tokenizer folders, by hand and by save_pretrained
Texts are base64 of their bytes, because some are not UTF-8. Ids end where the padding begins.
"""

import base64
import gzip
import json
import shutil
import tempfile
from pathlib import Path

from transformers import AddedToken, CLIPTokenizer

import hard_texts

HERE = Path(__file__).resolve().parent
VOCABULARY = HERE.parents[2] / "resources" / "tokenizer" / "bpe_simple_vocab_16e6.txt.gz"
LENGTH = 77
BOS, EOS = "<|startoftext|>", "<|endoftext|>"


def settled(content, normalized=True, **more):
    return {"content": content, "lstrip": False, "normalized": normalized, "rstrip": False, "single_word": False, **more}


def byte_symbols():
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    return [chr(b) for b in printable] + [chr(256 + i) for i in range(len(others))]


def full_vocabulary():
    lines = gzip.open(VOCABULARY).read().decode("utf-8").split("\n")
    merges = lines[1 : 49152 - 256 - 2 + 1]
    symbols = byte_symbols()
    tokens = symbols + [s + "</w>" for s in symbols] + ["".join(m.split()) for m in merges] + [BOS, EOS]
    assert len(set(tokens)) == 49408
    return {token: i for i, token in enumerate(tokens)}, merges


def write_folder(folder, vocabulary, merges, config, special_tokens_map=None, added_tokens=None):
    folder.mkdir(parents=True, exist_ok=True)
    def dump(name, value):
        (folder / name).write_text(json.dumps(value, indent=None) + "\n", encoding="utf-8")
    dump("vocab.json", vocabulary)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(m + "\n" for m in merges), encoding="utf-8")
    dump("tokenizer_config.json", config)
    if special_tokens_map is not None:
        dump("special_tokens_map.json", special_tokens_map)
    if added_tokens is not None:
        dump("added_tokens.json", added_tokens)


def legacy_settings(pad):
    """What the folders of Stable Diffusion 1 and 2 have."""
    named = {"bos_token": settled(BOS), "eos_token": settled(EOS), "unk_token": settled(EOS)}
    config = {k: {"__type": "AddedToken", **v} for k, v in named.items()}
    config |= {"add_prefix_space": False, "do_lower_case": True, "errors": "replace", "model_max_length": LENGTH,
               "pad_token": EOS, "tokenizer_class": "CLIPTokenizer"}
    return config, {**named, "pad_token": pad}


def full_tokenizer(folder, pad):
    write_folder(folder, *full_vocabulary(), *legacy_settings(pad))
    return CLIPTokenizer.from_pretrained(folder)


def tiny_vocabulary():
    letters = [chr(c) for c in range(33, 127)] + ["Ã", "©"]
    merges = ["c a", "ca t</w>", "t h", "th e</w>", "i n", "in g</w>", "r e", "e d</w>", "p h", "o t", "ph ot", "o f</w>",
              "phot o</w>", "Ã ©", "o o", "oo o", "l l", "' s</w>", "! !", "!! !</w>"]
    tokens = ["<unk>", "<s>", "</s>"] + letters + [x + "</w>" for x in letters] + ["".join(m.split()) for m in merges]
    return {token: i for i, token in enumerate(tokens)}, merges


def write_tiny_folders():
    vocabulary, merges = tiny_vocabulary()
    roles = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "!"}
    for name in ("tiny_legacy", "tiny_saved", "tiny_added"):
        shutil.rmtree(HERE / name, ignore_errors=True)
    write_folder(HERE / "tiny_legacy", vocabulary, merges, {"model_max_length": 12, **roles},
                 {**roles, "eos_token": settled("</s>")}, {"<cat-toy>": len(vocabulary), "<Red>": len(vocabulary) + 1})
    tokenizer = CLIPTokenizer.from_pretrained(HERE / "tiny_legacy")
    tokenizer.save_pretrained(HERE / "tiny_saved")
    decoder = {
        "0": settled("<unk>", False, special=True), "1": settled("<s>", special=True), "2": settled("</s>", special=True),
        "300": settled("<Blue>", special=False), "301": {**settled("cat", False, special=False), "single_word": True},
        "302": settled("É", special=False),
    }
    write_folder(HERE / "tiny_added", vocabulary, merges,
                 {"added_tokens_decoder": decoder, "model_max_length": 16, "padding_side": "left", "truncation_side": "left",
                  "additional_special_tokens": ["<extra>"], **roles, "pad_token": "<pad>"})


TINY_TEXTS = ["<cat-toy> a <CAT-TOY>", "x<Red>y <red>", "<Blue> <BLUE> blue", "cat concat cat_ cat-cat Cat", "É é E\u0301", "<extra>!",
              "<s>a</s><S>", "<unk><pad>"]


def rows(tokenizer, texts, length=None, with_padding=False):
    out = []
    for text in texts:
        raw = text if isinstance(text, bytes) else text.encode("utf-8")
        decoded = raw.decode("utf-8", "replace")
        length = length or tokenizer.model_max_length
        ids = tokenizer(decoded, padding="max_length", max_length=length, truncation=True)
        body = len(tokenizer(decoded).input_ids) - 2
        kept = ids.input_ids if with_padding else [i for i, m in zip(ids.input_ids, ids.attention_mask) if m]
        out.append([base64.b64encode(raw).decode(), body, kept])
    return out


def dump_rows(path, groups):
    text = ",\n".join(f'"{name}": [\n' + ",\n".join(json.dumps(r) for r in rows_) + "\n]" for name, rows_ in groups.items())
    path.write_text("{\n" + text + "\n}\n", encoding="utf-8")


def main():
    texts = hard_texts.WORDS + hard_texts.BAD_BYTES + hard_texts.random_texts(300, 2024)
    with tempfile.TemporaryDirectory() as scratch:
        eos = full_tokenizer(Path(scratch) / "eos", EOS)
        id0 = full_tokenizer(Path(scratch) / "id0", "!")
        dump_rows(HERE / "tokens_full.json", {"eos": rows(eos, texts), "id0": rows(id0, texts)})
    write_tiny_folders()
    tiny = hard_texts.WORDS + hard_texts.BAD_BYTES + TINY_TEXTS + hard_texts.random_texts(60, 7)
    dump_rows(HERE / "tokens_tiny.json", {
        name: rows(CLIPTokenizer.from_pretrained(HERE / name), tiny, with_padding=True)
        for name in ("tiny_legacy", "tiny_saved", "tiny_added")})


if __name__ == "__main__":
    main()
