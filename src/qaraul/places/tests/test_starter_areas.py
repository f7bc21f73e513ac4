"""The areas that the product brings are today's, complete, and fit each other."""

from collections import Counter

import numpy as np
import pytest
import shapely

from qaraul.places import starter
from qaraul.places.choices import LANGUAGES, Level
from qaraul.places.lookup import AreaIndex

AREAS = {area.code: area for area in starter.areas()}
OUTLINES = {code: shapely.geometry.shape(area.geometry) for code, area in AREAS.items()}
INDEX = AreaIndex((code, AREAS[code].level, outline) for code, outline in OUTLINES.items())
AFGHAN = {
    f"AF-{letters}"
    for letters in (
        "BAL", "BAM", "BDG", "BDS", "BGL", "DAY", "FRA", "FYB", "GHA", "GHO", "HEL", "HER",
        "JOW", "KAB", "KAN", "KAP", "KDZ", "KHO", "KNR", "LAG", "LOG", "NAN", "NIM", "NUR",
        "PAN", "PAR", "PIA", "PKA", "SAM", "SAR", "TAK", "URU", "WAR", "ZAB",
    )
}  # fmt: skip
KAZAKH = {f"KZ-{number}" for number in (
    10, 11, 15, 19, 23, 27, 31, 33, 35, 39, 43, 47, 55, 59, 61, 62, 63, 71, 75, 79)}  # fmt: skip


def test_each_core_state_has_the_units_it_has_today() -> None:
    units = Counter(area.iso2 for area in AREAS.values() if area.level == Level.UNIT)
    assert units == {"KZ": 20, "KG": 9, "TJ": 5, "TM": 5, "UZ": 14, "AF": 34}


def test_the_core_and_its_neighbours_are_states_and_nobody_else_is() -> None:
    states = {area.code for area in AREAS.values() if area.level == Level.STATE}
    core = {code for code in states if AREAS[code].is_core}
    assert core == {"KZ", "KG", "TJ", "TM", "UZ", "AF"}
    assert states - core == {"AM", "AZ", "CN", "GE", "IN", "IR", "MN", "PK", "RU", "TR"}


def test_codes_are_the_current_ones_of_iso_3166_2() -> None:
    assert {code for code in AREAS if code.startswith("AF-")} == AFGHAN
    assert {code for code in AREAS if code.startswith("KZ-")} == KAZAKH
    assert {code for code in AREAS if code.startswith("KG-")} == {
        f"KG-{letter}" for letter in ("B", "C", "GB", "GO", "J", "N", "O", "T", "Y")
    }
    assert {code for code in AREAS if code.startswith("TJ-")} == {
        "TJ-DU", "TJ-GB", "TJ-KT", "TJ-RA", "TJ-SU"
    }  # fmt: skip


def test_every_listed_unit_is_drawn_and_every_drawn_unit_is_listed() -> None:
    assert set(starter.units()) == {c for c, area in AREAS.items() if area.level == Level.UNIT}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_area_has_a_name_in_each_language(language: str) -> None:
    assert [code for code, area in AREAS.items() if not area.names.get(language)] == []


def test_no_two_units_of_a_state_share_a_name() -> None:
    for language in LANGUAGES:
        names = Counter(
            (area.iso2, area.names[language]) for area in AREAS.values() if area.level == Level.UNIT
        )
        assert [name for name, count in names.items() if count > 1] == [], language


def test_old_names_are_not_shown() -> None:
    shown = {area.names["en"] for area in AREAS.values()}
    assert not shown & {
        "Leninabad", "Chardzhou", "Tashauz", "South Kazakhstan", "Nur-Sultan", "Baikonur",
        "Tadzhikistan Territories",
    }  # fmt: skip


def test_units_of_one_older_outline_are_approximate_and_no_others() -> None:
    shared = Counter(row["outline"] for row in starter.units().values())
    for code, row in starter.units().items():
        assert AREAS[code].is_approximate is (shared[row["outline"]] > 1), code
    assert {code for code, area in AREAS.items() if area.is_approximate} == {
        "KZ-10", "KZ-63", "KZ-19", "KZ-33", "KZ-35", "KZ-62", "KZ-61", "KZ-79", "KG-O", "KG-GO"
    }  # fmt: skip


