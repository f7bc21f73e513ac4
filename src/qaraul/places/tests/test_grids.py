"""Cells of PRIO-GRID and H3."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.places.grids import (
    h3_cell,
    h3_centre,
    prio_grid_centre,
    prio_grid_id,
    prio_grid_ids,
)

SHARED = Path(__file__).parents[4].parent / "shared"
CANDIDATE = SHARED / "data" / "conflict" / "ucdp_candidate_v23_0_10.parquet"


@pytest.mark.parametrize(
    ("lon", "lat", "gid"),
    [
        (-179.75, -89.75, 1),  # the first cell
        (179.75, 89.75, 259_200),  # the last
        (180, 90, 259_200),
        (0.25, 0.25, 129_961),
        (69.17, 34.53, 179_779),  # Kabul
    ],
)
def test_cells_are_numbered_as_prio_numbers_them(lon: float, lat: float, gid: int) -> None:
    assert prio_grid_id(lon, lat) == gid


@given(st.integers(1, 259_200))
def test_the_centre_of_a_cell_lies_in_it(gid: int) -> None:
    assert prio_grid_id(*prio_grid_centre(gid)) == gid


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_point_is_at_most_a_quarter_degree_from_its_cells_centre(lon: float, lat: float) -> None:
    x, y = prio_grid_centre(prio_grid_id(lon, lat))
    assert abs(lon - x) <= 0.25 + 1e-9
    assert abs(lat - y) <= 0.25 + 1e-9


@pytest.mark.parametrize("gid", [0, -1, 259_201])
def test_there_is_no_cell_outside_the_grid(gid: int) -> None:
    with pytest.raises(BadInput):
        prio_grid_centre(gid)


@pytest.mark.parametrize(("lon", "lat"), [(181, 0), (0, 91), (float("nan"), 0)])
def test_points_off_the_earth_have_no_cell(lon: float, lat: float) -> None:
    with pytest.raises(BadInput):
        prio_grid_id(lon, lat)
    with pytest.raises(BadInput):
        h3_cell(lon, lat, 5)


@pytest.mark.shared
@pytest.mark.skipif(not CANDIDATE.exists(), reason="the UCDP candidate month is not here")
def test_cells_are_the_ones_that_ucdp_wrote() -> None:
    rows = pl.read_parquet(CANDIDATE).drop_nulls(["priogrid_gid", "longitude", "latitude"])
    ours = prio_grid_ids(rows["longitude"].to_numpy(), rows["latitude"].to_numpy())
    assert len(rows) > 500
    assert np.array_equal(ours, rows["priogrid_gid"].to_numpy())


@given(st.floats(-180, 180), st.floats(-89, 89), st.integers(0, 15))
def test_the_centre_of_an_h3_cell_lies_in_it(lon: float, lat: float, resolution: int) -> None:
    cell = h3_cell(lon, lat, resolution)
    assert h3_cell(*h3_centre(cell), resolution) == cell


@pytest.mark.parametrize("resolution", [-1, 16])
def test_h3_has_sixteen_resolutions(resolution: int) -> None:
    with pytest.raises(BadInput):
        h3_cell(69, 34, resolution)


def test_a_word_is_no_h3_cell() -> None:
    with pytest.raises(BadInput):
        h3_centre("kabul")
