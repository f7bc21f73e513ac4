"""What an outline must be to be taken, and how it is kept."""

import shapely
from shapely.geometry.base import BaseGeometry

from qaraul.errors import BadInput

GRID = 0.0001  # degrees, about ten metres
SIMPLIFIED = 0.0005  # degrees, about fifty metres
SMALLEST = 1e-7  # square degrees, about a thousand square metres
EAST, NORTH = 180, 90


def checked(shape: BaseGeometry) -> BaseGeometry:
    """The outline as it is kept: polygons, on the grid, simplified; BadInput says why not."""
    if shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise BadInput(f"its outline is a {shape.geom_type}, not a polygon")
    if shape.is_empty:
        raise BadInput("its outline is empty")
    flat = shapely.force_2d(shape)
    west, south, east, north = flat.bounds
    if not (-EAST <= west <= east <= EAST and -NORTH <= south <= north <= NORTH):
        raise BadInput("its coordinates are not degrees of longitude and latitude")
    if not flat.is_valid:
        raise BadInput(f"its outline is broken: {shapely.is_valid_reason(flat)}")
    if flat.area < SMALLEST:
        raise BadInput("its outline has no surface")
    return _kept(flat)


def _kept(shape: BaseGeometry) -> BaseGeometry:
    """Simplified where that leaves a sound outline, else only put on the grid."""
    simple = shapely.set_precision(shapely.simplify(shape, SIMPLIFIED), GRID)
    if simple.is_empty or simple.geom_type not in {"Polygon", "MultiPolygon"}:
        return shape
    return shapely.normalize(simple)


def as_text(shape: BaseGeometry) -> str:
    """GeoJSON with four decimals."""
    return shapely.to_geojson(shapely.transform(shape, lambda points: points.round(4)))


def label_point(shape: BaseGeometry) -> tuple[float, float]:
    """A point in the largest part, where a name has room."""
    largest = max(shapely.get_parts(shape), key=lambda part: float(part.area))
    point = shapely.point_on_surface(largest)
    return round(float(point.x), 4), round(float(point.y), 4)
