"""Compares `armature-cli tokenize` with transformers on random texts and on every code point.

    python compare_tokens.py path/to/armature-cli [count] [seed]

Needs python with transformers==5.23.0 (tokenizers==0.23.3) installed. Prints the texts that differ; 0 is the aim.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import hard_texts
import make_tokens


def ours(program, model, texts):
    lines = "".join(t.replace("\n", "\t") + "\n" for t in texts).encode("utf-8")
    out = subprocess.run([program, "tokenize", "--model", model], input=lines, stdout=subprocess.PIPE, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def main():
    program = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    texts = hard_texts.WORDS + hard_texts.random_texts(count, seed) + hard_texts.every_character()
    texts = [t.replace("\n", "\t") for t in texts]
    for pad in (make_tokens.EOS, "!"):
        with tempfile.TemporaryDirectory() as folder:
            tokenizer = make_tokens.full_tokenizer(Path(folder), pad)
            expected = tokenizer(texts, padding="max_length", max_length=77, truncation=True).input_ids
            got = ours(program, folder, texts)
        wrong = [(t, g, e) for t, g, e in zip(texts, got, expected) if g != e]
        print(f"pad {pad}: {len(texts)} texts, {len(wrong)} differ, {len(got)} answers")
        for text, g, e in wrong[:10]:
            print(ascii(text)[:200], "\n  ours  ", g[:30], "\n  theirs", e[:30])


main()
