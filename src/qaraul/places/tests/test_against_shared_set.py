"""Our outlines against the recommended set, which is read here and never shipped."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely

from qaraul.places import starter
from qaraul.places.choices import Level
from qaraul.places.lookup import AreaIndex
from qaraul.places.models import Area
from qaraul.places.services import import_areas, load_starter_areas

GEO = Path(__file__).parents[4].parent / "shared" / "data" / "geo"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not GEO.exists(), reason="the geographic test set is not here"),
]


@pytest.fixture(scope="module")
def ours() -> AreaIndex:
    return AreaIndex((a.code, a.level, shapely.geometry.shape(a.geometry)) for a in starter.areas())


@pytest.fixture(scope="module")
def theirs() -> pl.DataFrame:
    return pl.read_parquet(GEO / "admin1.parquet")


def test_codes_are_the_same(theirs: pl.DataFrame) -> None:
    assert set(theirs["iso_3166_2"]) == set(starter.units())


def test_most_settlements_lie_in_the_same_unit(ours: AreaIndex, theirs: pl.DataFrame) -> None:
    shapes = zip(theirs["iso_3166_2"], shapely.from_wkb(theirs["geometry"].to_list()), strict=True)
    index = AreaIndex((code, 1, shape) for code, shape in shapes)
    places = pl.read_parquet(GEO / "gazetteer_wof.parquet", columns=["lon", "lat", "country"])
    lon, lat = places["lon"].to_numpy(), places["lat"].to_numpy()
    expected, found = index.locate(lon, lat), ours.locate(lon, lat)
    known = expected != ""
    assert known.sum() > 50_000
    same = (expected == found)[known]
    assert same.mean() > 0.93
    exact = {code for code, row in starter.units().items() if row["is_approximate"] == "no"}
    sure = np.isin(expected[known], sorted(exact))
    assert same[sure].mean() > 0.94


def test_each_unit_overlaps_the_one_of_its_code(theirs: pl.DataFrame) -> None:
    shapes = dict(
        zip(theirs["iso_3166_2"], shapely.from_wkb(theirs["geometry"].to_list()), strict=True)
    )
    for area in starter.areas():
        if area.code not in shapes:
            continue
        ours = shapely.geometry.shape(area.geometry)
        their = shapely.make_valid(shapes[area.code])
        share = shapely.intersection(ours, their).area / shapely.union(ours, their).area
        least = 0.1 if area.is_approximate or area.kind == "city" else 0.6
        assert share > least, f"{area.code}: {share:.2f}"


def test_disputed_lines_lie_where_natural_earth_marks_them() -> None:
    lines = pl.read_parquet(GEO / "boundary_lines.parquet")
    marked = shapely.union_all(
        shapely.from_wkb(lines.filter(pl.col("disputed"))["geometry"].to_list())
    )
    ours = shapely.geometry.shape(starter.drawn("disputed"))
    kashmir = shapely.box(73, 32, 81, 37)
    assert shapely.intersection(marked, kashmir).length > 5
    assert shapely.intersection(ours, kashmir).length > 5


@pytest.mark.django_db
def test_the_whole_set_of_districts_comes_in_with_a_report_that_adds_up() -> None:
    load_starter_areas()
    units = import_areas(GEO / "admin1.parquet")
    assert units.counts == {"added": 0, "replaced": 87, "unchanged": 0, "refused": 0}
    assert not Area.objects.filter(is_approximate=True).exists()
    districts = import_areas(GEO / "admin2.parquet")
    assert districts.counts == {"added": 770, "replaced": 0, "unchanged": 0, "refused": 0}
    told = pl.read_parquet(GEO / "admin2.parquet", columns=["adm2_id", "adm1_iso"])
    ours = dict(Area.objects.at(Level.DISTRICT).values_list("code", "parent__code"))
    assert ours == dict(zip(told["adm2_id"], told["adm1_iso"], strict=True))
    assert import_areas(GEO / "admin2.parquet").counts["unchanged"] == 770
