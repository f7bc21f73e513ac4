"""What the pages of areas show, gathered once for each page."""

from dataclasses import dataclass

import shapely
from django.conf import settings
from django.utils.translation import get_language

from qaraul.places import gazetteer
from qaraul.places.choices import Level
from qaraul.places.drawing import Box
from qaraul.places.grids import h3_cell, prio_grid_id
from qaraul.places.maps import AreaMap, AreaPath, Label, area_paths, labels
from qaraul.places.measures import area_km2
from qaraul.places.models import Area
from qaraul.places.queries import areas_below, areas_beside, districts_at

MOST_SETTLEMENTS = 25
CLOSE_WIDTH = 420
CLOSE_HEIGHT = 320
MARGIN = 0.35  # of the area's own size, on each side
SMALLEST_WINDOW = 0.6  # degrees
H3_RESOLUTION = 5


@dataclass(frozen=True, slots=True)
class Named:
    """A name with its language."""

    code: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area with what lies in it, beside it and above it."""

    area: Area
    above: list[Area]
    names: list[Named]
    below: list[Area]
    beside: list[Area]
    settlements: list["Settlement"]
    settlement_count: int
    drawing: AreaMap | None
    labels: list[Label]
    size_km2: float
    prio_grid: int
    h3: str

    @property
    def other_names(self) -> list[Named]:
        """Names that differ from the one in the heading, each once, the state's language first."""
        first = (self.area.own_language, "ru", "en")
        ordered = sorted(self.names, key=lambda name: name.code not in first)
        ordered.sort(key=lambda name: name.code != self.area.own_language)
        seen, found = {self.area.name}, []
        for name in ordered:
            if name.text and name.text not in seen:
                seen.add(name.text)
                found.append(name)
        return found

    @property
    def focus(self) -> AreaPath | None:
        """The area itself in the drawing, to be drawn last."""
        shapes = self.drawing.areas if self.drawing else ()
        return next((shape for shape in shapes if shape.code == self.area.code), None)


@dataclass(frozen=True, slots=True)
class Settlement:
    """A settlement in the reader's language and in others."""

    name: str
    others: str
    population: int


def area_page(area: Area) -> AreaPage:
    """Everything the page of one area shows."""
    outline = area.geometry
    found = settlements_in(area, outline)
    beside = areas_beside(area)
    drawing = close_map(area) if area.is_core else None
    languages = dict(settings.LANGUAGES)
    return AreaPage(
        area=area,
        above=ancestors(area),
        names=[Named(code, languages[code], text) for code, text in area.names_by_language],
        below=areas_below(area),
        beside=beside,
        settlements=[_settlement(place) for place in found[:MOST_SETTLEMENTS]],
        settlement_count=len(found),
        drawing=drawing,
        labels=labels(drawing, [area, *beside]) if drawing else [],
        size_km2=round(area_km2(outline), -1),
        prio_grid=prio_grid_id(area.label_lon, area.label_lat),
        h3=h3_cell(area.label_lon, area.label_lat, H3_RESOLUTION),
    )


def ancestors(area: Area) -> list[Area]:
    """The areas above, the state first."""
    above: list[Area] = []
    parent = area.parent
    while parent is not None:
        above.insert(0, parent)
        parent = parent.parent
    return above


def settlements_in(
    area: Area, outline: shapely.geometry.base.BaseGeometry
) -> list[gazetteer.Place]:
    """Settlements of the gazetteer in the area, the largest first."""
    everywhere = (p for p in gazetteer.places().values() if p.kind == "settlement")
    if area.level == Level.STATE:
        found = [place for place in everywhere if place.iso2 == area.code]
    elif area.level == Level.UNIT:
        found = [place for place in everywhere if place.area == area.code]
    else:
        shapely.prepare(outline)
        near = [place for place in everywhere if place.iso2 == area.iso2]
        inside = shapely.intersects_xy(outline, [p.lon for p in near], [p.lat for p in near])
        found = [place for place, is_inside in zip(near, inside, strict=True) if is_inside]
    return sorted(found, key=lambda place: (-place.population, place.id))


def _settlement(place: gazetteer.Place) -> Settlement:
    own = place.name_in(get_language() or "en")
    others = dict.fromkeys(names[0] for names in place.names.values() if names[0] != own)
    return Settlement(own, " · ".join(others), place.population)


def close_map(area: Area) -> AreaMap:
    """The area with its surroundings."""
    west, south, east, north = area.bbox
    across = max(east - west, SMALLEST_WINDOW) * MARGIN
    along = max(north - south, SMALLEST_WINDOW) * MARGIN
    box: Box = (west - across, south - along, east + across, north + along)
    finest = districts_at(area)
    return area_paths(finest, CLOSE_WIDTH, CLOSE_HEIGHT, box)
