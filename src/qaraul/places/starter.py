"""The files that the product brings: the hand-kept list of units and the outlines of all areas."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from qaraul.places.choices import LANGUAGES, Kind, Level

DATA = Path(__file__).resolve().parent / "data"
CORE_STATES = ("KZ", "KG", "TJ", "TM", "UZ", "AF")


@dataclass(frozen=True, slots=True)
class StarterArea:
    """One area as the product brings it."""

    code: str
    level: Level
    kind: Kind
    iso2: str
    names: dict[str, str]
    is_core: bool
    is_approximate: bool
    label: tuple[float, float]
    geometry: dict[str, Any]
    source: str


@cache
def units() -> dict[str, dict[str, str]]:
    """The rows of the hand-kept list, by code."""
    with (DATA / "units.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


@cache
def features() -> list[dict[str, Any]]:
    """All features of the shipped file: areas, borders, disputed lines, land beyond."""
    collection = orjson.loads(gzip.decompress((DATA / "areas.geojson.gz").read_bytes()))
    found: list[dict[str, Any]] = collection["features"]
    return found


def drawn(kind: str) -> dict[str, Any]:
    """The geometry of the one feature of that kind: border, disputed or land."""
    for feature in features():
        if feature["properties"]["kind"] == kind:
            geometry: dict[str, Any] = feature["geometry"]
            return geometry
    raise LookupError(kind)


def areas() -> Iterator[StarterArea]:
    """States first, then their units."""
    for feature in features():
        facts = feature["properties"]
        if facts["kind"] != "area":
            continue
        row = units().get(facts["code"])
        names = {k: row[k] for k in LANGUAGES if row[k]} if row else facts["names"]
        yield StarterArea(
            code=facts["code"],
            level=Level(facts["level"]),
            kind=Kind(row["type"]) if row else Kind.STATE,
            iso2=facts["iso2"],
            names=names,
            is_core=facts["iso2"] in CORE_STATES,
            is_approximate=row is not None and row["is_approximate"] == "yes",
            label=(facts["label"][0], facts["label"][1]),
            geometry=feature["geometry"],
            source=facts["source"],
        )
