"""What was read of each document, stories, signals with their history, and people's corrections."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qaraul.errors import Conflict
from qaraul.events.choices import EventType
from qaraul.events.models import Incident
from qaraul.journal.ids import new_id
from qaraul.members.models import Person
from qaraul.pipeline.choices import (
    NEXT_STAGES,
    Act,
    DismissReason,
    EventStatus,
    Field,
    QueueStage,
    SignalKind,
)
from qaraul.pipeline.querysets import SignalQuerySet, StoryQuerySet
from qaraul.pipeline.suggestions import ModelCall, ModelTask, Suggestion
from qaraul.places.models import Area
from qaraul.sharing.models import Marked
from qaraul.sources.models import Document

__all__ = [
    "Correction",
    "DocumentReading",
    "ModelCall",
    "ModelTask",
    "NearKey",
    "Signal",
    "SignalAct",
    "Story",
    "StoryDocument",
    "Suggestion",
    "Turn",
]


def _people(label: Any) -> "models.PositiveIntegerField[int | None, int | None]":
    return models.PositiveIntegerField(label, null=True, blank=True)


class Located(models.Model):
    """What of an event can be compared: its type, day, place and numbers."""

    event_type = models.CharField(
        _("type"), max_length=30, choices=EventType.choices, default=EventType.OTHER
    )
    occurred_on = models.DateField(_("date"), null=True, blank=True)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    place_name = models.CharField(_("place"), max_length=200, blank=True)
    place_precision = models.CharField(_("precision of the place"), max_length=20, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    killed = _people(_("killed"))
    injured = _people(_("injured"))
    displaced = _people(_("displaced"))
    arrested = _people(_("arrested"))

    class Meta:
        abstract = True


class DocumentReading(Located):
    """What was read in one document; a person's correction stands instead of the machine's value.

    It carries no marking: it is reached through documents that the viewer may see.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.OneToOneField(Document, models.CASCADE, related_name="reading")
    text_hash = models.CharField(max_length=64)
    lang = models.CharField(_("language"), max_length=8, blank=True)
    lang_confidence = models.FloatField(default=0)
    script = models.CharField(max_length=8, blank=True)
    event_types = models.JSONField(default=dict)
    event_status = models.CharField(
        _("status"), max_length=12, choices=EventStatus.choices, default=EventStatus.ACTUAL
    )
    place_id = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=20, blank=True)  # the gazetteer's code of the unit
    country = models.CharField(max_length=3, blank=True)
    is_place_assumed = models.BooleanField(default=False)
    is_date_stated = models.BooleanField(default=False)
    counts = models.JSONField(default=list)
    places = models.JSONField(default=list)
    dates = models.JSONField(default=list)
    actors = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    words = models.JSONField(default=list)
    signature = models.BinaryField(default=bytes)
    print_facts = models.JSONField(default=dict)  # numbers, places, days, names: copies share them
    methods = models.JSONField(default=dict)
    read_at = models.DateTimeField()
    not_read_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-read_at"], name="pipeline_reading_area")]

    def __str__(self) -> str:
        """What it says, in codes."""
        return f"{self.lang} {self.event_type} {self.event_status}"


class NearKey(models.Model):
    """One band of a document's signature: documents that share a key are nearly the same."""

    reading = models.ForeignKey(DocumentReading, models.CASCADE, related_name="near_keys")
    key = models.CharField(max_length=40)
    published_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "published_at"], name="pipeline_near_key")]

    def __str__(self) -> str:
        """The key."""
        return self.key


class Story(Marked, Located):
    """Documents about one thing, all with the same marking: what one shows, all may show."""

    title = models.CharField(_("title"), max_length=500)
    title_language = models.CharField(max_length=8, blank=True)
    languages = models.JSONField(_("languages"), default=list)
    event_status = models.CharField(
        _("status"), max_length=12, choices=EventStatus.choices, default=EventStatus.ACTUAL
    )
    first_published_at = models.DateTimeField()
    last_published_at = models.DateTimeField()
    cell = models.IntegerField(null=True)
    size = models.PositiveIntegerField(default=0)
    source_count = models.PositiveIntegerField(default=0)
    documents: "models.ManyToManyField[Document, StoryDocument]" = models.ManyToManyField(
        Document, through="StoryDocument", related_name="stories"
    )

    objects: ClassVar["StoryQuerySet[Story]"] = StoryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["cell", "occurred_on"], name="pipeline_story_cell"),
            models.Index(fields=["area", "occurred_on"], name="pipeline_story_area"),
        ]

    def __str__(self) -> str:
        """Its title."""
        return self.title


