"""The consonants of a name, alike in every script: Жаңаөзен, Žanaozen, ژانااوزن."""

import re

_LATIN = (
    ("shch", "S"), ("dzh", "j"), ("zh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"), ("sh", "S"),
    ("ch", "C"), ("ng", "n"), ("ts", "s"), ("ck", "k"), ("ph", "f"),
)  # fmt: skip
_LETTERS = {
    **dict(zip("bfghjklmnprsvz", "bfghjklmnprsvz", strict=True)),
    "c": "k", "d": "t", "t": "t", "q": "k", "w": "v", "x": "h", "ž": "j", "ş": "S", "š": "S",
    "ç": "C", "č": "C", "ň": "n", "ğ": "g", "ḩ": "h",
    **dict(zip("бвгжзклмнпрстфхцчшщ", "bvgjzklmnprstfhsCSS", strict=True)),
    "д": "t", "қ": "k", "ғ": "g", "ң": "n", "ҳ": "h", "ҷ": "j", "һ": "h",
    **dict(zip("بپتثجچحخدذرزژسشصضطظغفقکگلمنه", "bptsjChhtzrzjsSsztzgfkkglmnh", strict=True)),
    "و": "v", "ټ": "t", "ډ": "t", "ړ": "r", "ڼ": "n", "ښ": "S", "ږ": "g", "ځ": "z", "څ": "s",
}  # fmt: skip
_PAIRS = re.compile("|".join(pair for pair, _ in _LATIN))
_PAIR = dict(_LATIN)
_CYRILLIC_J = re.compile("дж")
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouyäöüýаеёиоуыэюяіөүұәӣӯў]+")


def skeleton(word: str) -> str:
    """The consonants of a normal word, d and t levelled, doubled ones once."""
    latin = _PAIRS.sub(lambda pair: _PAIR[pair[0]], word) if word.isascii() else word
    spelt = _CYRILLIC_J.sub("ж", latin)
    kept = "".join(_LETTERS.get(c, c if c in "SC" else "") for c in spelt)
    return _DOUBLE.sub(r"\1", kept)


def weak_skeleton(word: str) -> str:
    """A skeleton as Arabic script shows it, where v may be a vowel and a last h is silent."""
    whole = skeleton(word).replace("v", "")
    return whole[:-1] if whole.endswith("h") and word.endswith("ه") else whole


def vowels(word: str) -> int:
    """How many vowels a word has in Latin or Cyrillic letters, neighbours counted once."""
    return len(_VOWELS.findall(word))
