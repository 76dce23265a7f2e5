"""Texts that tokenizers get wrong, and random ones over all of Unicode. Used by the scripts beside it."""

import random

WORDS = [
    "a photo of a cat", "A Photo OF a CAT, 4k!", "masterpiece, best quality, (1girl:1.2), [blurry]::0.5",
    "", " ", "   ", "\t", "\r", "\r\n", "\x00", "a\x00b", "\x01\x02\x1f\x7f", "\x85", "a\x85b", "\u200b", "a\u200bb",
    "\ufeff", "\ufeffcat", "a\u00a0b", "a\u3000b", "a\u2028b\u2029c", "a\u1680b\u202fc\u205fd", "\u180e", "a\u180eb",
    "\u2060", "a \t\r\x0b\x0c b", " leading", "trailing ", "two  spaces", "line one\rline two",
    # accents, composed and not
    "café", "cafe\u0301", "CAFÉ", "CAFE\u0301", "naïve façade", "Ångström \u212b", "a\u0323\u0302", "a\u0302\u0323",
    "\u0301", "\u0301a", "a\u0301\u0301\u0301", "q\u0307\u0323", "\u1e9b\u0323", "ḍ̇", "o\u0328\u0304 \u01ed",
    "\u0344", "\u0958", "\u0915\u093c", "\u2adc", "\u1100\u1161\u11a8", "\uac00\u11a8", "\u0b47\u0b56",
    "\U00011935\U00011930", "\U00011938", "\U0001d15e", "\ufb1d", "\u0340\u0341\u0343\u0374\u037e\u0387",
    "\uf900\ufa10\U0002f800", "\u2126\u212a", "a\u1df6\u0323", "a\u08d3\u0327", "a\U0001e000\u0328",
    # case
    "ß STRASSE Straße ẞ", "İstanbul ISTANBUL ı I", "\u0130\u0307", "ǅ ǆ Ǆ ǈ ǋ ǲ", "ΑΣ ΣΑΣ ΟΔΥΣΣΕΥΣ Σ", "ΑΣ.", "ſ 'ſ", "ﬁ ﬂ ﬃ",
    "ᾈ ᾼ ῼ", "Ⓐ Ⅷ ⅷ", "Ꭰ ꭰ Ა ა", "\u1c89\u1c8a", "\ua7cb\ua7cc\ua7ce\ua7d2\ua7d4\ua7da\ua7dc", "\U00010d50\U00010d65",
    "\U00016ea0\U00016eb8", "𝐀 𝔸 ℌ", "\U0001e900\U0001e921", "Ꞃ Ɡ Ꝺ",
    # scripts
    "Привет, мир! ЁЛКА й", "и\u0306", "你好，世界。", "日本語テキスト ｶﾞ が", "か\u3099", "한국어 텍스트", "ภาษาไทย ที่นี่", "हिन्दी पाठ",
    "العربية ٱلنص", "עברית שָׁלוֹם", "ქართული ᲥᲐᲠᲗᲣᲚᲘ", "Հայերեն", "አማርኛ", "தமிழ்", "ລາວ", "မြန်မာ", "ខ្មែរ", "བོད་", "ᠮᠣᠩᠭᠣᠯ",
    "\u4e00\u9fff\u3400\U00020000\U0002ebf0\U0002ee5d\U00031350\U000323af", "\U00013460\U000143fa",
    # numbers
    "1234567890", "3.14 1,000 50%", "٠١٢٣ ०१२ ๐๑ 一二三", "Ⅳ ⅳ ½ ² ³ ₂ ① ㉑ 〇 ៛", "x2 2x 4k 8K 1girl", "\U0001d7ce\U0001fbf0",
    "\U00010d40\U00011bf0\U00016130\U00016d70\U0001ccf0\U0001e5f1",
    # apostrophes
    "don't DON'T can't'VE I'm I'LL he'd they're", "'s 'S 's's", "'sun 'tis 'Twas", "''s", "!'s", "' s", "'", "''''",
    "'re're'r 'v 'l 'll'l", "don’t it’s", "rock'n'roll", "d'Artagnan l'eau", "'\u017f't", "'ſt", "x'\u0301s", "'\u0130",
    # punctuation and symbols
    "!", "!!", "!!!", "wow!!!", "wow ! wow", "hello!world", "...", "…", "---", "?!?!", "((a))", "a_b", "a-b", "a/b\\c", "#tag @me",
    "<a>", "<|", "|>", "<||>", "$100 €5 £3 ¥", "~`^¨´¸", "©®™", "«»‹›„“”", "<lora:x:1>", "a+b=c", "https://example.org/a?b=c&d#e",
    # emoji
    "😀", "😀😀", "👨‍👩‍👧‍👦", "👍🏽 👍🏿", "🏳️‍🌈", "❤️ ❤", "🇩🇪🇫🇷", "1️⃣ #️⃣", "\U0001fae8\U0001fadf", "a😀b", "😀's",
    # special tokens in the text
    "<|endoftext|>", "a <|endoftext|> b", "a<|endoftext|>b", "<|startoftext|>", "<|startoftext|>a<|endoftext|>",
    "<|EndOfText|>", "A<|ENDOFTEXT|>!!", "!<|EndOfText|>", "x<|StartOfText|>'s", "<|endoftext|", "<|endoftext|><|endoftext|>!",
    "<|endo ftext|>", "\u0301<|endoftext|>\u0301", "e<|endoftext|>\u0301", "<|endoftext|>'s", "<|STARTOFTEXT|>|>", "<|endofte\u212at|>",
    # private, unassigned, noncharacters, surrogate neighbours
    "\ue000 \U000f0000", "\u0378", "\ufffe\uffff", "\U0010ffff", "\ud7ff\ue000", "\ufffd", "\U000e0001\U000e0041",
    # long ones
    "a " * 74 + "z", "a " * 75 + "z", "a " * 76, "word " * 200, "x" * 300, "ab" * 1000, "é" * 500, "!" * 100, "1" * 100,
    "supercalifragilisticexpialidocious " * 10, "the " * 74 + "incomprehensibilities", "，" * 200, "'s" * 60,
]

