"""What one letter may stand for: scripts, look-alikes, marks that are not seen, transliteration."""

import re
from collections import Counter
from types import MappingProxyType

# Marks that change nothing a reader would hear: zero-width signs, bidi controls, soft hyphen,
# Arabic vowel signs and the stretching stroke, combining accents.
_SILENT = [
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
    0xFEFF,
    0x00AD,
    0x0640,
    *range(0x064B, 0x0660),
    0x0670,
    *range(0x0300, 0x0370),
]
SILENT_CLASS = (
    "\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u0640\u064b-\u065f\u0670\u0300-\u036f"
)

_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʻʼ`´′ʹ"), "'")
_ARABIC = str.maketrans("يىۍېئكۀةأإآٱؤګ", "یییییکههااااوگ")

NORMAL: MappingProxyType[int, str | int | None] = MappingProxyType(
    dict.fromkeys(_SILENT) | _APOSTROPHES | _ARABIC
)
"""Letters that are written in two ways and mean the same."""

_FOLD_FROM = "ёқғңөүұһіәҳҷӯӣўґіäçžňöşüýáéíóúàèâêôûğışñ"
_FOLD_TO = "екгноуухиахчуиугиacznosuyaeiouaeaeougisn"
FOLDED: MappingProxyType[int, str | int | None] = MappingProxyType(
    dict(str.maketrans(_FOLD_FROM, _FOLD_TO)) | {ord("'"): None}
)
"""What people type when their keyboard lacks the letter."""

_UZBEK_SOUNDS: dict[str, str | int | None] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "x", "ц": "ts", "ч": "ch", "ш": "sh", "ъ": "'", "ы": "i",
    "ь": "", "э": "e", "ю": "yu", "я": "ya", "ё": "yo", "ў": "o'", "қ": "q", "ғ": "g'", "ҳ": "h",
}  # fmt: skip
UZBEK_LATIN: MappingProxyType[int, str | int | None] = MappingProxyType(
    str.maketrans(_UZBEK_SOUNDS)
)
"""Uzbek Cyrillic to Uzbek Latin, after lower-casing."""

_RUSSIAN_PAIRS = (
    ("shch", "ш"), ("sch", "ш"), ("yo", "е"), ("jo", "е"), ("yu", "ю"), ("ju", "ю"), ("ya", "я"),
    ("ja", "я"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("iy", "и"),
    ("ay", "аи"), ("ey", "еи"), ("oy", "ои"), ("yy", "и"), ("a", "а"), ("b", "б"), ("c", "ц"),
    ("d", "д"), ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"), ("j", "ж"), ("k", "к"),
    ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"),
    ("t", "т"), ("u", "у"), ("v", "в"), ("w", "в"), ("x", "х"), ("y", "и"), ("z", "з"), ("'", ""),
)  # fmt: skip
_RUSSIAN_LATIN = re.compile("|".join(latin for latin, _ in _RUSSIAN_PAIRS))
_RUSSIAN_LETTER = dict(_RUSSIAN_PAIRS)
_RUSSIAN_PLAIN = str.maketrans("щэыйё", "шеиие", "ьъ")

_UZBEK_PLAIN = str.maketrans("qh", "kx", "'")

_LATIN_OF = str.maketrans("аеорсухкмтвнАЕОРСУХКМТВН", "aeopcyxkmtbhAEOPCYXKMTBH")
_CYRILLIC_OF = str.maketrans("aeopcyxkmtbhAEOPCYXKMTBHiI", "аеорсухкмтвнАЕОРСУХКМТВНіІ")

_SCRIPTS = (
    ("Latn", re.compile(r"[A-Za-z\u00c0-\u024f]")),
    ("Cyrl", re.compile(r"[\u0400-\u04ff]")),
    ("Arab", re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")),
)
_LETTER = re.compile(r"[^\W\d_]")
_LATIN, _CYRILLIC = _SCRIPTS[0][1], _SCRIPTS[1][1]


def script_of(text: str) -> str:
    """The script of most letters: Latn, Cyrl, Arab, Zyyy (another one) or "" (no letter at all)."""
    counts = Counter({name: len(letters.findall(text)) for name, letters in _SCRIPTS})
    name, most = counts.most_common(1)[0]
    total = len(_LETTER.findall(text))
    if total == 0:
        return ""
    return name if most * 2 >= total else "Zyyy"


def normal(word: str) -> str:
    """One word in lower case, without silent marks, with one letter for each sound."""
    return mend_look_alikes(word).lower().translate(NORMAL)


def folded(word: str) -> str:
    """A normal word as it is typed on a keyboard without the language's own letters."""
    return word.translate(FOLDED)


def folded_uzbek(word: str) -> str:
    """Uzbek brought over from a Russian keyboard: ў typed as у, қ as к, ҳ as х."""
    return word.replace("o'", "u").translate(_UZBEK_PLAIN)


def mend_look_alikes(word: str) -> str:
    """Bring a word that mixes Latin and Cyrillic letters back to the script it mostly has."""
    if word.isascii() or not _LATIN.search(word) or not _CYRILLIC.search(word):
        return word
    if len(_CYRILLIC.findall(word)) >= len(_LATIN.findall(word)):
        return word.translate(_CYRILLIC_OF)
    return word.translate(_LATIN_OF)


def uzbek_latin(word: str) -> str:
    """A normal Uzbek word in the Latin script."""
    mended = word.replace("е", "ye", 1) if word.startswith("е") else word
    return mended.translate(UZBEK_LATIN)


def russian_cyrillic(word: str) -> str:
    """A Russian word in plain Cyrillic: brought over from Latin letters, ы й э щ ь ъ levelled."""
    if word.isascii():
        word = _RUSSIAN_LATIN.sub(lambda found: _RUSSIAN_LETTER[found[0]], word)
    return word.translate(_RUSSIAN_PLAIN)
