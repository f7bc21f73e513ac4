"""Small files of areas, written the way the world's sources write them."""

import json
import sqlite3
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

Row = tuple[dict[str, Any], BaseGeometry | None]
KARA_SUU = shapely.box(72.6, 40.4, 72.7, 40.5)  # in Osh Region
ARAVAN = shapely.box(72.4, 40.4, 72.5, 40.5)
BOW_TIE = shapely.from_wkt("POLYGON ((72 40, 73 41, 73 40, 72 41, 72 40))")


def cod_ab(name: str = "Kara-Suu", pcode: str = "KG06001", **more: Any) -> dict[str, Any]:
    """Columns of a COD-AB admin-2 row."""
    return {
        "ADM2_EN": name, "ADM2_RU": f"{name} (ru)", "ADM2_KY": f"{name} (ky)", "ADM2_PCODE": pcode,
        "ADM1_EN": "Osh", "ADM1_PCODE": "KG06", "ADM0_EN": "Kyrgyzstan", "ADM0_PCODE": "KG",
        "validOn": "2023-01-01",
    } | more  # fmt: skip


def wkb(shape: BaseGeometry | None) -> bytes | None:
    return None if shape is None else shapely.to_wkb(shape)


def write_geojson(path: Path, rows: Sequence[Row], **members: Any) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": columns,
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for columns, shape in rows
    ]
    collection = {"type": "FeatureCollection", "features": features} | members
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


def gpkg_blob(shape: BaseGeometry | None, srs: int = 4326) -> bytes | None:
    """A GeoPackage blob with an envelope, little-endian."""
    if shape is None:
        return None
    west, south, east, north = shape.bounds
    envelope = struct.pack("<4d", west, east, south, north)
    return b"GP\x00\x03" + struct.pack("<i", srs) + envelope + shapely.to_wkb(shape)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def write_geopackage(
    path: Path, rows: Sequence[Row], *, layers: Sequence[str] = ("adm2",), srs: int = 4326
) -> Path:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
        database.execute(
            "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INT)"
        )
        for layer in layers:
            database.execute("INSERT INTO gpkg_contents VALUES (?, 'features')", [layer])
            database.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?)", [layer, srs]
            )
            columns = list(rows[0][0])
            listed = ", ".join(f'"{column}" TEXT' for column in columns)
            database.execute(
                f"CREATE TABLE {quoted(layer)} (fid INTEGER PRIMARY KEY, geom BLOB, {listed})"
            )
            marks = ", ".join("?" * (len(columns) + 2))
            for number, (cells, shape) in enumerate(rows, 1):
                values = [number, gpkg_blob(shape, srs), *(cells[column] for column in columns)]
                database.execute(f"INSERT INTO {quoted(layer)} VALUES ({marks})", values)  # noqa: S608  our own names
    database.close()
    return path


def write_geoparquet(path: Path, rows: Sequence[Row], *, crs: Any = None) -> Path:
    table = pl.DataFrame([cells for cells, _ in rows]).with_columns(
        pl.Series("outline", [wkb(shape) for _, shape in rows], pl.Binary)
    )
    column = {"encoding": "WKB", "geometry_types": []} | ({"crs": crs} if crs else {})
    geo = {"version": "1.0.0", "primary_column": "outline", "columns": {"outline": column}}
    table.write_parquet(path, metadata={"geo": json.dumps(geo)})
    return path
