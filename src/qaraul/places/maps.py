"""The areas of a level as a drawing that a page carries inside itself."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from qaraul.places import starter
from qaraul.places.choices import Level
from qaraul.places.drawing import Box, Frame, dot, path, simplified
from qaraul.places.models import Area
from qaraul.places.queries import edition

CORE_BOX: Box = (45.5, 29.0, 88.5, 56.0)
WIDTH = 1200
LETTER, LINE = 8, 18  # room of a letter and of a line of text, in units of the drawing
TOLERANCE = 1.8  # units of the drawing; about one screen pixel on a wide page
BACKGROUND_TOLERANCE = 5.0
DISCLAIMER = _(
    "Lines and names on this map do not imply any opinion on the legal status of any territory. "
    "Dashed lines between States are disputed; dotted lines inside a State are approximate."
)


@dataclass(frozen=True, slots=True)
class AreaPath:
    """One area of the drawing: SVG path data, and where its name has room."""

    code: str
    d: str
    x: float
    y: float
    is_approximate: bool


@dataclass(frozen=True, slots=True)
class AreaMap:
    """A drawing; the page chooses classes, links and words."""

    frame: Frame
    areas: tuple[AreaPath, ...]
    land: str  # neighbours and other land
    borders: str  # between states
    disputed: str  # borders that States dispute
    approximate: str  # lines inside older outlines that newer units still share

    @property
    def view_box(self) -> str:
        """The value of the svg element's viewBox."""
        return f"0 0 {self.frame.width} {self.frame.height}"

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point lies in the drawing."""
        return self.frame.place_one(lon, lat)


@dataclass(frozen=True, slots=True)
class Label:
    """A name where the drawing has room for it."""

    text: str
    x: float
    y: float

    @property
    def half_width(self) -> float:
        """Half of the room that the name needs, in units of the drawing."""
        return len(self.text) * LETTER / 2

    def covers(self, other: "Label") -> bool:
        """Whether the two names would lie on each other."""
        is_beside = abs(self.x - other.x) >= self.half_width + other.half_width
        return not is_beside and abs(self.y - other.y) < LINE


def labels(drawing: AreaMap, areas: Iterable[Area]) -> list[Label]:
    """Names of areas in the reader's language, the first ones first, as far as there is room."""
    frame = drawing.frame
    taken: list[Label] = []
    for area in areas:
        label = Label(area.name, *drawing.place(area.label_lon, area.label_lat))
        is_whole = label.half_width < label.x < frame.width - label.half_width
        is_inside = LINE < label.y < frame.height - LINE
        if is_whole and is_inside and not any(label.covers(other) for other in taken):
            taken.append(label)
    return taken


def area_paths(
    level: int = Level.UNIT,
    width: int = WIDTH,
    height: int | None = None,
    bbox: Box = CORE_BOX,
) -> AreaMap:
    """The core areas of a level in a window, in units of the drawing; made once per edition.

    Where a unit has no areas of a finer level, the unit itself is drawn in their place.
    """
    return _area_map(edition(), level, width, height, bbox)


@lru_cache(maxsize=64)
def _area_map(
    edition: str,  # noqa: ARG001  the key under which the drawing is kept
    level: int,
    width: int,
    height: int | None,
    bbox: Box,
) -> AreaMap:
    frame = Frame.around(bbox, width, height)
    areas = [area for area in drawn_areas(level) if frame.shows(area.bbox)]
    shapes = simplified([frame.project(area.geometry) for area in areas], TOLERANCE)
    paths = []
    for area, shape in zip(areas, shapes, strict=True):
        visible = frame.cut(shape)
        if not visible.is_empty:
            x, y = frame.place_one(area.label_lon, area.label_lat)
            d = path(visible) or dot(x, y)
            paths.append(AreaPath(area.code, d, x, y, area.is_approximate))
    approximate = Area.objects.current().filter(is_approximate=True).values_list("code", flat=True)
    return AreaMap(
        frame=frame,
        areas=tuple(paths),
        land=_background(frame),
        borders=_line(frame, _shape("border")),
        disputed=_line(frame, _shape("disputed")),
        approximate=_line(frame, _unsurveyed(set(approximate))),
    )


def drawn_areas(level: int) -> list[Area]:
    """Current core areas of the level, and units that have none of it."""
    areas = list(Area.objects.current().core().filter(level__lte=level).order_by("code"))
    parents = Counter(area.parent_id for area in areas)
    return [area for area in areas if area.level == level or not parents[area.pk]]


@cache
def _shape(kind: str) -> BaseGeometry:
    return shapely.geometry.shape(starter.drawn(kind))


def _unsurveyed(approximate: set[str]) -> BaseGeometry:
    """The lines inside older outlines that are still shared."""
    inner = [
        shapely.geometry.shape(feature["geometry"])
        for feature in starter.features()
        if feature["properties"]["kind"] == "approximate"
        and approximate.issuperset(feature["properties"]["units"])
    ]
    return shapely.union_all(inner)


def _background(frame: Frame) -> str:
    states = Area.objects.current().filter(level=Level.STATE, is_core=False)
    shapes = [_shape("land"), *(state.geometry for state in states)]
    near = [frame.clip(frame.project(shape)) for shape in shapes]
    together = shapely.union_all([shapely.make_valid(shape) for shape in near])
    filled = shapely.buffer(together, 1)  # closes the seams; the core is drawn over it
    return path(frame.cut(shapely.make_valid(shapely.simplify(filled, BACKGROUND_TOLERANCE))))


def _line(frame: Frame, shape: BaseGeometry) -> str:
    simple = shapely.simplify(frame.project(shape), TOLERANCE)
    return path(shapely.line_merge(frame.cut(simple)))
