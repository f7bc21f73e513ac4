"""One seamless drawing: units that meet exactly, states around them, lines between them."""

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

GRID = 0.001  # degrees; about 100 m, finer than Natural Earth's 10m scale
FINE = 0.004  # simplification of the core, degrees
COARSE = 0.02  # simplification of the neighbours
SEAM = 2 * GRID  # how far rounding may part two shapes that share a line
SHORTEST_EDGE = 5 * SEAM  # shapes that meet in a point share no line
SLIVER = 0.3  # square degrees; a smaller hole between states is a seam, a larger one a sea
SMALLEST_PART = 0.0004  # square degrees, about 4 km²
Shapes = dict[str, BaseGeometry]


def seamless(shapes: Mapping[str, BaseGeometry], tolerance: float) -> Shapes:
    """The shapes noded against each other, simplified along shared edges, on the grid."""
    codes = list(shapes)
    exact = [shapely.set_precision(shapes[code], GRID) for code in codes]
    lines = shapely.union_all([shapely.boundary(shape) for shape in exact], grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    owners = _owners(faces, exact)
    united = [shapely.union_all(faces[owners == k], grid_size=GRID) for k in range(len(codes))]
    simple = shapely.coverage_simplify(united, tolerance)
    return {code: _polygons(shape) for code, shape in zip(codes, simple, strict=True)}


def _owners(faces: np.ndarray, exact: list[BaseGeometry]) -> np.ndarray:
    """The number of the shape that each face lies in; -1 where in none."""
    face, shape = shapely.STRtree(exact).query(shapely.point_on_surface(faces), "within")
    owners = np.full(len(faces), -1)
    owners[face[::-1]] = shape[::-1]  # the first shape keeps a face that two claim
    return owners


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Polygons only, without crumbs, holes of crumbs closed."""
    parts = [p for p in shapely.get_parts(shapely.make_valid(shape)) if p.geom_type != "LineString"]
    parts = [q for p in parts for q in shapely.get_parts(p) if q.geom_type == "Polygon"]
    kept = [p for p in parts if p.area >= SMALLEST_PART] or parts
    return shapely.normalize(shapely.union_all(kept))


def around(neighbours: Mapping[str, BaseGeometry], core: BaseGeometry) -> Shapes:
    """The neighbours drawn up to the core: overlaps cut off, seams given to whom they touch."""
    cut = {
        code: shapely.set_precision(shapely.difference(shape, core), GRID)
        for code, shape in neighbours.items()
    }
    everything = shapely.union_all([core, *cut.values()], grid_size=GRID)
    for part in shapely.get_parts(everything):
        for ring in shapely.get_parts(part.interiors if part.geom_type == "Polygon" else []):
            hole = shapely.Polygon(ring)
            if hole.area < SLIVER and ring.intersection(core).length > 0:
                code = max(cut, key=lambda c: shapely.length(ring.intersection(cut[c])))
                cut[code] = shapely.union(cut[code], hole, grid_size=GRID)
    return {code: _polygons(shape) for code, shape in cut.items()}


def shared_edges(shapes: Mapping[str, BaseGeometry]) -> dict[tuple[str, str], BaseGeometry]:
    """The line between each two shapes that touch, whole even where rounding has parted them."""
    codes = sorted(shapes)
    edges: dict[tuple[str, str], BaseGeometry] = {}
    for i, first in enumerate(codes):
        for second in codes[i + 1 :]:
            if not shapely.dwithin(shapes[first], shapes[second], SEAM):
                continue
            beside = shapely.buffer(shapely.boundary(shapes[second]), SEAM)
            line = shapely.intersection(shapely.boundary(shapes[first]), beside)
            lines = [p for p in shapely.get_parts(line) if p.geom_type == "LineString"]
            lines = [p for p in lines if p.length > SHORTEST_EDGE]
            if lines:
                edges[first, second] = shapely.line_merge(shapely.union_all(lines))
    return edges
