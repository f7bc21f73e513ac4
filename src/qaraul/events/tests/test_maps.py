"""The map of counts: whole, also while the areas themselves change."""

import pytest

from qaraul.events.areas import area_tree
from qaraul.events.filters import IncidentFilter
from qaraul.events.maps import choropleth, incident_map
from qaraul.members.viewers import PUBLIC
from qaraul.places.maps import area_paths
from qaraul.places.services import load_starter_areas


@pytest.mark.django_db
def test_areas_that_came_a_moment_ago_are_on_the_map() -> None:
    area_tree()
    load_starter_areas()
    assert len(incident_map(PUBLIC, IncidentFilter()).choropleth.areas) == 87


@pytest.mark.django_db
def test_an_area_that_went_between_two_looks_is_left_out() -> None:
    load_starter_areas()
    drawing = area_paths()
    areas = {code: area for code, area in area_tree().by_code.items() if code != "AF-BAL"}
    codes = {area.code for area in choropleth(drawing, {}, areas).areas}
    assert codes == {shape.code for shape in drawing.areas} - {"AF-BAL"}
