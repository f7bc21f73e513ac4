"""Which reader a file goes to."""

from collections.abc import Callable
from pathlib import Path

from qaraul.errors import BadInput, TooLarge
from qaraul.places.importing.geojson import open_geojson
from qaraul.places.importing.geopackage import open_geopackage
from qaraul.places.importing.geoparquet import open_geoparquet
from qaraul.places.importing.rows import AreaFile

MOST_BYTES = 512 * 1024 * 1024
READERS: dict[str, Callable[[Path, str], AreaFile]] = {
    ".geojson": open_geojson,
    ".json": open_geojson,
    ".gpkg": open_geopackage,
    ".parquet": open_geoparquet,
    ".geoparquet": open_geoparquet,
}


def open_areas(path: Path, layer: str = "") -> AreaFile:
    """Open a file of areas; BadInput for a kind that is not read, TooLarge over 512 MB."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInput(f"{path.name} is none of {', '.join(READERS)}.")
    if not path.is_file():
        raise BadInput(f"There is no file {path}.")
    if path.stat().st_size > MOST_BYTES:
        raise TooLarge(f"{path.name} is larger than 512 MB.")
    return reader(path, layer)
