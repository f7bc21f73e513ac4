"""What waits in triage: one count for the masthead, a little more for home."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.viewers import Viewer

try:
    from qaraul.pipeline.choices import OPEN_STAGES
    from qaraul.pipeline.models import Signal
except ImportError:
    Signal = None

NEWEST = 2


@dataclass(frozen=True, slots=True)
class Review:
    """Open signals, those the viewer holds, those that are new, and the weightiest of the new."""

    count: int | None = None
    mine: int = 0
    new_count: int = 0
    newest: tuple[Any, ...] = ()


def needs_review(viewer: Viewer) -> int | None:
    """How many signals wait for somebody, or None for viewers who have no part in triage."""
    if Signal is None or not viewer.has(*TRIAGE_ROLES):
        return None
    return Signal.objects.visible_to(viewer).filter(queue_stage__in=OPEN_STAGES).count()


def review_of(viewer: Viewer, *, since: datetime) -> Review:
    """The same with what home tells of the queue; two queries."""
    if Signal is None or not viewer.has(*TRIAGE_ROLES):
        return Review()
    open_ones: Any = Signal.objects.visible_to(viewer).filter(queue_stage__in=OPEN_STAGES)
    is_new = Q(created_at__gt=since)
    counts = open_ones.order_by().aggregate(
        count=Count("pk"),
        mine=Count("pk", filter=Q(held_by=viewer.person_id)),
        new_count=Count("pk", filter=is_new),
    )
    return Review(
        **counts, newest=tuple(open_ones.filter(is_new).order_by("-risk", "-id")[:NEWEST])
    )
