"""How large an area is."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

EARTH_KM = 6371.0072  # radius of the sphere that has the Earth's surface


def area_km2(shape: BaseGeometry) -> float:
    """Surface of an outline given in degrees, in square kilometres.

    On the sphere of equal surface, by Lambert's cylindrical equal-area projection; within 1 % of
    the ellipsoid's answer, which is far finer than the outlines are.
    """

    def flat(points: np.ndarray) -> np.ndarray:
        lon, lat = np.radians(points).T
        return np.column_stack([lon, np.sin(lat)]) * EARTH_KM

    return float(shapely.area(shapely.transform(shape, flat)))
