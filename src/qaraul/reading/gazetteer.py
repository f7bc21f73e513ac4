"""The places we know, and the index by which their names are found in a text."""

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from qaraul.reading.characters import folded, normal
from qaraul.reading.languages.loading import NORMALISERS
from qaraul.reading.tokens import tokens_of

_DATA = Path(__file__).parent / "data"
CORE = frozenset({"KZ", "KG", "TJ", "TM", "UZ", "AF"})
_SHORTEST, _SHORT_POPULATION = 3, 50_000
_LATIN_LANGUAGES = frozenset({"en", "uz", "tk"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: `area` is the ISO 3166-2 code of the unit it lies in, where that is known."""

    id: str
    kind: str
    iso2: str
    area: str
    lat: float
    lon: float
    population: int
    name: str


@dataclass(slots=True)
class Node:
    """A step of the index: what may follow, and which places a name ends at here."""

    following: dict[str, "Node"] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    opened = (
        gzip.open(path, "rt", encoding="utf-8", newline="")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8", newline="")
    )
    with opened as file:
        yield from csv.DictReader(file)


def _entry(row: dict[str, str], name: str) -> Entry:
    return Entry(
        id=row["id"],
        kind=row["kind"],
        iso2=row["iso2"],
        area=row["area"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        population=int(row["population"] or 0),
        name=name,
    )


@cache
def places_with_names() -> tuple[tuple[Entry, tuple[tuple[str, str], ...]], ...]:
    """Every place with its names as (language, name): the gazetteer and what is kept by hand."""
    found: dict[str, tuple[Entry, list[tuple[str, str]]]] = {}
    for row in _rows(_DATA / "gazetteer.csv.gz"):
        names: dict[str, list[str]] = json.loads(row["names"])
        listed = [(lang, name) for lang, names_in in names.items() for name in names_in]
        english = (names.get("en") or [listed[0][1]])[0]
        found[row["id"]] = (_entry(row, english), listed)
    for row in _rows(_DATA / "extra_places.csv"):
        found[row["id"]] = (_entry(row, row["name"]), [("en", row["name"])])
    for row in _rows(_DATA / "aliases.csv"):
        found[row["place"]][1].append((row["lang"], row["alias"]))
    return tuple((entry, tuple(names)) for entry, names in found.values())


def _spellings(name: str, normalise: Callable[[str], str]) -> Iterable[tuple[str, ...]]:
    """A name's words; a name of two words is also looked for when it is written as one."""
    words = tuple(tokens_of(name, normalise).folds)
    yield words
    if len(words) > 1 and "\u200c" in name:
        yield tuple(tokens_of(name.replace("\u200c", " "), normalise).folds)


@cache
def index_for(variety: str) -> Node:
    """The index of all names, spelt as the words of that variety are (see `NORMALISERS`)."""
    normalise = NORMALISERS.get(variety, normal)
    root = Node()
    for entry, names in places_with_names():
        spelt: set[tuple[str, ...]] = set()
        for _, name in names:
            spelt.update(_spellings(name, normalise))
        for words in sorted(spelt):
            letters = sum(map(len, words))
            if not words or letters < _SHORTEST - (entry.population >= _SHORT_POPULATION):
                continue
            node = root
            for word in words:
                node = node.following.setdefault(word, Node())
            node.entries.append(entry)
    return root


def own_spelling(word: str) -> str:
    """A word as the index keeps it."""
    return folded(normal(word))
