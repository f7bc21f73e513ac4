"""The outline of each unit of the hand-kept list, drawn from Natural Earth's older polygons."""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from placebuild.packages import City, Outline

CORE = ("KZ", "KG", "TJ", "TM", "UZ", "AF")
KM_PER_DEGREE = 111.2
STRETCH = 0.75  # a degree of longitude in degrees of latitude at 41° N, for nearest settlements


@dataclass(frozen=True)
class Unit:
    """A row of units.csv: an admin-1 unit as it is today."""

    code: str
    kind: str
    outlines: tuple[str, ...]
    geonames: tuple[str, ...]
    is_approximate: bool
    city_km2: float  # official surface of a city that shares an outline; else 0
    names: dict[str, str]
    also: dict[str, list[str]] = field(default_factory=dict)

    @property
    def iso2(self) -> str:
        """The state it belongs to."""
        return self.code[:2]


def read_units(path: Path, languages: Iterable[str]) -> list[Unit]:
    """The hand-kept list of current units."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_unit(row, tuple(languages)) for row in csv.DictReader(file)]


def _unit(row: dict[str, str], languages: tuple[str, ...]) -> Unit:
    also: dict[str, list[str]] = defaultdict(list)
    for entry in filter(None, row["also"].split(";")):
        language, _, name = entry.partition(":")
        also[language].append(name)
    return Unit(
        code=row["code"],
        kind=row["type"],
        outlines=tuple(row["outline"].split("+")),
        geonames=tuple(row["geonames"].split("+")),
        is_approximate=row["is_approximate"] == "yes",
        city_km2=float(row["city_km2"] or 0),
        names={language: row[language] for language in languages},
        also=dict(also),
    )


class Assignment:
    """Which unit a settlement lies in: by GeoNames' code, else by the nearest coded settlement."""

    def __init__(self, units: list[Unit], cities: list[City]) -> None:
        """Read the codes off the units and ask all core settlements that have one."""
        self.by_code = {code: unit.code for unit in units for code in unit.geonames}
        core = [city for city in cities if city.country in CORE]
        self.known = [(city, code) for city in core if (code := self._coded(city))]
        self._codes = {city.geonameid: code for city, code in self.known}
        self._trees = {iso2: self._tree(iso2) for iso2 in CORE}

    def _coded(self, city: City) -> str:
        by_id = self.by_code.get(f"gn:{city.geonameid}")
        return by_id or self.by_code.get(f"{city.country}.{city.admin1}", "")

    def _tree(self, iso2: str) -> tuple[shapely.STRtree, list[str]]:
        here = [(_flat(city), code) for city, code in self.known if city.country == iso2]
        return shapely.STRtree([point for point, _ in here]), [code for _, code in here]

    def unit_of(self, city: City) -> str:
        """The unit's code; empty outside the core states."""
        if city.country not in CORE:
            return ""
        if code := self._codes.get(city.geonameid):
            return code
        tree, codes = self._trees[city.country]
        return codes[tree.nearest(_flat(city))]


def _flat(city: City) -> BaseGeometry:
    return shapely.Point(city.lon * STRETCH, city.lat)


def unit_outlines(
    units: list[Unit], provinces: list[Outline], assignment: Assignment
) -> dict[str, BaseGeometry]:
    """Each unit's outline; units of one older polygon have it divided between them."""
    by_id = {str(outline.facts.get("gn_id")): outline.geometry for outline in provinces}
    sharing: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
    for unit in units:
        sharing[unit.outlines].append(unit)
    drawn: dict[str, BaseGeometry] = {}
    for outlines, together in sharing.items():
        whole = shapely.union_all([by_id[key] for key in outlines])
        for city in (unit for unit in together if unit.city_km2):
            drawn[city.code] = shapely.intersection(_disc(city, assignment.known), whole)
            whole = shapely.difference(whole, drawn[city.code])
        others = {unit.code for unit in together if not unit.city_km2}
        drawn |= divide(whole, others, assignment.known) if len(others) > 1 else {}
        drawn |= {code: whole for code in others if len(others) == 1}
    return drawn


def _disc(city: Unit, known: list[tuple[City, str]]) -> BaseGeometry:
    """A disc of the city's official surface around its centre: its true line is not free."""
    centre = max((c for c, code in known if code == city.code), key=lambda c: c.population)
    radius = math.sqrt(city.city_km2 / math.pi) / KM_PER_DEGREE
    disc = shapely.Point(0, 0).buffer(radius, quad_segs=6)
    stretch = (1 / math.cos(math.radians(centre.lat)), 1)
    return shapely.transform(disc, lambda xy: xy * stretch + (centre.lon, centre.lat))


def divide(
    whole: BaseGeometry, codes: set[str], known: list[tuple[City, str]]
) -> dict[str, BaseGeometry]:
    """Give each unit the part of the older polygon that lies nearest to its own settlements."""
    inside = {(c.lon, c.lat): code for c, code in known if code in codes and whole.covers(c.point)}
    points = np.array(list(inside)) * (STRETCH, 1)
    flat = shapely.transform(whole, lambda xy: xy * (STRETCH, 1))
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=flat, ordered=True)
    shares: dict[str, list[BaseGeometry]] = defaultdict(list)
    for cell, code in zip(cells.geoms, inside.values(), strict=True):
        shares[code].append(cell)
    if shares.keys() != codes:
        raise SystemExit(f"no settlement is known in {codes - shares.keys()}")
    return {
        code: shapely.transform(
            shapely.intersection(shapely.union_all(parts), flat), lambda xy: xy / (STRETCH, 1)
        )
        for code, parts in shares.items()
    }
