"""The visible incidents of a filter as points for the map that can be moved."""

from typing import Any

import orjson
from django.urls import reverse

from qaraul.events.choices import EventType
from qaraul.events.filters import IncidentFilter
from qaraul.events.queries import incidents
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP

MOST_POINTS = 20_000
FIELDS = ("id", "title", "event_type", "occurred_on", "place_name", "lon", "lat", "tlp")


def points(viewer: Viewer, wanted: IncidentFilter) -> bytes:
    """GeoJSON of the newest incidents that have coordinates; `left_out` counts the rest of them."""
    rows = incidents(viewer, wanted).filter(lat__isnull=False)
    found = list(rows.order_by("-occurred_on", "-id").values_list(*FIELDS)[: MOST_POINTS + 1])
    left_out = rows.count() - MOST_POINTS if len(found) > MOST_POINTS else 0
    names: dict[str, str] = {code: str(label) for code, label in EventType.choices}
    features = [_feature(row, names) for row in found[:MOST_POINTS]]
    return orjson.dumps(
        {
            "type": "FeatureCollection",
            "exercise": viewer.in_exercise,
            "left_out": left_out,
            "features": features,
        }
    )


def _feature(row: tuple[Any, ...], names: dict[str, str]) -> dict[str, Any]:
    pk, title, event_type, occurred_on, place_name, lon, lat, tlp = row
    return {
        "type": "Feature",
        "id": pk,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "title": title,
            "url": reverse("events:detail", args=[pk]),
            "event_type": event_type,
            "type_label": names[event_type],
            "occurred_on": occurred_on,
            "place_name": place_name,
            "tlp": TLP(tlp).label,
        },
    }
