"""OGC GeoPackage 1.3 (§2.1 features), read with sqlite3: a header, then well-known binary."""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from qaraul.errors import BadInput
from qaraul.places.importing.rows import AreaFile, RawArea

HEADER_BYTES = 8
EMPTY, EXTENDED = 0b0001_0000, 0b0010_0000
ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
WGS84 = 4326
LAYERS = (
    "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c "
    "JOIN gpkg_geometry_columns g ON g.table_name = c.table_name "
    "WHERE c.data_type = 'features' ORDER BY c.table_name"
)


def open_geopackage(path: Path, layer: str = "") -> AreaFile:
    """The features of one layer; BadInput when it is not a GeoPackage, or the layer is not told."""
    try:
        with closing(_connect(path)) as database:
            layers = {name: (column, srs) for name, column, srs in database.execute(LAYERS)}
            chosen = _chosen(layers, layer, path.name)
            column, srs = layers[chosen]
            if srs != WGS84:
                raise BadInput(f"Layer {chosen} is in EPSG:{srs}; transform it to EPSG:4326 first.")
            facts = database.execute(f"PRAGMA table_info({_quoted(chosen)})").fetchall()
    except sqlite3.DatabaseError as error:
        raise BadInput(f"{path.name} is not a GeoPackage: {error}") from None
    columns = tuple(name for _, name, *_ in facts if name != column)
    return AreaFile(columns, _rows(path, chosen, column), chosen)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _chosen(layers: dict[str, Any], wanted: str, name: str) -> str:
    if not layers:
        raise BadInput(f"{name} holds no layer of features.")
    if wanted in layers:
        return wanted
    if wanted or len(layers) > 1:
        raise BadInput(f"Name one layer of {name}: {', '.join(layers)}.", field="layer")
    return next(iter(layers))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _rows(path: Path, layer: str, column: str) -> Iterator[RawArea]:
    with closing(_connect(path)) as database:
        database.row_factory = sqlite3.Row
        rows = database.execute(f"SELECT * FROM {_quoted(layer)}")  # noqa: S608  quoted above
        for number, row in enumerate(rows, 1):
            columns = {key: row[key] for key in row.keys() if key != column}  # noqa: SIM118  sqlite3.Row
            try:
                yield RawArea(number, columns, geometry(row[column]))
            except ValueError as error:
                yield RawArea(number, columns, None, str(error))


def geometry(blob: Any) -> BaseGeometry:
    """The outline in a GeoPackage blob (§2.1.3); ValueError says what is wrong with it."""
    if not isinstance(blob, bytes) or len(blob) < HEADER_BYTES or blob[:2] != b"GP":
        raise ValueError("it has no outline")
    flags = blob[3]
    envelope = ENVELOPE_BYTES.get((flags >> 1) & 0b111)
    if flags & EXTENDED or envelope is None:
        raise ValueError("its outline is of a kind that is not known here")
    (srs,) = struct.unpack("<i" if flags & 1 else ">i", blob[4:HEADER_BYTES])
    if srs != WGS84:
        raise ValueError(f"its outline is in EPSG:{srs}, not in EPSG:4326")
    if flags & EMPTY:
        raise ValueError("its outline is empty")
    try:
        return shapely.from_wkb(blob[HEADER_BYTES + envelope :])
    except GEOSException as error:
        raise ValueError(f"its outline cannot be read: {error}") from None
