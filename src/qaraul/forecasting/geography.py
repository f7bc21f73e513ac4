"""Who borders whom: countries from the shipped table, PRIO-GRID cells by arithmetic."""

import csv
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from qaraul.errors import BadInput
from qaraul.forecasting.arrays import Singles, Whole

DATA = Path(__file__).resolve().parent / "data"
CountryCode: TypeAlias = Literal["views", "gw", "iso2"]
GRID_COLUMNS, GRID_ROWS = 720, 360  # half a degree, row by row from the south-west corner
EARTH_KM = 6_371


@cache
def countries() -> pl.DataFrame:
    """191 countries: `views` and `gw` (Gleditsch & Ward, as UCDP uses it) numbers, `iso2`, `name`.

    Sources: VIEWS country list; UCDP country-year dataset 25.1 (CC BY 4.0).
    """
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    whole = pl.col("views", "gw").cast(pl.Int64)
    return pl.DataFrame(rows).with_columns(whole)


def country_neighbours(code: CountryCode = "views") -> pl.DataFrame:
    """Pairs of countries that share a land border, each once: `unit`, `neighbour` in that code.

    Source: GeoNames countryInfo (CC BY 4.0), either side's word taken.
    """
    with (DATA / "country_neighbours.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["iso2"], row["neighbour"]) for row in csv.DictReader(file)]
    codes = dict(countries().select(pl.col("iso2").alias("key"), code).iter_rows())
    return pl.DataFrame(
        {"unit": [codes[a] for a, _ in pairs], "neighbour": [codes[b] for _, b in pairs]}
    )


def prio_grid_neighbours(cells: npt.ArrayLike) -> pl.DataFrame:
    """Pairs of given PRIO-GRID cells that touch, eight around each, across the date line too.

    BadInput when there is no such cell. Source: Tollefsen, Strand & Buhaug (2012).
    """
    gids = _checked(np.unique(np.asarray(cells)))
    row, column = np.divmod(gids - 1, GRID_COLUMNS)
    pairs = []
    for up, right in ((0, 1), (1, -1), (1, 0), (1, 1)):
        other = (row + up) * GRID_COLUMNS + (column + right) % GRID_COLUMNS + 1
        there = np.isin(other, gids) & (row + up < GRID_ROWS)
        pairs.append(np.stack([gids[there], other[there]], axis=1))
    found = np.concatenate(pairs)
    return pl.DataFrame({"unit": found[:, 0], "neighbour": found[:, 1]})


def prio_grid_distances(cells: npt.ArrayLike) -> Singles:
    """Kilometres between the middles of PRIO-GRID cells on a round Earth: (cells, cells).

    BadInput when there is no such cell.
    """
    row, column = np.divmod(_checked(np.asarray(cells)) - 1, GRID_COLUMNS)
    lat, lon = np.radians(row / 2 - 89.75), np.radians(column / 2 - 179.75)
    points = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    kilometres: Singles = EARTH_KM * np.arccos(np.clip(points @ points.T, -1, 1))
    return kilometres.astype(np.float32)


def _checked(cells: npt.NDArray[Any]) -> Whole:
    """Numbers of cells; BadInput when one is not of PRIO-GRID."""
    if len(cells) and not (
        np.issubdtype(cells.dtype, np.integer)
        and cells.min() >= 1
        and cells.max() <= GRID_COLUMNS * GRID_ROWS
    ):
        raise BadInput("a cell is not one of PRIO-GRID", field="cell")
    return cells.astype(np.int64)
