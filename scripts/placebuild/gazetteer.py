"""The gazetteer: settlements, units and states with their names in nine languages."""

import csv
import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from placebuild.names import (
    LANGUAGES,
    STATE_LANGUAGES,
    languages_of,
    persian_letters,
    script_of,
    tidy,
    without_kind,
)
from placebuild.outlines import CORE, Assignment, Unit
from placebuild.packages import City
from placebuild.spellings import derived_names, likeness

COLUMNS = (
    "id", "kind", "iso2", "area", "lat", "lon", "population", "names", "derived",
)  # fmt: skip
# Smallest settlement taken, by state; elsewhere only great cities and capitals.
SMALLEST = {
    "IR": 15_000, "PK": 15_000, "AZ": 15_000, "GE": 15_000, "AM": 15_000, "MN": 15_000,
    "TR": 50_000, "RU": 100_000, "IN": 200_000, "CN": 500_000,
}  # fmt: skip
SMALLEST_NEAR = 15_000  # Xinjiang, and Russia beside Kazakhstan
SMALLEST_FAR = 750_000
RUSSIA_NEAR = (46.0, 49.0, 88.0, 56.5)  # west, south, east, north
XINJIANG = ("CN", "13")
SCRIPTS = dict.fromkeys(("en", "uz", "tk"), "latin") | dict.fromkeys(("fa", "ps"), "arabic")
SCRIPTS |= dict.fromkeys(("ru", "kk", "ky", "tg"), "cyrillic")
CYRILLIC = ("ru", "kk", "ky", "tg")
MOST_LATIN = 12  # alternates kept in Latin letters
Names = dict[str, list[str]]


@dataclass(frozen=True)
class Entry:
    """One row of the gazetteer."""

    id: str
    kind: str
    iso2: str
    area: str
    lat: float
    lon: float
    population: int
    names: Names
    derived: Names = field(default_factory=dict)

    def cells(self) -> list[Any]:
        """The row as it is written."""
        names = json.dumps(self.names, ensure_ascii=False, separators=(",", ":"))
        derived = json.dumps(self.derived, ensure_ascii=False, separators=(",", ":"))
        place = (f"{self.lat:.4f}", f"{self.lon:.4f}", self.population)
        return [self.id, self.kind, self.iso2, self.area, *place, names, derived]


def is_wanted(city: City, capitals: set[tuple[str, str]]) -> bool:
    """Whether the settlement is in the core, or large enough where it lies."""
    if city.country in CORE or (city.country, city.name) in capitals:
        return True
    if (city.country, city.admin1) == XINJIANG:
        return city.population >= SMALLEST_NEAR
    west, south, east, north = RUSSIA_NEAR
    if city.country == "RU" and west <= city.lon <= east and south <= city.lat <= north:
        return city.population >= SMALLEST_NEAR
    return city.population >= SMALLEST.get(city.country, SMALLEST_FAR)


def settlement(city: City, assignment: Assignment, preferred: dict[str, dict[int, str]]) -> Entry:
    """The gazetteer's row of a GeoNames settlement."""
    names = _names(city, {k: v.get(city.geonameid, "") for k, v in preferred.items()})
    return Entry(
        id=f"gn:{city.geonameid}",
        kind="settlement",
        iso2=city.country,
        area=assignment.unit_of(city),
        lat=city.lat,
        lon=city.lon,
        population=city.population,
        names=names,
        derived=derived_names(names, city.country) if city.country in CORE else {},
    )


def _names(city: City, preferred: dict[str, str]) -> Names:
    """Preferred names first, then the alternates that the letters allow, without repetition."""
    found: Names = {language: [] for language in LANGUAGES}
    own = without_kind(tidy(city.name))
    found["en"].append(own)
    for language, name in preferred.items():
        if script_of(name) == SCRIPTS[language]:
            found[language].append(persian_letters(tidy(name)) if language == "fa" else tidy(name))
    if city.country in {"UZ", "TM"}:
        found[STATE_LANGUAGES[city.country][0]] += [own, tidy(city.name)]
    for alternate in (without_kind(tidy(name)) for name in city.alternates):
        for language in languages_of(alternate, city.country) if alternate else ():
            if language == "en" and not _looks_alike(alternate, found["en"][0], city.country):
                continue
            name = persian_letters(alternate) if language == "fa" else alternate
            found[language].append(name)
    found["en"] = found["en"][:MOST_LATIN]
    for language in CYRILLIC:
        if not preferred.get(language):
            found[language].sort(key=lambda name: -likeness(name, city.name))
    return {language: list(dict.fromkeys(names)) for language, names in found.items() if names}


def _looks_alike(alternate: str, name: str, country: str) -> bool:
    """In the core any Latin form may be an older name; abroad only forms near to today's."""
    return country in CORE or alternate[0].lower() == name[0].lower()


def unit_entry(unit: Unit, lon: float, lat: float) -> Entry:
    """The gazetteer's row of an admin-1 unit."""
    names = {k: list(dict.fromkeys([v, *unit.also.get(k, [])])) for k, v in unit.names.items()}
    return Entry(f"area:{unit.code}", "adm1", unit.iso2, unit.code, lat, lon, 0, names)


def state_entry(code: str, names: Names, lon: float, lat: float, population: int) -> Entry:
    """The gazetteer's row of a state."""
    return Entry(f"area:{code}", "adm0", code, "", lat, lon, population, names)


def write(entries: Iterable[Entry], path: Path) -> int:
    """Write the gazetteer, byte for byte the same for the same rows; return how many."""
    text = io.StringIO()
    rows = sorted(entries, key=lambda e: (e.kind != "adm0", e.kind != "adm1", e.iso2, e.id))
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(entry.cells() for entry in rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    return len(rows)
