"""Outlines of states and units for the map that can be moved; they are no secret."""

from functools import lru_cache
from typing import Any

import orjson
from django.utils.translation import get_language

from qaraul.places import starter
from qaraul.places.choices import Level
from qaraul.places.models import Area
from qaraul.places.queries import edition


def outlines() -> bytes:
    """A GeoJSON feature collection with code, name, level and whether the state is a core one."""
    return _outlines(edition(), get_language() or "en")


@lru_cache(maxsize=16)
def _outlines(edition: str, language: str) -> bytes:  # noqa: ARG001  the key under which it is kept
    areas = Area.objects.current().filter(level__lte=Level.UNIT).order_by("level", "code")
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "properties": {
                "code": area.code,
                "name": area.name_in(language),
                "level": area.level,
                "is_core": area.is_core,
            },
            "geometry": orjson.Fragment(area.geometry_geojson),
        }
        for area in areas
    ]
    # A name stands at one point of its area, not at one of each of its islands.
    features += [
        {
            "type": "Feature",
            "properties": {"name": area.name_in(language), "named_level": area.level},
            "geometry": {"type": "Point", "coordinates": [area.label_lon, area.label_lat]},
        }
        for area in areas
        if area.level == Level.STATE or area.is_core
    ]
    # Borders are lines of their own, because some of them are disputed and drawn dashed.
    features += [
        {"type": "Feature", "properties": {"line": line}, "geometry": starter.drawn(line)}
        for line in ("border", "disputed")
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})
