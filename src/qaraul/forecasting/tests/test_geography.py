"""Who borders whom, and how months are counted."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.forecasting.geography import countries, country_neighbours, prio_grid_neighbours
from qaraul.forecasting.months import first_day, last_known, month_id, month_of


def bordering(iso2: str) -> set[str]:
    pairs = country_neighbours("iso2").rows()
    return {b for a, b in pairs if a == iso2} | {a for a, b in pairs if b == iso2}


@pytest.mark.parametrize(
    ("country", "neighbours"),
    [
        ("KG", {"KZ", "UZ", "TJ", "CN"}),
        ("TJ", {"KG", "UZ", "AF", "CN"}),
        ("UZ", {"KZ", "KG", "TJ", "TM", "AF"}),
        ("TM", {"KZ", "UZ", "AF", "IR"}),
        ("KZ", {"RU", "CN", "KG", "UZ", "TM"}),
        ("AF", {"TM", "UZ", "TJ", "CN", "PK", "IR"}),
        ("AU", set()),
    ],
)
def test_the_region_has_its_real_borders(country: str, neighbours: set[str]) -> None:
    assert bordering(country) == neighbours


def test_there_are_the_191_countries_of_views_each_once() -> None:
    table = countries()
    assert len(table) == 191
    for code in ("views", "gw", "iso2", "name"):
        assert table[code].n_unique() == 191
        assert table[code].null_count() == 0


@pytest.mark.parametrize("code", ["views", "gw", "iso2"])
def test_pairs_are_the_same_in_every_code(code: str) -> None:
    pairs = country_neighbours(code)  # type: ignore[arg-type]
    assert len(pairs) == len(country_neighbours("iso2"))
    assert not pairs.is_duplicated().any()


def test_a_cell_in_the_middle_touches_eight() -> None:
    middle = 720 * 100 + 50
    around = [middle + up * 720 + right for up in (-1, 0, 1) for right in (-1, 0, 1)]
    pairs = prio_grid_neighbours(around)
    own = pairs.filter((pairs["unit"] == middle) | (pairs["neighbour"] == middle))
    assert len(own) == 8
    assert len(pairs) == 20


def test_cells_touch_across_the_date_line_and_not_across_the_poles() -> None:
    assert prio_grid_neighbours([1, 720]).rows() == [(720, 1)]
    assert prio_grid_neighbours([359 * 720 + 5, 5]).is_empty()


@given(st.lists(st.integers(1, 259_200), max_size=40))
def test_no_cell_is_its_own_neighbour_and_no_pair_stands_twice(cells: list[int]) -> None:
    pairs = prio_grid_neighbours(np.array(cells, np.int64)).rows()
    assert all(a != b for a, b in pairs)
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)


@pytest.mark.parametrize("cell", [0, 259_201])
def test_a_cell_that_does_not_exist_is_refused(cell: int) -> None:
    with pytest.raises(BadInput):
        prio_grid_neighbours([cell])


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_months_count_on_from_january_1980(year: int, month: int) -> None:
    assert first_day(month_id(year, month)) == date(year, month, 1)
    assert month_of(date(year, month, 28)) == month_id(year, month)


def test_months_by_hand() -> None:
    assert month_id(1980, 1) == 1
    assert month_id(2018, 1) == 457
    assert last_known(456, 1) == 454
    with pytest.raises(ValueError, match="13"):
        month_id(2018, 13)
