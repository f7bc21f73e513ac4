"""Known terms in a text, whatever their form, with their word in another language."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from qaraul.reading.characters import normal, script_of
from qaraul.reading.languages.loading import CODES
from qaraul.reading.search import lexeme
from qaraul.reading.tokens import ENDED, tokens_of

_DATA = Path(__file__).parent / "data" / "glossary.csv"
_NOT_NEWS = frozenset({"core", "programme", "likelihood", "confidence", "text", "tlp"})
_ASIDE = re.compile(r"\s*\([^)]*\)")
_LONGEST, _MOST = 20_000, 40
_FLEEING = ("ec", "ok")  # as lexemes are spelt
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Term:
    """One entry: its word in each language."""

    id: str
    category: str
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Gloss:
    """A term of the text, where it first stands there, and its word in the reader's language."""

    id: str
    text: str
    start: int
    end: int
    word: str


@cache
def terms() -> tuple[Term, ...]:
    """All entries of the glossary."""
    with _DATA.open(encoding="utf-8", newline="") as file:
        return tuple(
            Term(row["id"], row["category"], {code: row[code] for code in CODES if row[code]})
            for row in csv.DictReader(file)
        )


@cache
def _index(lang: str, script: str) -> dict[str, list[tuple[tuple[str, ...], Term]]]:
    """Terms by the first lexeme of their words in a language, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Term]]] = {}
    for term in terms():
        if term.category in _NOT_NEWS or lang not in term.words:
            continue
        for written in re.split(r"\s*[/;]\s*", _ASIDE.sub("", term.words[lang])):
            for words in _spellings(_lexemes(written, lang, script), lang):
                found.setdefault(words[0], []).append((words, term))
    for listed in found.values():
        listed.sort(key=lambda pair: (-len(pair[0]), pair[1].id))
    return found


def _lexemes(text: str, lang: str, script: str) -> tuple[str, ...]:
    return tuple(lexeme(word, lang, script) for word in tokens_of(text, normal).words)


def _spellings(words: tuple[str, ...], lang: str) -> list[tuple[str, ...]]:
    """The lexemes of a term; in Russian also without the vowel that flees (беженец, беженцы)."""
    if len("".join(words)) < _SHORTEST:
        return []
    flees = lang == "ru" and words[-1].endswith(_FLEEING)
    return [words, (*words[:-1], words[-1][:-2] + words[-1][-1])] if flees else [words]


def gloss(text: str, lang: str, to: str) -> list[Gloss]:
    """The glossary's terms in a text, each once, in the order of the text.

    lang, to: codes of ours ("fa" counts as "prs"); nothing for a language we do not have, or when
    both are the same. At most the first 20,000 characters are looked at, and 40 terms given.
    """
    lang, to = (("prs" if code == "fa" else code).partition("_")[0] for code in (lang, to))
    if lang == to or lang not in CODES or to not in CODES:
        return []
    text = text[:_LONGEST]
    script = script_of(text[:2_000])
    # The index is spelt as its own script has it: Uzbek terms are Latin, whatever the text is in.
    index = _index(lang, "Latn" if lang == "uz" else script)
    tokens = tokens_of(text, normal)
    heard = [lexeme(word, lang, script) for word in tokens.words]
    found: dict[str, Gloss] = {}
    at = 0
    while at < len(heard) and len(found) < _MOST:
        match = next(
            (
                (words, term)
                for words, term in index.get(heard[at], ())
                if tuple(heard[at : at + len(words)]) == words
                and ENDED not in tokens.breaks[at + 1 : at + len(words)]
            ),
            None,
        )
        if match is None:
            at += 1
            continue
        words, term = match
        start, end = tokens.starts[at], tokens.ends[at + len(words) - 1]
        if term.id not in found and to in term.words:
            word = _ASIDE.sub("", term.words[to])
            found[term.id] = Gloss(term.id, text[start:end], start, end, word)
        at += len(words)
    return list(found.values())
