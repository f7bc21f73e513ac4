"""Outlines as short SVG paths in Web Mercator; no database, no colours."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

STEEPEST = 85.05  # degrees of latitude, where Web Mercator ends
SMALLEST_RING = 3.0  # square units of the drawing; smaller rings are not drawn
MARGIN = 20  # units beyond the window that a rough cut leaves
SHORTEST_RING = 2  # steps; fewer enclose nothing
Box: TypeAlias = tuple[float, float, float, float]
Points: TypeAlias = npt.NDArray[np.float64]
Steps: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on the Earth, drawn `width` by `height` units large; y runs down."""

    left: float  # longitude in radians
    top: float  # northing in radians of the equator
    scale: float  # units of the drawing to a radian
    width: int
    height: int

    @classmethod
    def around(cls, box: Box, width: int, height: int | None = None) -> "Frame":
        """The window in whose middle the box lies whole; without a height, as high as the box."""
        west, south, east, north = box
        left, breadth = math.radians(west), math.radians(east - west)
        top, rise = _northing(north), _northing(north) - _northing(south)
        if breadth <= 0 or rise <= 0:
            raise ValueError(f"nothing lies in the box {box}")
        high = height or max(1, round(width * rise / breadth))
        scale = min(width / breadth, high / rise)
        left -= (width / scale - breadth) / 2
        top += (high / scale - rise) / 2
        return cls(left, top, scale, width, high)

    def place(self, points: Points) -> Points:
        """Longitudes and latitudes (n, 2) as x and y of the drawing (n, 2)."""
        lat = np.radians(np.clip(points[:, 1], -STEEPEST, STEEPEST))
        x = (np.radians(points[:, 0]) - self.left) * self.scale
        y = (self.top - np.log(np.tan(np.pi / 4 + lat / 2))) * self.scale
        return np.column_stack([x, y])

    def place_one(self, lon: float, lat: float) -> tuple[float, float]:
        """One point's x and y, rounded to a tenth."""
        x, y = self.place(np.array([[lon, lat]]))[0]
        return round(float(x), 1), round(float(y), 1)

    def project(self, shape: BaseGeometry) -> BaseGeometry:
        """The shape in units of the drawing, not yet cut."""
        return shapely.transform(shape, self.place)

    def shows(self, box: Sequence[float]) -> bool:
        """Whether a box of degrees reaches into the window."""
        west, south, east, north = box
        corners = self.place(np.array([[west, north], [east, south]]))
        (left, top), (right, bottom) = corners
        return bool(right >= 0 and left <= self.width and bottom >= 0 and top <= self.height)

    def clip(self, shape: BaseGeometry) -> BaseGeometry:
        """A projected shape without what lies far outside the window: quick and rough."""
        return shapely.clip_by_rect(
            shape, -MARGIN, -MARGIN, self.width + MARGIN, self.height + MARGIN
        )

    def cut(self, shape: BaseGeometry) -> BaseGeometry:
        """The part of a projected shape that is in the window."""
        return shapely.intersection(shape, shapely.box(0, 0, self.width, self.height))


def _northing(lat: float) -> float:
    held = math.radians(max(-STEEPEST, min(STEEPEST, lat)))
    return math.log(math.tan(math.pi / 4 + held / 2))


def simplified(shapes: Iterable[BaseGeometry], tolerance: float) -> list[BaseGeometry]:
    """The shapes with fewer points, still meeting where they met."""
    valid = [shapely.make_valid(shape) for shape in shapes]
    return list(shapely.coverage_simplify(valid, tolerance)) if valid else []


def path(shape: BaseGeometry) -> str:
    """SVG path data of a projected shape: whole relative steps, without what cannot be seen."""
    pieces = []
    for part in _leaves(shape):
        if isinstance(part, shapely.Polygon):
            rings = [part.exterior, *part.interiors]
            big = [ring for ring in rings if shapely.Polygon(ring).area >= SMALLEST_RING]
            pieces += [_drawn(shapely.get_coordinates(ring), is_closed=True) for ring in big]
        elif isinstance(part, shapely.LineString):
            pieces.append(_drawn(shapely.get_coordinates(part), is_closed=False))
    return "".join(pieces)


def dot(x: float, y: float) -> str:
    """A square of four units, for what is too small to be drawn."""
    return path(shapely.box(x - 2, y - 2, x + 2, y + 2))


def _leaves(shape: BaseGeometry) -> Iterable[BaseGeometry]:
    for part in shapely.get_parts(shape):
        if hasattr(part, "geoms"):
            yield from _leaves(part)
        else:
            yield part


def _drawn(points: Points, *, is_closed: bool) -> str:
    grid = np.round(points).astype(np.int64)
    steps = np.diff(grid, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if len(steps) < (SHORTEST_RING if is_closed else 1):
        return ""
    if is_closed:
        steps = steps[:-1]  # z draws the last one
    start = f"M{_joined(grid[:1])}l"
    return f"{start}{_joined(steps)}{'z' if is_closed else ''}"


def _joined(steps: Steps) -> str:
    """Numbers in a row; a minus parts them as well as a blank."""
    return " ".join(str(value) for value in steps.ravel()).replace(" -", "-")
