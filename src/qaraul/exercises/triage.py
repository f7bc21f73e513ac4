"""Work through the queue as the scenario's analysts did: confirm, dismiss, snooze, escalate."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from qaraul.events.models import Incident
from qaraul.exercises.desk import Desk
from qaraul.members.viewers import Viewer
from qaraul.pipeline import services as pipeline
from qaraul.pipeline.choices import OPEN_STAGES, DismissReason, QueueStage
from qaraul.pipeline.models import Signal, StoryDocument


def signal_about(documents: Collection[UUID], *, viewer: Viewer) -> Signal | None:
    """The open signal that tells most of these documents."""
    named = Count("story__members", filter=Q(story__members__document__in=documents))
    signals = Signal.objects.visible_to(viewer).filter(queue_stage__in=OPEN_STAGES)
    telling = signals.select_related("story").annotate(named=named).filter(named__gt=0)
    return telling.order_by("-named", "number").first()


def close_known(
    incident: Incident, documents: Collection[UUID], *, viewer: Viewer, at: datetime
) -> None:
    """Dismiss the open signals that tell nothing but what the incident's evidence holds."""
    inside = StoryDocument.objects.filter(document__in=documents).values("story")
    for signal in Signal.objects.visible_to(viewer).filter(
        queue_stage__in=OPEN_STAGES, story__in=inside
    ):
        others = StoryDocument.objects.filter(story=signal.story_id).exclude(document__in=documents)
        if not others.exists():
            note = incident.number
            pipeline.dismiss_signal(
                signal.pk, viewer=viewer, at=at, reason=DismissReason.KNOWN, note=note
            )


def work_queue(desk: Desk) -> int:
    """Do the scenario's acts on signals that nobody has touched; how many were done."""
    return sum(_act(desk, plan) for plan in desk.scenario.triage)


def _act(desk: Desk, plan: dict[str, Any]) -> bool:
    viewer = desk.network.viewer(plan["by"])
    documents = desk.documents([plan["document"]], viewer)
    untouched = Signal.objects.visible_to(viewer).filter(
        queue_stage=QueueStage.NEW, story__members__document__in=documents
    )
    signal = untouched.first()
    if signal is None:
        return False
    given = {"viewer": viewer, "at": desk.now, "note": plan["note"]}
    match plan["act"]:
        case "dismiss":
            pipeline.dismiss_signal(signal.pk, reason=plan["reason"], **given)
        case "snooze":
            until = desk.now + timedelta(hours=plan["hours"])
            pipeline.snooze_signal(signal.pk, until=until, **given)
        case "escalate":
            pipeline.escalate_signal(signal.pk, **given)
    return True