BAD_BYTES = [
    b"\xff", b"a\xffb", b"\xc3", b"\xc3\x28", b"\xe2\x82", b"\xe2\x82a", b"\xf0\x9f\x98", b"\xf0\x9f\x98\xf0\x9f\x98\x80",
    b"\xed\xa0\x80", b"\xed\xa0\xbd\xed\xb8\x80", b"\xc0\xaf", b"\xe0\x80\xaf", b"\xf4\x90\x80\x80", b"\xf8\x88\x80\x80\x80",
    b"\x80\x80", b"caf\xe9", b"\xfe\xff", b"\xf1\x80\x80\xc3\xa9", b"a\xcc", b"\xe1\x80\xe2\xf0\x91\x92\xf1\xbf",
]

POOLS = [
    lambda r: chr(r.randrange(32, 127)),
    lambda r: chr(r.randrange(0, 0x250)),
    lambda r: r.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    lambda r: r.choice([" ", "  ", "\t", "\u00a0", "\u3000", "\r", "\u2003"]),
    lambda r: r.choice(["'s", "'T", "'re", "'Ve", "'", "’s", "'ll", "'d", "'m", "!", "<|endoftext|>", "<|EndOfText|>",
                        "<|startoftext|>", "<|STARTofText|>", "<|", "|>"]),
    lambda r: chr(r.randrange(0x300, 0x370)),
    lambda r: chr(r.choice([0x41, 0x61, 0x4F, 0x75, 0x435, 0x3B1])) + chr(r.randrange(0x300, 0x346)) + chr(r.randrange(0x300, 0x346)),
    lambda r: chr(r.randrange(0x370, 0x600)),
    lambda r: chr(r.randrange(0x600, 0x1100)),
    lambda r: chr(r.randrange(0x1100, 0x2000)),
    lambda r: chr(r.randrange(0x2000, 0x3000)),
    lambda r: chr(r.randrange(0x3000, 0xD800)),
    lambda r: chr(r.randrange(0xE000, 0x10000)),
    lambda r: chr(r.randrange(0x10000, 0x20000)),
    lambda r: chr(r.randrange(0x1F000, 0x1FB00)),
    lambda r: chr(r.randrange(0x20000, 0x110000)),
    lambda r: chr(r.choice([0x200B, 0x200C, 0x200D, 0xFE0F, 0x1F3FB, 0x1F3FF, 0x20E3])),
    lambda r: chr(r.randrange(0xAC00, 0xD7A4)),
    lambda r: chr(r.randrange(0x1100, 0x1200)),
]


def random_text(r: random.Random) -> str:
    pools = r.sample(POOLS, r.randrange(1, 5))
    return "".join(r.choice(pools)(r) for _ in range(r.randrange(1, r.choice([4, 12, 40, 160]))))


def random_texts(count: int, seed: int) -> list[str]:
    r = random.Random(seed)
    return [random_text(r) for _ in range(count)]


def every_character() -> list[str]:
    """Each code point beside letters and marks, so that its class, case and composition all show."""
    points = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    texts = []
    for start in range(0, len(points), 8):
        group = points[start:start + 8]
        texts.append(" ".join(f"a{c}b" for c in group))
        texts.append("a" + "\u0334\u0345a".join(group) + "\u0334\u0345")
        texts.append("".join(group))
    return texts
