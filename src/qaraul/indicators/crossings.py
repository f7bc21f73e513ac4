"""Border crossings: the operator's list, or the starter's."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STARTER = Path(__file__).with_name("data") / "crossings.csv"
EAST, NORTH = 180, 90
COLUMNS = ("code", "name_en", "name_ru", "lon", "lat", "area", "beyond")


@dataclass(frozen=True, slots=True)
class GatePlace:
    """A crossing and the two areas it joins; `beyond` is empty where that area is not kept."""

    code: str
    name_en: str
    name_ru: str
    lon: float
    lat: float
    area: str
    beyond: str

    @property
    def states(self) -> set[str]:
        """The states that it joins."""
        return {code[:2] for code in (self.area, self.beyond) if code}


@cache
def crossings(path: Path = STARTER) -> tuple[GatePlace, ...]:
    """The crossings of a file; ValueError names the first row that cannot be used."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_gate(number, row) for number, row in enumerate(csv.DictReader(lines), 2))


def _gate(number: int, row: dict[str, str]) -> GatePlace:
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
        named = {name: (row[name] or "").strip() for name in COLUMNS if name not in {"lon", "lat"}}
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"row {number} is not a crossing") from None
    if not (abs(lon) <= EAST and abs(lat) <= NORTH and named["code"] and named["area"]):
        raise ValueError(f"row {number} lacks a code, an area or a place")
    return GatePlace(lon=lon, lat=lat, **named)
