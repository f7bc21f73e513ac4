"""Where sentences begin and end, in nine languages and three scripts."""

import re
from functools import cache
from pathlib import Path

import yaml

from qaraul.reading.characters import normal

_DATA = Path(__file__).parent / "data" / "abbreviations.yaml"
_END = re.compile(r"[.!?…؟۔]+[\"'»”’)\]]*(?=\s|$)|\n+")
_LAST_WORD = re.compile(r"[^\s(«“\"]{1,20}$")
_LONGEST = 20_000


@cache
def _abbreviations(code: str) -> frozenset[str]:
    # BaseLoader keeps every scalar a string: "no" is a word here, not a truth value.
    written = _DATA.read_text(encoding="utf-8")
    listed: dict[str, list[str]] = yaml.load(written, Loader=yaml.CBaseLoader)  # noqa: S506  strings only
    return frozenset(normal(word) for word in listed.get(code, ()))


def sentences(text: str, lang: str, *, start: int = 0) -> list[tuple[int, int]]:
    """The sentences of a text from a position on, as pairs of first and last-plus-one character.

    lang: one of our codes; only its abbreviations depend on it. At most 20,000 characters are
    looked at. No pair is empty, none overlaps, blanks around a sentence belong to none.
    """
    found: list[tuple[int, int]] = []
    text, begin = text[: start + _LONGEST], start
    for end in _END.finditer(text, start):
        if not end[0].startswith("\n") and not _is_end(text, begin, end, lang):
            continue
        _add(found, text, begin, end.end())
        begin = end.end()
    _add(found, text, begin, len(text))
    return found


def _add(found: list[tuple[int, int]], text: str, begin: int, end: int) -> None:
    raw = text[begin:end]
    kept = raw.strip()
    if kept:
        begin += len(raw) - len(raw.lstrip())
        found.append((begin, begin + len(kept)))


def _is_end(text: str, begin: int, end: "re.Match[str]", lang: str) -> bool:
    """Whether it ends one: not after an initial or abbreviation, nor before a small letter."""
    following = text[end.end() : end.end() + 3].lstrip()
    if following[:1].islower():
        return False
    if not end[0].startswith(".") or len(end[0]) > 1:
        return True
    word = _LAST_WORD.search(text, begin, end.start())
    if word is None:
        return True
    last = normal(word[0])
    is_initial = len(word[0]) == 1 and word[0].isupper()
    return not is_initial and last not in _abbreviations(lang.partition("_")[0])
