"""Settlements, units and states by identifier and by the beginning of a name in nine languages."""

import bisect
import csv
import gzip
import io
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson

from qaraul.places.choices import STAND_INS
from qaraul.places.starter import CORE_STATES

SHORTEST_SEARCH = 2
MOST_CANDIDATES = 2_000
REPLACED = str.maketrans(
    {"ي": "ی", "ك": "ک", "ё": "е", "-": " ", "‌": " ", "ø": "o", "ı": "i", "ł": "l"}
    | dict.fromkeys("ʻʼ‘’'`´ʿʾ")
)
# The files belong to `reading`; they are read without waking it.
DATA = Path(__file__).resolve().parent.parent / "reading" / "data"
KIND_ORDER = {"adm0": 0, "adm1": 1, "settlement": 2, "district": 3, "feature": 4}


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the gazetteer."""

    id: str
    kind: str
    iso2: str
    area: str  # code of the unit it lies in; empty outside the core
    lat: float
    lon: float
    population: int
    names: dict[str, list[str]]

    def name_in(self, language: str) -> str:
        """The name in a language, or in one that its readers usually read, or in English."""
        wanted = language.partition("-")[0]
        for candidate in (wanted, *STAND_INS.get(wanted, ()), "en"):
            if names := self.names.get(candidate):
                return names[0]
        return next(iter(self.names.values()))[0]


def folded(name: str) -> str:
    """The name without case, accents, apostrophes and hyphens, for comparison."""
    plain = unicodedata.normalize("NFD", name.casefold().translate(REPLACED))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


@cache
def places() -> dict[str, Place]:
    """All places by identifier: the gazetteer, then what is kept by hand beside it."""
    text = gzip.decompress((DATA / "gazetteer.csv.gz").read_bytes()).decode()
    found = {row["id"]: _place(row) for row in csv.DictReader(io.StringIO(text))}
    for row in _kept_by_hand("extra_places.csv"):
        named = row | {"names": orjson.dumps({"en": [row["name"]]}).decode(), "derived": "{}"}
        found[row["id"]] = _place(named)
    for row in _kept_by_hand("aliases.csv"):
        if place := found.get(row["place"]):
            place.names.setdefault(row["lang"], []).append(row["alias"])
    return found


def _kept_by_hand(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _place(row: dict[str, str]) -> Place:
    names: dict[str, list[str]] = orjson.loads(row["names"])
    for language, derived in orjson.loads(row["derived"]).items():
        names[language] = [*names.get(language, []), *derived]
    return Place(
        id=row["id"],
        kind=row["kind"],
        iso2=row["iso2"],
        area=row["area"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        population=int(row["population"] or 0),
        names=names,
    )


@cache
def _index() -> tuple[list[str], list[str]]:
    """Folded names in order, and beside each the identifier."""
    pairs = {
        (folded(name), place.id)
        for place in places().values()
        for names in place.names.values()
        for name in names
    }
    ordered = sorted(pairs)
    return [name for name, _ in ordered], [identifier for _, identifier in ordered]


@cache
def _by_name() -> dict[str, list[str]]:
    """Identifiers by folded name."""
    found: dict[str, list[str]] = {}
    for name, identifier in zip(*_index(), strict=True):
        found.setdefault(name, []).append(identifier)
    return found


def place_called(name: str, *, iso2: str = "", area: str = "") -> Place | None:
    """The place of exactly that name in any language, in a State where one is named.

    Of several the one in the area comes first, then the larger one.
    """
    same = [places()[key] for key in _by_name().get(folded(name), ())]
    rows = [place for place in same if place.iso2 == (iso2 or place.iso2)]
    return min(rows, key=lambda place: (place.area != area, *_rank(place)), default=None)


def place_by_id(identifier: str) -> Place | None:
    """The row of that identifier."""
    return places().get(identifier)


def places_named(beginning: str, *, iso2: str = "", limit: int = 10) -> list[Place]:
    """Places whose name in any language begins so; exact, core and large ones first."""
    wanted = folded(beginning)
    if len(wanted) < SHORTEST_SEARCH:
        return []
    names, identifiers = _index()
    start = bisect.bisect_left(names, wanted)
    found: dict[str, bool] = {}
    for position in range(start, min(start + MOST_CANDIDATES, len(names))):
        if not names[position].startswith(wanted):
            break
        identifier = identifiers[position]
        found[identifier] = found.get(identifier, False) or names[position] == wanted
    rows = [
        (place, found[key])
        for key in found
        if (place := places()[key]).iso2 == (iso2 or place.iso2)
    ]
    rows.sort(key=lambda row: (not row[1], row[0].iso2 not in CORE_STATES, *_rank(row[0])))
    return [place for place, _ in rows[:limit]]


def _rank(place: Place) -> tuple[int, int, str]:
    return KIND_ORDER[place.kind], -place.population, place.id
