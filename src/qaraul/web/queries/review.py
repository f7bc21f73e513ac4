"""What waits in triage: one count for the masthead, a little more for home."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q

from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.viewers import Viewer
from qaraul.pipeline.models import Signal

NEWEST = 2


@dataclass(frozen=True, slots=True)
class Review:
    """Waiting signals, those the viewer holds, the new ones, and the weightiest of these."""

    count: int | None = None
    mine: int = 0
    new_count: int = 0
    newest: tuple[Signal, ...] = ()


def needs_review(viewer: Viewer) -> int | None:
    """How many signals wait for somebody, or None for viewers who have no part in triage."""
    if not viewer.has(*TRIAGE_ROLES):
        return None
    return Signal.objects.visible_to(viewer).waiting(datetime.now(UTC)).count()


def review_of(viewer: Viewer, *, since: datetime, now: datetime) -> Review:
    """The same with what home tells of the queue; two queries."""
    if not viewer.has(*TRIAGE_ROLES):
        return Review()
    waiting = Signal.objects.visible_to(viewer).waiting(now)
    is_new = Q(raised_at__gt=since)
    counts = waiting.order_by().aggregate(
        count=Count("pk"),
        mine=Count("pk", filter=Q(held_by=viewer.person_id, held_until__gt=now)),
        new_count=Count("pk", filter=is_new),
    )
    newest = waiting.filter(is_new).order_by("-risk", "-id")[:NEWEST]
    return Review(**counts, newest=tuple(newest))
