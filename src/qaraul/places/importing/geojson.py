"""GeoJSON (RFC 7946): a FeatureCollection in WGS 84."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely.errors import GEOSException

from qaraul.errors import BadInput
from qaraul.places.importing.rows import AreaFile, RawArea

WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")


def open_geojson(path: Path, layer: str = "") -> AreaFile:  # noqa: ARG001  one signature for all kinds
    """The features of the file; BadInput when it is not a FeatureCollection in WGS 84."""
    try:
        collection = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{path.name} is not JSON: {error}") from None
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise BadInput(f"{path.name} is not a GeoJSON FeatureCollection.")
    _require_wgs84(collection.get("crs"), path.name)
    columns: dict[str, None] = {}
    for feature in features:
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict):
            columns |= dict.fromkeys(feature["properties"])
    return AreaFile(tuple(columns), _rows(features))


def _require_wgs84(crs: Any, name: str) -> None:
    """RFC 7946 knows WGS 84 only; the member of older files may say otherwise."""
    if crs is None:
        return
    said = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else str(crs)
    if not said.endswith(WGS84):
        raise BadInput(f"{name} is in “{said[:80]}”; transform it to WGS 84 (EPSG:4326) first.")


def _rows(features: list[Any]) -> Iterator[RawArea]:
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        columns = properties if isinstance(properties, dict) else {}
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not isinstance(geometry, dict):
            yield RawArea(number, columns, None, "it has no outline")
            continue
        try:
            shape = shapely.from_geojson(orjson.dumps(geometry))
        except (GEOSException, orjson.JSONEncodeError) as error:
            yield RawArea(number, columns, None, f"its outline cannot be read: {error}")
        else:
            yield RawArea(number, columns, shape)