@pytest.mark.parametrize("code", sorted(AREAS))
def test_outlines_are_valid_polygons_that_hold_their_label(code: str) -> None:
    outline = OUTLINES[code]
    assert outline.is_valid
    assert outline.geom_type in {"Polygon", "MultiPolygon"}
    assert outline.covers(shapely.Point(AREAS[code].label))


@pytest.mark.parametrize("iso2", starter.CORE_STATES)
def test_units_fill_their_state_and_do_not_overlap(iso2: str) -> None:
    units = [OUTLINES[c] for c, a in AREAS.items() if a.iso2 == iso2 and a.level == Level.UNIT]
    together = sum(unit.area for unit in units)
    assert together == pytest.approx(OUTLINES[iso2].area, rel=2e-3)
    assert shapely.union_all(units).area == pytest.approx(together, rel=1e-3)


CAPITALS = [
    ("Astana", 71.43, 51.13, "KZ-71"), ("Almaty", 76.93, 43.25, "KZ-75"),
    ("Bishkek", 74.59, 42.87, "KG-GB"), ("Osh", 72.80, 40.53, "KG-GO"),
    ("Dushanbe", 68.78, 38.54, "TJ-DU"), ("Ashgabat", 58.38, 37.95, "TM-A"),
    ("Tashkent", 69.24, 41.31, "UZ-TK"), ("Kabul", 69.17, 34.53, "AF-KAB"),
    ("Semey", 80.26, 50.42, "KZ-10"), ("Oskemen", 82.61, 49.96, "KZ-63"),
    ("Taldykorgan", 78.37, 45.02, "KZ-33"), ("Konaev", 77.06, 43.86, "KZ-19"),
    ("Zhezqazghan", 67.71, 47.79, "KZ-62"), ("Karaganda", 73.09, 49.80, "KZ-35"),
    ("Shymkent", 69.59, 42.32, "KZ-79"), ("Turkistan", 68.25, 43.30, "KZ-61"),
    ("Baikonur", 63.32, 45.62, "KZ-43"), ("Khujand", 69.62, 40.28, "TJ-SU"),
    ("Khorog", 71.55, 37.49, "TJ-GB"), ("Bokhtar", 68.78, 37.84, "TJ-KT"),
    ("Vahdat", 69.02, 38.56, "TJ-RA"), ("Sokh", 71.13, 39.97, "UZ-FA"),
    ("Nukus", 59.61, 42.45, "UZ-QR"), ("Dashoguz", 59.97, 41.84, "TM-D"),
    ("Bazarak", 69.52, 35.31, "AF-PAN"), ("Charikar", 69.17, 35.01, "AF-PAR"),
    ("Nili", 66.13, 33.72, "AF-DAY"), ("Tarinkot", 65.87, 32.63, "AF-URU"),
    ("Gardez", 69.23, 33.60, "AF-PIA"), ("Sharan", 68.79, 33.18, "AF-PKA"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lon", "lat", "code"), CAPITALS)
def test_capitals_and_seats_lie_in_their_unit(name: str, lon: float, lat: float, code: str) -> None:
    assert INDEX.locate_one(lon, lat) == code, name
    assert INDEX.locate_one(lon, lat, level=0) == code[:2], name


def test_places_outside_the_core_lie_in_a_state_and_in_no_unit() -> None:
    lon, lat = np.array([69.2, 71.58, 51.39]), np.array([30.2, 34.01, 35.69])
    assert INDEX.locate(lon, lat, level=0).tolist() == ["PK", "PK", "IR"]
    assert INDEX.locate(lon, lat).tolist() == ["", "", ""]


def test_disputed_lines_are_apart_from_borders() -> None:
    border = shapely.geometry.shape(starter.drawn("border"))
    disputed = shapely.geometry.shape(starter.drawn("disputed"))
    assert disputed.length > 10
    assert border.length > 200
    assert shapely.intersection(border, disputed).length == 0
