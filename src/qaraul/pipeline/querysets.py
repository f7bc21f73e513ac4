"""Which signals a viewer may know of, and which of them wait for somebody."""

from datetime import datetime
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import OPEN_STAGES, QueueStage
from qaraul.sharing.querysets import MarkedQuerySet

M = TypeVar("M", bound=models.Model)


class StoryQuerySet(MarkedQuerySet[M]):
    """Stories; one that holds a document which the viewer may not see is not there."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The stories this viewer may know of."""
        return super().visible_to(viewer).filter(~Exists(_hidden_documents("pk", viewer)))


class SignalQuerySet(MarkedQuerySet[M]):
    """Signals; the marking of the story's documents is asked again, so a recall works at once."""

    def visible_to(self, viewer: Viewer) -> Self:
        """The signals this viewer may know of."""
        return super().visible_to(viewer).filter(~Exists(_hidden_documents("story_id", viewer)))

    def waiting(self, at: datetime) -> Self:
        """Signals that need review; a snoozed one counts again when its time has come."""
        return self.filter(waiting_q(at))


def waiting_q(at: datetime) -> Q:
    """The condition that a signal waits for somebody."""
    stages = [stage for stage in OPEN_STAGES if stage is not QueueStage.SNOOZED]
    return Q(queue_stage__in=stages) | Q(queue_stage=QueueStage.SNOOZED, snoozed_until__lte=at)


def _hidden_documents(story: str, viewer: Viewer) -> Any:
    """Documents of a story that the viewer may not see."""
    # By name, because models.py imports this module.
    members = apps.get_model("pipeline", "StoryDocument").objects.filter(story=OuterRef(story))
    visible = apps.get_model("sources", "Document").objects.visible_to(viewer)
    return members.exclude(document__in=visible.values("pk"))
