"""Ids by transformers of some texts under a small vocabulary, for tests/core/text/bpe_trainer_test.cpp.

    python make_ids.py

Needs transformers==5.23.0. tokenizer/ was written by armature::tokenizerFiles() from the captions in captions.txt (the test
writes it again and compares); this script only reads it. Writes ids.json: [{"text", "ids"}].
"""
import json
import os

from transformers import CLIPTokenizer

HERE = os.path.dirname(os.path.abspath(__file__))
TEXTS = ["a red star on a blue background", "two figures waving on a beach", "A Red STAR", "", "staring", "a zebra, a café and 日本",
         "an orange cube and a white ball on a yellow floor " * 4, "red red red", "star-red", "  a   star  "]
tokenizer = CLIPTokenizer.from_pretrained(HERE + "/tokenizer")
ids = [{"text": t, "ids": tokenizer(t, padding="max_length", truncation=True).input_ids} for t in TEXTS]
json.dump(ids, open(HERE + "/ids.json", "w"), indent=0)
