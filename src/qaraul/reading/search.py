"""Search lexemes: words without their endings, in one script, so that any form finds any other."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache
from typing import Protocol

import snowballstemmer

from qaraul.reading.characters import folded, normal, russian_cyrillic, script_of, uzbek_latin
from qaraul.reading.languages.loading import (
    CODES,
    FOLDERS,
    NORMALISERS,
    Language,
    language,
    stop_words,
)
from qaraul.reading.spellings import place_lexemes
from qaraul.reading.tokens import Tokens, tokens_of

LONGEST = 40
_MOST_WORDS = 20_000
_SHORTEST_STEM, _LONG_ENDING, _MOST_ENDINGS = 3, 3, 3
_VOWELS = frozenset("aeiouyаеиоуыэюя")
_JOINT = "\u200c"
_NORMALISE, _FOLD = NORMALISERS[""], FOLDERS[""]
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
    if spoken.stemmer:
        plain = folded(russian_cyrillic(word) if code == "ru" and word.isascii() else word)
        stem = _swapped(_snowball(spoken.stemmer).stemWord(plain), spoken)
        stem = russian_cyrillic(stem) if code == "ru" else stem
    else:
        own = uzbek_latin(word) if code == "uz" and not word.isascii() else word
        stem = _stem(folded(own), spoken)
    return _sounds(folded(stem))[:LONGEST]


def lexeme(word: str, code: str, script: str) -> str:
    """The lexeme of one word that was brought to its normal form, in a language and a script."""
    return _lexeme(word, code, script)


def _stem(word: str, spoken: Language) -> str:
    """A folded word by the language's own rules: listed forms, then a prefix, then endings."""
    stem = spoken.stems.get(word)
    if stem is None:
        stem = _stripped(_without_prefix(word, spoken.prefixes), spoken)
        stem = spoken.stems.get(stem, stem)
    return stem[:-1] + spoken.last_letters.get(stem[-1:], stem[-1:])


def _without_prefix(word: str, prefixes: tuple[str, ...]) -> str:
    for prefix in prefixes:
        if word.startswith(prefix) and len(word) - len(prefix) > _SHORTEST_STEM:
            return word[len(prefix) :]
    return word


def _swapped(word: str, spoken: Language) -> str:
    for ending, instead in spoken.swaps:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= _SHORTEST_STEM:
            return word[: len(word) - len(ending)] + instead
    return word


def _stripped(word: str, spoken: Language) -> str:
    for _ in range(_MOST_ENDINGS):
        word = _swapped(word, spoken)
        for ending in spoken.strips:
            if word.endswith(ending) and _may_go(word[: len(word) - len(ending)], ending, spoken):
                word = word[: len(word) - len(ending)]
                break
        else:
            break
    return word


def _may_go(stem: str, ending: str, spoken: Language) -> bool:
    if ending in spoken.after_vowel and stem[-1:] not in _VOWELS:
        return False
    return len(stem) >= _SHORTEST_STEM - (len(ending) >= _LONG_ENDING)


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
    """The lexemes of a text in its order, each once, without its everyday words.

    A known place also gives one lexeme that all its names share, in any language and script.
    """
    words, places = words_and_places(text, lang)
    return list(dict.fromkeys([*words, *places]))


def words_and_places(text: str, lang: str) -> tuple[list[str], list[str]]:
    """The same in two parts: what the words give, and what the known places give."""
    code = _spoken(lang, text)
    script = script_of(text[:2_000])
    everyday = stop_words(code)
    spoken = language(code, script)
    found: dict[str, None] = {}
    tokens = tokens_of(text, _NORMALISE, fold=_FOLD, most=_MOST_WORDS)
    has_joints = _JOINT in text
    for index, word in enumerate(tokens.words):
        if tokens.values[index] is not None:
            found[str(tokens.values[index])[:LONGEST]] = None
        elif word not in everyday and len(word) > 1:
            found[_lexeme(word, code, script)] = None
            if has_joints and _JOINT in tokens.raw(index):
                for part in _parts(tokens.raw(index), everyday, spoken):
                    found[_lexeme(part, code, script)] = None
    found.pop("", None)
    places = place_lexemes(_respelt(tokens, spoken), spoken)
    return list(found), list(dict.fromkeys(place[:LONGEST] for _, _, place in places))


def _respelt(tokens: Tokens, spoken: Language) -> Tokens:
    """The same words as the gazetteer's index for that variety has them."""
    if not spoken.variety:
        return tokens
    words = [spoken.normalise(tokens.raw(index)) for index in range(len(tokens))]
    return replace(tokens, words=words, folds=[spoken.fold(word) for word in words])


def _parts(raw: str, everyday: AbstractSet[str], spoken: Language) -> list[str]:
    """The words of an Arabic-script compound written with a zero-width joint, less its endings."""
    words = [normal(part) for part in raw.split(_JOINT)]
    whole = [w for w in words if w not in everyday and len(w) > 1]
    return [word for word in whole if folded(word) not in spoken.strips]


def _parts_asked(raw: str, codes: tuple[str, ...], script: str) -> list[list[str]]:
    """The same of a question: each part may be looked for by itself."""
    parts: dict[str, None] = {}
    for code in codes:
        parts |= dict.fromkeys(_parts(raw, stop_words(code), language(code, script)))
    everyday = {part for part in parts if any(part in stop_words(code) for code in codes)}
    return [
        list(dict.fromkeys(_lexeme(part, code, script) for code in codes))
        for part in parts
        if part not in everyday and not _is_ending(part, codes, script)
    ]


def _is_ending(part: str, codes: tuple[str, ...], script: str) -> bool:
    return any(folded(part) in language(code, script).strips for code in codes)


def query_lexemes(query: str) -> list[list[str]]:
    """For each word of a question, the lexemes it may stand for in any language of its script.

    Everyday words are not asked for, as `lexemes` leaves them out, unless there is nothing else.
    """
    asked: list[list[str]] = []
    everyday: list[list[str]] = []
    tokens = tokens_of(query[:1_000], normal)
    places = _places_asked(tokens)
    for index, word in enumerate(tokens.words):
        if tokens.values[index] is not None:
            asked.append([str(tokens.values[index])])
            continue
        script = script_of(word)
        codes = _SCRIPT_LANGUAGES.get(script, ("en",))
        options = dict.fromkeys(_lexeme(word, code, script) for code in codes)
        options[_sounds(folded(word))[:LONGEST]] = None
        options.update(places.get(index, {}))
        if _JOINT in tokens.raw(index):
            parts = _parts_asked(tokens.raw(index), codes, script)
            asked += [[*part, *options] for part in parts] or [list(options)]
            continue
        is_everyday = len(word) < 2 or any(word in stop_words(code) for code in codes)  # noqa: PLR2004  one letter
        (everyday if is_everyday else asked).append([option for option in options if option])
    return [options for options in asked or everyday if options]


def _places_asked(tokens: Tokens) -> dict[int, dict[str, None]]:
    """The lexemes of places by the question's words; a name of two words stands under both."""
    found: dict[int, dict[str, None]] = {}
    script = script_of(" ".join(tokens.words))
    for code in _SCRIPT_LANGUAGES.get(script, ("en",)):
        spoken = language(code, script)
        for first, last, place in place_lexemes(_respelt(tokens, spoken), spoken):
            for index in range(first, last + 1):
                found.setdefault(index, {})[place[:LONGEST]] = None
    return found
