"""What else was reported near a signal within thirty days: incidents, and signals to merge with."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any, TypeAlias

from django.db.models import Q

from qaraul.events.models import Incident
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import QueueStage
from qaraul.pipeline.markings import MARKING_FIELDS, marking_of
from qaraul.pipeline.models import Signal

DAYS = timedelta(days=30)
DEGREES = 0.6
MOST = 4
LOOKED_AT = 40
FARTHEST_KM = 60
EARTH_KM = 6371.0
SIGNAL_ROW = (
    "id", "number", "title", "title_language", "event_type", "queue_stage", "story__lat",
    "story__lon", "story__occurred_on", "latest_at", "area_id", *MARKING_FIELDS,
)  # fmt: skip
INCIDENT_ROW = (
    "id", "number", "title", "language", "event_type", "lat", "lon", "occurred_on", "area_id",
)  # fmt: skip
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Near:
    """One record near a signal; `can_merge` when it is a signal that the signal may join."""

    kind: str
    id: Any
    title: str
    language: str
    km: int | None
    days: int
    is_same_type: bool
    can_merge: bool = False
    number: str = ""

    @property
    def earlier(self) -> int:
        """How many days before the signal it was."""
        return -self.days


def near_to(viewer: Viewer, signal: Signal) -> list[Near]:
    """Incidents and signals near a signal, the same type and the closest first; two queries."""
    story = signal.story
    day = (story.occurred_on if story else None) or signal.latest_at.date()
    here = (
        (story.lat, story.lon)
        if story and story.lat is not None and story.lon is not None
        else None
    )
    if here is None and signal.area_id is None:
        return []
    found = [*_incidents(viewer, signal, here, day), *_signals(viewer, signal, here, day)]
    found.sort(key=lambda n: (not n.is_same_type, abs(n.days), n.km if n.km is not None else 999))
    incidents = [n for n in found if n.kind == "incident"][:MOST]
    return [*incidents, *[n for n in found if n.kind == "signal"][:MOST]]


def _is_near(km: int | None, row: dict[str, Any], signal: Signal) -> bool:
    """Whether a row of the box around a signal lies in its area or close enough."""
    return (km is not None and km <= FARTHEST_KM) or (
        signal.area_id is not None and row["area_id"] == signal.area_id
    )


def _around(signal: Signal, here: Point | None, prefix: str) -> Q:
    near = Q(area=signal.area_id) if signal.area_id else Q(pk__in=[])
    if here is not None:
        lat, lon = here
        near |= Q(
            **{
                f"{prefix}lat__range": (lat - DEGREES, lat + DEGREES),
                f"{prefix}lon__range": (lon - DEGREES * 1.5, lon + DEGREES * 1.5),
            }
        )
    return near


def _incidents(viewer: Viewer, signal: Signal, here: Point | None, day: date) -> list[Near]:
    visible: Any = Incident.objects.visible_to(viewer)
    rows = visible.listed().filter(
        _around(signal, here, ""), occurred_on__range=(day - DAYS, day + DAYS)
    )
    if signal.incident_id:
        rows = rows.exclude(pk=signal.incident_id)
    return [
        Near(
            kind="incident",
            language=row["language"],
            km=km,
            days=(row["occurred_on"] - day).days,
            is_same_type=row["event_type"] == signal.event_type,
            **{name: row[name] for name in ("id", "number", "title")},
        )
        for row in rows.order_by("-occurred_on", "-id").values(*INCIDENT_ROW)[:LOOKED_AT]
        if _is_near(km := _km(here, row["lat"], row["lon"]), row, signal)
    ]


def _signals(viewer: Viewer, signal: Signal, here: Point | None, day: date) -> list[Near]:
    rows = (
        Signal.objects.visible_to(viewer)
        .filter(_around(signal, here, "story__"), latest_at__date__range=(day - DAYS, day + DAYS))
        .exclude(pk=signal.pk)
        .exclude(queue_stage__in=[QueueStage.MERGED, QueueStage.DISMISSED])
    )
    own = marking_of(signal)
    return [
        Near(
            kind="signal",
            language=row["title_language"],
            km=km,
            days=((row["story__occurred_on"] or row["latest_at"].date()) - day).days,
            is_same_type=row["event_type"] == signal.event_type,
            can_merge=tuple(row[name] for name in MARKING_FIELDS) == own,
            **{name: row[name] for name in ("id", "number", "title")},
        )
        for row in rows.order_by("-latest_at", "-id").values(*SIGNAL_ROW)[:LOOKED_AT]
        if _is_near(km := _km(here, row["story__lat"], row["story__lon"]), row, signal)
    ]


def _km(here: Point | None, lat: float | None, lon: float | None) -> int | None:
    if here is None or lat is None or lon is None:
        return None
    half = sin(radians(lat - here[0]) / 2) ** 2
    half += cos(radians(lat)) * cos(radians(here[0])) * sin(radians(lon - here[1]) / 2) ** 2
    return round(2 * EARTH_KM * asin(min(1.0, sqrt(half))))
