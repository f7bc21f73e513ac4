"""Which area a point lies in, for many points at once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Floats: TypeAlias = npt.NDArray[np.float64]
Codes: TypeAlias = npt.NDArray[np.str_]
Numbers: TypeAlias = npt.NDArray[np.intp]


class AreaIndex:
    """Areas of all levels, prepared for many questions; it holds no connection and no clock."""

    def __init__(self, areas: Iterable[tuple[str, int, BaseGeometry]]) -> None:
        """Take code, level and outline of each area; where two overlap, the first code wins."""
        levels: dict[int, list[tuple[str, BaseGeometry]]] = defaultdict(list)
        for code, level, outline in sorted(areas, key=lambda area: area[:2]):
            levels[level].append((code, outline))
        self._layers = {level: _Layer(found) for level, found in levels.items()}

    def locate(
        self, lon: npt.ArrayLike, lat: npt.ArrayLike, level: int = 1, within: float = 0.0
    ) -> Codes:
        """The code of the area of that level that holds each point; "" where none does.

        lon, lat: degrees, same shape (n,). within: a point outside all areas goes to the nearest
        one that is at most this many degrees away. Not-a-number points lie nowhere.
        ValueError when the shapes differ.
        """
        x, y = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
        if x.ndim != 1 or x.shape != y.shape:
            raise ValueError(f"longitudes {x.shape} do not match latitudes {y.shape}")
        layer = self._layers.get(level)
        return layer.locate(x, y, within) if layer else np.full(x.shape, "", dtype=np.str_)

    def locate_one(self, lon: float, lat: float, level: int = 1, within: float = 0.0) -> str:
        """The code of the area that holds the point, or ""."""
        return str(self.locate([lon], [lat], level, within)[0])


class _Layer:
    """The areas of one level."""

    def __init__(self, areas: list[tuple[str, BaseGeometry]]) -> None:
        self.codes = np.array(["", *(code for code, _ in areas)])
        self.outlines = [outline for _, outline in areas]
        self.boxes = np.array([outline.bounds for outline in self.outlines])
        self.tree = shapely.STRtree(self.outlines)
        shapely.prepare(self.outlines)

    def locate(self, x: Floats, y: Floats, within: float) -> Codes:
        order = np.argsort(x, kind="stable")
        sorted_x, sorted_y = x[order], y[order]
        found = np.zeros(len(x), dtype=np.intp)
        for number, outline in enumerate(self.outlines):
            west, south, east, north = self.boxes[number]
            strip = slice(*np.searchsorted(sorted_x, [west, np.nextafter(east, np.inf)]))
            near = (sorted_y[strip] >= south) & (sorted_y[strip] <= north) & (found[strip] == 0)
            here = np.flatnonzero(near) + strip.start
            inside = shapely.intersects_xy(outline, sorted_x[here], sorted_y[here])
            found[here[inside]] = number + 1
        result = np.empty_like(found)
        result[order] = found
        if within > 0:
            self._reach(x, y, result, within)
        codes: Codes = self.codes[result]
        return codes

    def _reach(self, x: Floats, y: Floats, found: Numbers, within: float) -> None:
        """Give points outside all areas to the nearest one in reach."""
        lost = np.flatnonzero((found == 0) & np.isfinite(x) & np.isfinite(y))
        points = shapely.points(x[lost], y[lost])
        pairs = self.tree.query_nearest(points, max_distance=within, all_matches=False)
        found[lost[pairs[0]]] = pairs[1] + 1
