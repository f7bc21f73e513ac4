"""Read a language's folder once and keep it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from qaraul.reading.characters import folded, folded_uzbek, normal, russian_cyrillic, uzbek_latin
from qaraul.reading.patterns import Phrasebook

CODES = ("en", "ru", "kk", "ky", "uz", "tg", "tk", "prs", "ps")
_HERE = Path(__file__).parent
_FILES = ("triggers", "status", "counts", "dates", "places", "words")
_PLACE_LISTS = (
    "district", "region", "not_before", "not_after", "event_before", "event_after",
    "other_before", "other_after", "from_before",
)  # fmt: skip
_COUNT_LISTS = (
    "people", "families", "not_people", "total", "at_least", "up_to", "about", "vague",
    "person", "links", "sum_joiners", "labels",
)  # fmt: skip


def _remembering(function: Callable[[str], str]) -> Callable[[str], str]:
    return lru_cache(maxsize=100_000)(function)


def _latin_uzbek(word: str) -> str:
    return uzbek_latin(normal(word))


def _plain_russian(word: str) -> str:
    return russian_cyrillic(normal(word))


NORMALISERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "": _remembering(normal),
        "uz-Cyrl": _remembering(_latin_uzbek),
        "ru-Latn": _remembering(_plain_russian),
    }
)


FOLDERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "": _remembering(folded),
        "uz-Cyrl": _remembering(folded_uzbek),
        "ru-Latn": _remembering(folded),
    }
)


@dataclass(frozen=True, slots=True)
class Ending:
    """A case ending of a place's name, what stands in its stead, and the case's sense."""

    text: str
    instead: tuple[str, ...]
    sense: str


@dataclass(frozen=True, slots=True)
class Language:
    """One language, in one script, ready to read with."""

    code: str
    variety: str
    normalise: Callable[[str], str]
    fold: Callable[[str], str]
    phrases: Phrasebook
    numbers: Mapping[str, int]
    joiners: frozenset[str]
    endings: tuple["Ending", ...]
    not_places: frozenset[str]
    stop_words: frozenset[str]
    stemmer: str
    strips: tuple[str, ...]
    after_vowel: frozenset[str]
    prefixes: tuple[str, ...]
    swaps: tuple[tuple[str, str], ...]
    last_letters: Mapping[str, str]
    stems: Mapping[str, str]
    number_leads: bool


def data_of(code: str) -> dict[str, Any]:
    """The language's files as they stand, one entry for each file."""
    return {name: _file(code, name) for name in _FILES}


def _file(code: str, name: str) -> dict[str, Any]:
    text = (_HERE / code / f"{name}.yaml").read_text(encoding="utf-8")
    # BaseLoader keeps every scalar a string: "no" and "on" are words here, not truth values.
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506  strings only
    return loaded or {}


def _phrasebook(data: Mapping[str, Any], variety: str) -> Phrasebook:
    book = Phrasebook(NORMALISERS[variety], FOLDERS[variety])
    triggers = dict(data["triggers"])
    book.add_all(triggers.pop("actors", {}), "actor:")
    book.add_all(triggers, "type:")
    book.add_all(data["status"], "status:")
    counts = data["counts"]
    is_free = counts.get("word_order") == "free"
    for kind in ("killed", "injured", "displaced", "arrested"):
        said = counts.get(kind, {})
        sides = {side: said.get(side, ()) for side in ("after", "before", "none")}
        if is_free:  # "погибли пятеро" and "пятеро погибли"
            sides["after"] = sides["before"] = [*sides["after"], *sides["before"]]
        book.add_all(sides, f"count:{kind}:")
    book.add_all({name: counts.get(name, ()) for name in _COUNT_LISTS}, "unit:")
    dates = data["dates"]
    for table in ("months", "weekdays", "days_ago", "hijri"):
        book.add_all(dates.get(table, {}), f"date:{table}:")
    book.add("date:year", dates.get("year", ()))
    for table in _PLACE_LISTS:
        book.add(f"place:{table}", data["places"].get(table, ()))
    book.add_all(data["places"].get("nations", {}), "nation:")
    book.close()
    return book


@lru_cache(maxsize=64)
def stop_words(code: str, *, folded_too: bool = False, plain: bool = False) -> frozenset[str]:
    """The everyday words of a language; `plain` levels Russian as it is typed in Latin letters."""
    data = _file(code, "words")
    words = {normal(word) for word in data.get("stop_words", ())}
    if plain:
        return frozenset(map(russian_cyrillic, words))
    return frozenset(words | {folded(word) for word in words}) if folded_too else frozenset(words)


@lru_cache(maxsize=32)
def language(code: str, script: str = "") -> Language:
    """The language of that code; Cyrillic Uzbek and Latin-typed Russian are brought over."""
    data = data_of(code)
    variety = f"{code}-{script}" if f"{code}-{script}" in NORMALISERS else ""
    normalise = NORMALISERS[variety]
    places, words, counts = data["places"], data["words"], data["counts"]
    return Language(
        code=code,
        variety=variety,
        normalise=normalise,
        fold=FOLDERS[variety],
        phrases=_phrasebook(data, variety),
        numbers=_numbers(counts["numbers"], normalise, FOLDERS[variety]),
        joiners=frozenset(map(normalise, counts.get("joiners", ()))),
        endings=_endings(places.get("endings", {}), FOLDERS[variety]),
        not_places=frozenset(
            form
            for word in map(normalise, places.get("not_places", ()))
            for form in (word, FOLDERS[variety](word))
        ),
        stop_words=frozenset(map(normalise, words.get("stop_words", ()))),
        stemmer=words.get("stemmer", ""),
        strips=_longest_first(words.get("strips", ())),
        after_vowel=frozenset(map(_plain, words.get("after_vowel", ()))),
        prefixes=_longest_first(words.get("prefixes", ())),
        swaps=_swaps(words.get("swaps", {})),
        last_letters={_plain(a): _plain(b) for a, b in words.get("last_letters", {}).items()},
        stems={
            _plain(form): _plain(stem)
            for stem, forms in words.get("stems", {}).items()
            for form in forms
        },
        number_leads=counts.get("number_stands") == "before",
    )


def _plain(word: str) -> str:
    return folded(normal(word))


def _longest_first(affixes: Sequence[str]) -> tuple[str, ...]:
    """Endings as search meets them, without the language's own letters, the longest first."""
    return tuple(sorted(dict.fromkeys(map(_plain, affixes)), key=lambda a: (-len(a), a)))


def _swaps(written: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((ending, _plain(written[ending])) for ending in _longest_first(list(written)))


def _numbers(
    written: Mapping[str, list[str]], normalise: Callable[[str], str], fold: Callable[[str], str]
) -> dict[str, int]:
    """Words of numbers, also as they are typed without the language's own letters."""
    exact = {normalise(word): int(value) for value, words in written.items() for word in words}
    return {fold(word): value for word, value in exact.items()} | exact


def _endings(written: Mapping[str, Any], fold: Callable[[str], str]) -> tuple[Ending, ...]:
    """Each sense has a list of endings to take off, or a table of endings and replacements."""
    made: list[Ending] = []
    for sense, endings in written.items():
        pairs = endings.items() if isinstance(endings, dict) else ((e, [""]) for e in endings)
        for ending, instead in pairs:
            plain = tuple(fold(normal(word)) for word in instead)
            made.append(Ending(fold(normal(ending)), plain, sense))
    made.sort(key=lambda e: -len(e.text))
    return tuple(dict.fromkeys(made))
