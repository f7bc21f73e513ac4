"""Cells of PRIO-GRID and of H3: arithmetic only."""

from typing import TypeAlias

import h3
import numpy as np
import numpy.typing as npt

from qaraul.errors import BadInput

CELL = 0.5  # degrees
COLUMNS, ROWS = 720, 360
EAST, NORTH = 180, 90
FINEST_H3 = 15
Numbers: TypeAlias = npt.NDArray[np.int64]


def prio_grid_ids(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Numbers:
    """PRIO-GRID cell of each point: 1 to 259,200, row by row from the south-west corner.

    lon, lat: degrees, same shape. The eastern and northern edges of the world belong to the
    last column and row. BadInput when a point is not on Earth.
    Source: Tollefsen, Strand & Buhaug (2012), PRIO-GRID: A unified spatial data structure.
    """
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    if not ((np.abs(x) <= EAST).all() and (np.abs(y) <= NORTH).all()):
        raise BadInput("A point has no place on Earth.", field="lon")
    column = np.minimum(np.floor((x + EAST) / CELL), COLUMNS - 1)
    row = np.minimum(np.floor((y + NORTH) / CELL), ROWS - 1)
    cells: Numbers = (row * COLUMNS + column + 1).astype(np.int64)
    return cells


def prio_grid_id(lon: float, lat: float) -> int:
    """PRIO-GRID cell of one point; BadInput when it is not on Earth."""
    return int(prio_grid_ids(lon, lat))


def prio_grid_centre(gid: int) -> tuple[float, float]:
    """Longitude and latitude of a cell's centre; BadInput when there is no such cell."""
    if not 1 <= gid <= COLUMNS * ROWS:
        raise BadInput(f"There is no PRIO-GRID cell {gid}.", field="gid")
    row, column = divmod(gid - 1, COLUMNS)
    return (column + 0.5) * CELL - EAST, (row + 0.5) * CELL - NORTH


def h3_cell(lon: float, lat: float, resolution: int) -> str:
    """H3 cell of one point; BadInput when it is not on Earth or the resolution is not 0 to 15."""
    if not 0 <= resolution <= FINEST_H3:
        raise BadInput(f"H3 has no resolution {resolution}.", field="resolution")
    if not (abs(lon) <= EAST and abs(lat) <= NORTH):
        raise BadInput("A point has no place on Earth.", field="lon")
    return str(h3.latlng_to_cell(lat, lon, resolution))


def h3_centre(cell: str) -> tuple[float, float]:
    """Longitude and latitude of an H3 cell's centre; BadInput when there is no such cell."""
    if not h3.is_valid_cell(cell):
        raise BadInput(f"There is no H3 cell “{cell}”.", field="cell")
    lat, lon = h3.cell_to_latlng(cell)
    return lon, lat
