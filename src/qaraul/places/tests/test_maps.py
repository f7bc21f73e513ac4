"""Drawings of areas: small, complete, in the window."""

import gzip
import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from qaraul.places.drawing import Frame, path
from qaraul.places.maps import CORE_BOX, Label, area_paths, labels
from qaraul.places.measures import area_km2
from qaraul.places.models import Area
from qaraul.places.services import load_starter_areas

KAZAKHSTAN_KM2 = 2_724_900
PATH = re.compile(r"(?:M(?:[ -]?\d+){2}l(?:[ -]?\d+)+z?)+")


@pytest.mark.django_db
def test_the_whole_map_of_units_is_small_and_complete() -> None:
    load_starter_areas()
    drawing = area_paths()
    assert len(drawing.areas) == 87
    data = [area.d for area in drawing.areas]
    data += [drawing.land, drawing.borders, drawing.disputed]
    assert [d for d in data if not PATH.fullmatch(d)] == []
    assert sum(map(len, data)) <= 45_000
    assert len(gzip.compress("".join(data).encode())) <= 20_000
    assert drawing.disputed
    for area in drawing.areas:
        assert 0 < area.x < drawing.frame.width
        assert 0 < area.y < drawing.frame.height


@pytest.mark.django_db
def test_a_small_drawing_still_shows_every_unit() -> None:
    load_starter_areas()
    drawing = area_paths(width=300)
    assert len(drawing.areas) == 87
    assert all(PATH.fullmatch(area.d) for area in drawing.areas)


@pytest.mark.django_db
def test_lines_that_nobody_surveyed_go_when_the_outlines_are_brought() -> None:
    load_starter_areas()
    before = area_paths().approximate
    for area in Area.objects.filter(is_approximate=True):
        area.is_approximate, area.is_imported = False, True
        area.save()
    assert len(area_paths().approximate) < len(before)


@pytest.mark.django_db
def test_the_map_is_drawn_anew_when_an_area_changes() -> None:
    load_starter_areas()
    first = area_paths()
    assert area_paths() is first
    area = Area.objects.get(code="KG-GO")
    area.geometry_geojson = shapely.to_geojson(shapely.box(72, 40, 73, 41))
    area.save()
    assert area_paths() is not first


@pytest.mark.django_db
def test_a_node_without_areas_draws_an_empty_map() -> None:
    assert area_paths().areas == ()


@pytest.mark.django_db
def test_states_can_be_drawn_too() -> None:
    load_starter_areas()
    assert {area.code for area in area_paths(level=0).areas} == {"KZ", "KG", "TJ", "TM", "UZ", "AF"}


@pytest.mark.django_db
def test_names_do_not_lie_on_each_other() -> None:
    load_starter_areas()
    drawing = area_paths(width=480)
    found = labels(drawing, Area.objects.core())
    assert 6 <= len(found) < 93
    assert not any(a.covers(b) for a in found for b in found if a is not b)
    assert labels(drawing, Area.objects.filter(code="CN")) == []


def test_a_name_covers_what_is_nearer_than_its_letters() -> None:
    assert Label("Osh", 100, 100).covers(Label("Osh", 110, 105))
    assert not Label("Osh", 100, 100).covers(Label("Osh", 130, 105))
    assert not Label("Osh", 100, 100).covers(Label("Osh", 100, 120))


@given(st.floats(45.5, 88.5), st.floats(29, 56), st.integers(200, 2000))
def test_every_point_of_the_box_is_in_the_window(lon: float, lat: float, width: int) -> None:
    frame = Frame.around(CORE_BOX, width)
    x, y = frame.place_one(lon, lat)
    assert -0.5 <= x <= frame.width + 0.5
    assert -1 <= y <= frame.height + 1


@pytest.mark.parametrize("height", [200, 480, 900])
def test_a_given_height_keeps_the_box_in_the_middle(height: int) -> None:
    frame = Frame.around((60, 30, 70, 40), 480, height)
    west, south = frame.place_one(60, 30)
    east, north = frame.place_one(70, 40)
    assert (west + east) / 2 == pytest.approx(240, abs=0.2)
    assert (north + south) / 2 == pytest.approx(height / 2, abs=0.2)
    assert min(west, north) >= -0.1
    assert max(east - 480, south - height) <= 0.1


def test_mercator_is_mercator() -> None:
    frame = Frame.around((-180, -85.0511287, 180, 85.0511287), 1024)
    assert frame.height == pytest.approx(1024, abs=2)
    assert frame.place_one(0, 0) == pytest.approx((512, 512), abs=1)
    assert frame.place_one(90, 66.51326) == pytest.approx((768, 256), abs=1)


@pytest.mark.parametrize("box", [(1, 1, 1, 2), (1, 2, 2, 2), (2, 0, 1, 1)])
def test_an_empty_box_has_no_window(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="nothing lies"):
        Frame.around(box, 100)


def test_paths_are_short_and_leave_out_what_cannot_be_seen() -> None:
    square = shapely.box(0, 0, 10, 20)
    assert path(square) == "M10 0l0 20-10 0 0-20z"
    assert path(shapely.box(0, 0, 0.6, 0.6)) == ""
    assert path(shapely.LineString([(0, 0), (0.2, 0.2), (5, 5)])) == "M0 0l5 5"
    assert path(shapely.GeometryCollection([square, shapely.Point(1, 1)])) == path(square)
    assert path(shapely.Polygon()) == ""


def test_surfaces_are_about_right() -> None:
    assert area_km2(shapely.box(0, 0, 1, 1)) == pytest.approx(12_364, rel=0.001)
    assert area_km2(shapely.box(-180, -90, 180, 90)) == pytest.approx(510_066_000, rel=0.001)


@pytest.mark.django_db
def test_the_largest_state_is_as_large_as_it_is() -> None:
    load_starter_areas()
    size = area_km2(Area.objects.get(code="KZ").geometry)
    assert size == pytest.approx(KAZAKHSTAN_KM2, rel=0.02)