class StoryDocument(models.Model):
    """A document in its story, and why it is there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    story = models.ForeignKey(Story, models.CASCADE, related_name="members")
    document = models.OneToOneField(Document, models.CASCADE, related_name="place_in_story")
    why = models.JSONField(default=dict)
    is_fixed = models.BooleanField(default=False)  # a person decided; the machine leaves it there
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        """Which document, in which story."""
        return f"{self.document_id} in {self.story_id}"


class Turn(models.Model):
    """One row, at which those who put documents into stories wait for each other."""

    def __str__(self) -> str:
        """What it is for."""
        return "turn"


class Signal(Marked):
    """A hint that something needs a look; only a person makes an incident of it."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=SignalKind.choices, default=SignalKind.STORY
    )
    story = models.OneToOneField(Story, models.PROTECT, null=True, related_name="signal")
    title = models.CharField(_("title"), max_length=500)
    title_language = models.CharField(max_length=8, blank=True)
    queue_stage = models.CharField(
        _("state"), max_length=10, choices=QueueStage.choices, default=QueueStage.NEW
    )
    held_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    held_until = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    dismiss_reason = models.CharField(max_length=20, choices=DismissReason.choices, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+")
    risk = models.PositiveSmallIntegerField(_("risk"), default=0)
    risk_parts = models.JSONField(default=dict)
    event_type = models.CharField(
        _("type"), max_length=30, choices=EventType.choices, default=EventType.OTHER
    )
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.JSONField(_("what was read"), default=dict)
    languages = models.JSONField(_("languages"), default=list)
    size = models.PositiveIntegerField(default=0)
    raised_at = models.DateTimeField()
    latest_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar["SignalQuerySet[Signal]"] = SignalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(name="pipeline_risk_to_100", condition=Q(risk__range=(0, 100))),
            models.CheckConstraint(
                name="pipeline_merged_names_its_signal",
                condition=~Q(queue_stage=QueueStage.MERGED) | Q(merged_into__isnull=False),
            ),
            models.CheckConstraint(
                name="pipeline_dismissed_has_reason",
                condition=~Q(queue_stage=QueueStage.DISMISSED) | ~Q(dismiss_reason=""),
            ),
            models.CheckConstraint(
                name="pipeline_snoozed_has_time",
                condition=~Q(queue_stage=QueueStage.SNOOZED) | Q(snoozed_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["queue_stage", "-risk", "raised_at"], name="pipeline_by_risk"),
            models.Index(fields=["queue_stage", "-latest_at"], name="pipeline_by_time"),
            models.Index(fields=["area", "-latest_at"], name="pipeline_by_area"),
        ]

    def __str__(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The signal's page."""
        return reverse("pipeline:signal", args=[self.pk])

    def queue_to(self, stage: QueueStage) -> None:
        """Move to the next stage of the queue in memory; the service saves it."""
        if stage not in NEXT_STAGES[QueueStage(self.queue_stage)]:
            raise Conflict(
                _("A signal that is “%(now)s” cannot become “%(wanted)s”.")
                % {"now": self.get_queue_stage_display(), "wanted": stage.label}
            )
        self.queue_stage = stage

    def holder_at(self, at: datetime) -> UUID | None:
        """The person whose claim has not ended."""
        is_held = self.held_until is not None and self.held_until > at
        return self.held_by_id if is_held else None

    def is_waiting(self, at: datetime) -> bool:
        """Whether it still needs review; the readable twin of `waiting_q`."""
        if self.queue_stage == QueueStage.SNOOZED:
            return self.snoozed_until is not None and self.snoozed_until <= at
        return QueueStage(self.queue_stage) not in {
            QueueStage.CONFIRMED, QueueStage.DISMISSED, QueueStage.MERGED,
        }  # fmt: skip


class SignalAct(models.Model):
    """One act on one signal: from which state to which, by whom, and how long it can be undone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    signal = models.ForeignKey(Signal, models.CASCADE, related_name="acts")
    act = models.CharField(max_length=12, choices=Act.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=1_000, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    version = models.PositiveIntegerField()
    undo_until = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        """What was done."""
        return f"{self.act} → {self.version}"


class Correction(models.Model):
    """What the machine read and what a person says instead, kept to learn from."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reading = models.ForeignKey(DocumentReading, models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=12, choices=Field.choices)
    machine_value = models.JSONField(null=True)
    human_value = models.JSONField(null=True)
    methods = models.JSONField(default=dict)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["reading", "field", "-at"], name="pipeline_corrections")]

    def __str__(self) -> str:
        """Which field."""
        return self.field
