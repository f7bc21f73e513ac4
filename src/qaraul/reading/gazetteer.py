"""The places we know, and the index by which their names are found in a text."""

import csv
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from io import TextIOWrapper
from pathlib import Path

from qaraul.reading.languages.loading import FOLDERS, NORMALISERS
from qaraul.reading.skeletons import skeleton, vowels, weak_skeleton
from qaraul.reading.tokens import WORD

_DATA = Path(__file__).parent / "data"
CORE = frozenset({"KZ", "KG", "TJ", "TM", "UZ", "AF"})
_SHORTEST, _SHORT_POPULATION = 3, 50_000
_KNOWN_POPULATION = 8_000
SKELETON_LEAST = 4
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One place: `area` is the ISO 3166-2 code of its unit; `is_noted` when kept by hand.

    A far town is outside the region. A place of kind "world" (a sea, a continent) has no point.
    """

    id: str
    kind: str
    iso2: str
    area: str
    lat: float
    lon: float
    population: int
    name: str
    is_noted: bool = False
    is_far: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean; `is_first` when it is the first name of that place."""

    entry: Entry
    is_first: bool


Tree = dict[str, "Tree | list[Candidate]"]
"""A tree of words; under the empty word stand the places whose name ends here."""


@dataclass(frozen=True, slots=True)
class Index:
    """Names by their words, and names of one word by their consonants, for spellings not listed."""

    tree: Tree
    strong: dict[str, list[tuple[Entry, int]]]
    weak: dict[str, list[tuple[Entry, int]]]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with (
        path.open("rb") as raw,
        gzip.open(raw) if path.suffix == ".gz" else raw as data,
        TextIOWrapper(data, encoding="utf-8", newline="") as text,
    ):
        yield from csv.DictReader(text)


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
        derived: dict[str, list[str]] = json.loads(row.get("derived") or "{}")
        listed += [(f"{lang}?", name) for lang, names_in in derived.items() for name in names_in]
        english = (names.get("en") or [listed[0][1]])[0]
        found[row["id"]] = (_entry(row, english), listed)
    for row in _rows(_DATA / "extra_places.csv"):
        found[row["id"]] = (_entry(row, row["name"]), [("en", row["name"])])
    for row in _rows(_DATA / "aliases.csv"):
        entry, names_of_it = found[row["place"]]
        names_of_it.append(("own", row["alias"]))
        found[row["place"]] = (replace(entry, is_noted=True), names_of_it)
    _add_world(found)
    return tuple((entry, tuple(names)) for entry, names in found.values())


def _add_world(found: dict[str, tuple[Entry, list[tuple[str, str]]]]) -> None:
    """Add the rest of the world: towns by derived names, States and seas by those kept by hand."""
    for row in _rows(_DATA / "world.csv.gz"):
        entry = Entry(
            row["id"], "settlement", row["iso2"], "", float(row["lat"]), float(row["lon"]),
            int(row["population"]), row["name"], is_far=True,
        )  # fmt: skip
        names = [("ru?", name) for name in row["ru"].split("|") if name]
        found[row["id"]] = entry, names + [("fa?", name) for name in row["fa"].split("|") if name]
    for row in _rows(_DATA / "world_names.csv"):
        name = row["name"]
        if row["iso2"]:
            found[f"area:{row['iso2']}"][1].append(("own", name))
        else:
            key = f"world:{name}"
            found[key] = Entry(key, "world", "", "", 0.0, 0.0, 0, name), [("own", name)]


@lru_cache(maxsize=8)
def index_for(variety: str) -> Index:
    """The index of all names, spelt as the words of that variety are (see `NORMALISERS`)."""
    normalise, fold = NORMALISERS[variety], FOLDERS[variety]
    index = Index({}, {}, {})
    for entry, names in places_with_names():
        if variety and (entry.is_far or entry.kind == "world"):
            continue  # their names are Cyrillic and Persian, not transliterated
        firsts = dict(reversed(names))
        spelt: dict[tuple[str, ...], bool] = {}
        for lang, name in names:
            if variety == "ru-Latn" and not _CYRILLIC.search(name):
                continue
            for written in {name, name.replace("\u200c", " ")}:
                folds = (fold(normalise(word)) for word in WORD.findall(written))
                words = tuple(word for word in folds if word)
                is_first = lang == "own" or (lang[-1] != "?" and firsts[lang] == name)
                spelt[words] = spelt.get(words, False) or is_first
            if _may_be_misspelt(entry):
                _enter_skeletons(index, [normalise(word) for word in WORD.findall(name)], entry)
        for words, is_first in spelt.items():
            letters = sum(map(len, words))
            if letters >= _SHORTEST - (entry.population >= _SHORT_POPULATION or entry.is_noted):
                _enter(index.tree, words, Candidate(entry, is_first))
    return index


def _may_be_misspelt(entry: Entry) -> bool:
    """Known places of the region only: a chance likeness to a far village says nothing."""
    if entry.kind in ("adm0", "adm1", "world") or entry.iso2 not in CORE:
        return False
    return entry.is_noted or entry.population >= _KNOWN_POPULATION


def _enter(tree: Tree, words: tuple[str, ...], candidate: Candidate) -> None:
    node = tree
    for word in words:
        following = node.setdefault(word, {})
        assert isinstance(following, dict)  # noqa: S101  only the key "" holds a list
        node = following
    candidates = node.setdefault("", [])
    assert isinstance(candidates, list)  # noqa: S101  the same
    candidates.append(candidate)


def _enter_skeletons(index: Index, words: list[str], entry: Entry) -> None:
    joined = "".join(words)
    for table, key in ((index.strong, skeleton(joined)), (index.weak, weak_skeleton(joined))):
        if len(key) >= SKELETON_LEAST:
            kept = table.setdefault(key, [])
            if (entry, vowels(joined)) not in kept:
                kept.append((entry, vowels(joined)))
