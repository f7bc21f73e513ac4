"""One area as a file holds it, before anything is known about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class RawArea:
    """A row: its number from 1, its columns, and its outline or what is wrong with it."""

    row: int
    columns: dict[str, Any]
    shape: BaseGeometry | None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class AreaFile:
    """An opened file: the names of its columns, and its rows in order."""

    columns: tuple[str, ...]
    rows: Iterator[RawArea]
    layer: str = ""
