"""Points find their area; many at once get the same answer as one by one."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from qaraul.places import starter
from qaraul.places.lookup import AreaIndex

SQUARES = AreaIndex(
    [
        ("B", 1, shapely.box(10, 0, 20, 10)),
        ("A", 1, shapely.box(0, 0, 10, 10)),
        ("A2", 2, shapely.box(2, 2, 4, 4)),
    ]
)
STARTER = list(starter.areas())
CORE = AreaIndex((a.code, a.level, shapely.geometry.shape(a.geometry)) for a in STARTER)
SHAPES = {a.code: shapely.geometry.shape(a.geometry) for a in STARTER if a.level == 1}


def test_points_find_their_square() -> None:
    found = SQUARES.locate([5, 15, 25, 5], [5, 5, 5, -1])
    assert found.tolist() == ["A", "B", "", ""]
    assert SQUARES.locate([3, 5], [3, 5], level=2).tolist() == ["A2", ""]


def test_a_point_on_the_line_belongs_to_the_first_code() -> None:
    assert SQUARES.locate_one(10, 5) == "A"
    assert SQUARES.locate_one(0, 0) == "A"
    assert SQUARES.locate_one(20, 10) == "B"


def test_a_point_close_by_is_caught_only_when_asked() -> None:
    assert SQUARES.locate_one(20.04, 5) == ""
    assert SQUARES.locate_one(20.04, 5, within=0.05) == "B"
    assert SQUARES.locate_one(20.06, 5, within=0.05) == ""


def test_missing_coordinates_and_unknown_levels_lie_nowhere() -> None:
    assert SQUARES.locate([np.nan, 5], [5, np.nan], within=1).tolist() == ["", ""]
    assert SQUARES.locate_one(5, 5, level=7) == ""
    assert SQUARES.locate([], []).tolist() == []


def test_longitudes_and_latitudes_must_come_in_pairs() -> None:
    with pytest.raises(ValueError, match="do not match"):
        SQUARES.locate([1, 2], [1])


@given(st.lists(st.tuples(st.floats(44, 90), st.floats(28, 57)), max_size=40))
def test_many_at_once_answer_as_one_by_one_and_as_plain_geometry(
    points: list[tuple[float, float]],
) -> None:
    lon, lat = [x for x, _ in points], [y for _, y in points]
    together = CORE.locate(lon, lat).tolist()
    assert together == [CORE.locate_one(x, y) for x, y in points]
    for (x, y), code in zip(points, together, strict=True):
        holders = sorted(c for c, shape in SHAPES.items() if shape.intersects(shapely.Point(x, y)))
        assert code == (holders[0] if holders else "")


@given(st.floats(46, 88), st.floats(29, 56))
def test_a_unit_lies_in_the_state_of_its_code(lon: float, lat: float) -> None:
    if unit := CORE.locate_one(lon, lat):
        assert CORE.locate_one(lon, lat, level=0, within=0.02) != ""
        assert unit[:2] in starter.CORE_STATES
