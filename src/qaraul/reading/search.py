"""Search lexemes: words without their endings, in one script, so that any form finds any other."""

from functools import lru_cache
from typing import Protocol

import snowballstemmer

from qaraul.reading.characters import folded, normal, script_of, uzbek_latin
from qaraul.reading.languages.loading import CODES, language, stop_words
from qaraul.reading.tokens import tokens_of

LONGEST = 40
_MOST_WORDS = 20_000
_SHORTEST_STEM = 3
_CYRILLIC_SOUNDS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i",
        "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
        "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh",
        "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    }
)  # fmt: skip
_LATIN_SOUNDS = (("shch", "sh"), ("zh", "j"), ("kh", "h"), ("ts", "c"), ("x", "h"), ("q", "k"))
_SCRIPT_LANGUAGES = {
    "Latn": ("en", "uz", "tk", "ru"),
    "Cyrl": ("ru", "kk", "ky", "tg", "uz"),
    "Arab": ("prs", "ps"),
}


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  snowball's own name


@lru_cache(maxsize=8)
def _snowball(name: str) -> _Stemmer:
    stemmer: _Stemmer = snowballstemmer.stemmer(name)
    return stemmer


@lru_cache(maxsize=200_000)
def _lexeme(word: str, code: str, script: str) -> str:
    """One word's lexeme: stemmed in its language, then written in plain Latin or Arabic letters."""
    spoken = language(code, script)
    if spoken.stemmer and not (code == "ru" and word.isascii()):
        stem = _snowball(spoken.stemmer).stemWord(word)
    else:
        own = uzbek_latin(word) if code == "uz" and not word.isascii() else word
        stem = _stripped(folded(own), spoken.strips)
    return _sounds(folded(stem))[:LONGEST]


def lexeme(word: str, code: str, script: str) -> str:
    """The lexeme of one word that was brought to its normal form, in a language and a script."""
    return _lexeme(word, code, script)


def _stripped(word: str, strips: tuple[str, ...]) -> str:
    for _ in range(3):
        for ending in strips:
            plain = folded(ending)
            if word.endswith(plain) and len(word) - len(plain) >= _SHORTEST_STEM:
                word = word[: len(word) - len(plain)]
                break
        else:
            break
    return word


def _sounds(word: str) -> str:
    """The same letters for the same sounds, whichever script they were typed in."""
    latin = word.translate(_CYRILLIC_SOUNDS)
    for written, heard in _LATIN_SOUNDS:
        latin = latin.replace(written, heard)
    return latin


def _spoken(code: str, text: str) -> str:
    known = "prs" if code in ("fa", "prs") else code.partition("_")[0]
    if known in CODES:
        return known
    return {"Cyrl": "ru", "Arab": "prs"}.get(script_of(text[:2_000]), "en")


def lexemes(text: str, lang: str) -> list[str]:
    """The lexemes of a text in its order, each once, without its everyday words."""
    code = _spoken(lang, text)
    everyday = stop_words(code)
    found: dict[str, None] = {}
    tokens = tokens_of(text, normal)
    script = script_of(text[:2_000])
    for index in range(min(len(tokens), _MOST_WORDS)):
        word = tokens.words[index]
        if tokens.values[index] is not None:
            found[str(tokens.values[index])[:LONGEST]] = None
        elif word not in everyday and len(word) > 1:
            found[_lexeme(word, code, script)] = None
    found.pop("", None)
    return list(found)


def query_lexemes(query: str) -> list[list[str]]:
    """For each word of a question, the lexemes it may stand for in any language of its script.

    Everyday words are not asked for, as `lexemes` leaves them out, unless there is nothing else.
    """
    asked: list[list[str]] = []
    everyday: list[list[str]] = []
    tokens = tokens_of(query[:1_000], normal)
    for index, word in enumerate(tokens.words):
        if tokens.values[index] is not None:
            asked.append([str(tokens.values[index])])
            continue
        script = script_of(word)
        codes = _SCRIPT_LANGUAGES.get(script, ("en",))
        options = dict.fromkeys(_lexeme(word, code, script) for code in codes)
        options[_sounds(folded(word))[:LONGEST]] = None
        is_everyday = len(word) < 2 or any(word in stop_words(code) for code in codes)  # noqa: PLR2004  one letter
        (everyday if is_everyday else asked).append([option for option in options if option])
    return [options for options in asked or everyday if options]
