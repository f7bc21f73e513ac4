"""How many points a second find their unit? Exits 1 below 100,000, or when an answer is wrong."""

import sys
import time

import numpy as np
import shapely

from qaraul.places import starter
from qaraul.places.lookup import AreaIndex

SEED, POINTS, CHECKED, LEAST = 20261124, 1_000_000, 2_000, 100_000


def main() -> int:
    """Time points spread over the core and its surroundings, and check some by plain geometry."""
    areas = [(a.code, a.level, shapely.geometry.shape(a.geometry)) for a in starter.areas()]
    rng = np.random.default_rng(SEED)
    lon, lat = rng.uniform(46, 88, POINTS), rng.uniform(29, 56, POINTS)
    start = time.perf_counter()
    index = AreaIndex(areas)
    built = time.perf_counter()
    found = index.locate(lon, lat)
    ended = time.perf_counter()
    shapes = sorted([(c, shape) for c, level, shape in areas if level == 1], key=lambda s: s[0])
    shapely.prepare([shape for _, shape in shapes])
    points = [shapely.Point(x, y) for x, y in zip(lon[:CHECKED], lat[:CHECKED], strict=True)]
    naive = [next((c for c, shape in shapes if shape.intersects(p)), "") for p in points]
    naive_ended = time.perf_counter()
    rate, naive_rate = POINTS / (ended - built), CHECKED / (naive_ended - ended)
    wrong = int((found[:CHECKED] != naive).sum())
    print(f"index made in {built - start:.3f} s; {np.mean(found != ''):.0%} of points in a unit")
    print(f"{rate:,.0f} points/s; one by one {naive_rate:,.0f} points/s ({rate / naive_rate:.0f}×)")
    print(f"{wrong} of {CHECKED} answers differ from plain geometry")
    return int(rate < LEAST or wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
