"""The places we know, and the index by which their names are found in a text."""

import csv
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from qaraul.reading.characters import folded
from qaraul.reading.languages.loading import NORMALISERS
from qaraul.reading.tokens import WORD

_DATA = Path(__file__).parent / "data"
CORE = frozenset({"KZ", "KG", "TJ", "TM", "UZ", "AF"})
_SHORTEST, _SHORT_POPULATION = 3, 50_000
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


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


Index = dict[str, "Index | list[Entry]"]
"""A tree of words; under the empty word stand the places whose name ends here."""


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


@lru_cache(maxsize=8)
def index_for(variety: str) -> Index:
    """The index of all names, spelt as the words of that variety are (see `NORMALISERS`)."""
    normalise = NORMALISERS[variety]
    root: Index = {}
    for entry, names in places_with_names():
        spelt: set[tuple[str, ...]] = set()
        for _, name in names:
            if variety and not _CYRILLIC.search(name):
                continue
            for written in (name, name.replace("\u200c", " ")):
                spelt.add(tuple(folded(normalise(word)) for word in WORD.findall(written)))
        for words in spelt:
            letters = sum(map(len, words))
            if letters < _SHORTEST - (entry.population >= _SHORT_POPULATION):
                continue
            _enter(root, words, entry)
    return root


def _enter(root: Index, words: tuple[str, ...], entry: Entry) -> None:
    node = root
    for word in words:
        following = node.setdefault(word, {})
        assert isinstance(following, dict)  # noqa: S101  only the key "" holds a list
        node = following
    entries = node.setdefault("", [])
    assert isinstance(entries, list)  # noqa: S101  the same
    entries.append(entry)
