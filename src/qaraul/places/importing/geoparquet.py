"""GeoParquet 1.0: which column, in what encoding and system, stands in the file's metadata."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import shapely
from polars.exceptions import PolarsError
from shapely.errors import GEOSException

from qaraul.errors import BadInput
from qaraul.places.importing.rows import AreaFile, RawArea

WGS84_CODES = {"4326", "CRS84", "OGC:CRS84"}


def open_geoparquet(path: Path, layer: str = "") -> AreaFile:  # noqa: ARG001  one signature for all kinds
    """The rows of the file; BadInput when it is not GeoParquet in WGS 84 with WKB outlines."""
    try:
        metadata = pl.read_parquet_metadata(path)
        column = _outline_column(metadata, path.name)
        table = pl.read_parquet(path)
    except (PolarsError, OSError) as error:
        raise BadInput(f"{path.name} is not a Parquet file: {error}") from None
    if column not in table.columns:
        raise BadInput(f"{path.name} lacks the column {column} that its metadata names.")
    return AreaFile(tuple(name for name in table.columns if name != column), _rows(table, column))


def _outline_column(metadata: dict[str, str], name: str) -> str:
    try:
        geo = orjson.loads(metadata["geo"])
        column = str(geo["primary_column"])
        facts = geo["columns"][column]
    except (KeyError, TypeError, orjson.JSONDecodeError):
        raise BadInput(f"{name} is a Parquet file, but not GeoParquet.") from None
    if str(facts.get("encoding", "")).upper() != "WKB":
        raise BadInput(f"{name} has outlines in {facts.get('encoding')}; WKB is read here.")
    crs = facts.get("crs")
    if crs is not None and not _is_wgs84(crs):
        raise BadInput(f"{name} is not in WGS 84; transform it to EPSG:4326 first.")
    return column


def _is_wgs84(crs: Any) -> bool:
    if not isinstance(crs, dict):
        return False
    identifier = crs.get("id") or {}
    return str(identifier.get("code")) in WGS84_CODES


def _rows(table: pl.DataFrame, column: str) -> Iterator[RawArea]:
    for number, row in enumerate(table.iter_rows(named=True), 1):
        blob = row.pop(column)
        if not isinstance(blob, bytes) or not blob:
            yield RawArea(number, row, None, "it has no outline")
            continue
        try:
            yield RawArea(number, row, shapely.from_wkb(blob))
        except GEOSException as error:
            yield RawArea(number, row, None, f"its outline cannot be read: {error}")
