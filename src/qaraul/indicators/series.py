"""What surges are sought in: each subject lists the days of its records, as a viewer sees them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeAlias
from uuid import UUID

from django.db.models.functions import TruncDate

from qaraul.events.choices import Status as IncidentStatus
from qaraul.events.models import Incident
from qaraul.indicators.choices import Subject
from qaraul.members.viewers import Viewer
from qaraul.pipeline.models import Story
from qaraul.registry import Registry

Happening: TypeAlias = tuple[UUID | None, str, date]
"""Area, event type and day of one record."""

subjects: Registry[Callable[[Viewer, date], Iterable[Happening]]] = Registry("subject of surges")


def stories(viewer: Viewer, since: date) -> Iterable[Happening]:
    """Visible stories by the day on which the first document was published."""
    rows = Story.objects.visible_to(viewer).filter(size__gt=0, first_published_at__date__gte=since)
    days = rows.annotate(day=TruncDate("first_published_at")).order_by()
    found: Iterable[Happening] = days.values_list("area_id", "event_type", "day")
    return found


def incidents(viewer: Viewer, since: date) -> Iterable[Happening]:
    """Visible incidents by the day on which they happened."""
    rows = Incident.objects.visible_to(viewer).listed().exclude(status=IncidentStatus.REFUTED)
    found: Iterable[Happening] = (
        rows.filter(occurred_on__gte=since)
        .order_by()
        .values_list("area_id", "event_type", "occurred_on")
    )
    return found


subjects.register(Subject.STORIES, stories)
subjects.register(Subject.INCIDENTS, incidents)
