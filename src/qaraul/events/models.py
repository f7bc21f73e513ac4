"""Incidents, their evidence with its files, and the history of every change."""

from typing import Any, ClassVar, Self, TypeAlias

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qaraul.events.choices import (
    HARMS,
    Act,
    Credibility,
    DatePrecision,
    EventType,
    PlacePrecision,
    SourceKind,
    Status,
)
from qaraul.events.querysets import IncidentQuerySet
from qaraul.journal.ids import new_id
from qaraul.members.models import Person
from qaraul.sharing.models import Marked


def _count(label: Any) -> "models.PositiveIntegerField[int | None, int | None]":
    return models.PositiveIntegerField(label, null=True, blank=True)


def _in_order(harm: str) -> models.CheckConstraint:
    low, best, high = (f"{harm}_{end}" for end in ("low", "best", "high"))
    unknown = Q(**{f"{low}__isnull": True, f"{best}__isnull": True, f"{high}__isnull": True})
    known = Q(**{f"{low}__isnull": False, f"{high}__isnull": False})
    order = Q(**{f"{best}__gte": F(low), f"{high}__gte": F(best)})
    return models.CheckConstraint(
        name=f"events_{harm}_in_order", condition=unknown | (known & order)
    )


ASKED_OF_EACH_ROW = ("stage", "tlp", "audience", "origin", "delegate", "is_exercise", "is_listed")


class Incident(Marked):
    """What happened, where and when, confirmed by an analyst; groups act in it, never persons."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=8_000, blank=True)
    language = models.CharField(_("language of the text"), max_length=5, blank=True)
    event_type = models.CharField(_("type"), max_length=30, choices=EventType.choices)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.NEW)
    occurred_on = models.DateField(_("date"))
    occurred_until = models.DateField(_("until"), null=True, blank=True)
    date_precision = models.CharField(
        _("precision of the date"),
        max_length=10,
        choices=DatePrecision.choices,
        default=DatePrecision.DAY,
    )
    area = models.ForeignKey(
        "places.Area",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("area"),
    )
    place_name = models.CharField(_("place"), max_length=200, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    place_precision = models.CharField(
        _("precision of the place"),
        max_length=10,
        choices=PlacePrecision.choices,
        default=PlacePrecision.UNKNOWN,
    )
    actors = models.JSONField(_("groups involved"), default=list, blank=True)
    killed_low = _count(_("killed, at least"))
    killed_best = _count(_("killed, best estimate"))
    killed_high = _count(_("killed, at most"))
    injured_low = _count(_("injured, at least"))
    injured_best = _count(_("injured, best estimate"))
    injured_high = _count(_("injured, at most"))
    displaced_low = _count(_("displaced, at least"))
    displaced_best = _count(_("displaced, best estimate"))
    displaced_high = _count(_("displaced, at most"))
    credibility = models.PositiveSmallIntegerField(
        _("credibility"), choices=Credibility.choices, default=Credibility.CANNOT_BE_JUDGED
    )
    source_kind = models.CharField(
        max_length=10, choices=SourceKind.choices, default=SourceKind.ANALYST
    )
    external_id = models.CharField(max_length=100, blank=True)
    codebook = models.JSONField(default=dict, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    is_listed = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects: ClassVar[IncidentQuerySet[Self]] = IncidentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            *(_in_order(harm) for harm in HARMS),
            models.CheckConstraint(
                name="events_credibility_1_to_6", condition=Q(credibility__range=(1, 6))
            ),
            models.CheckConstraint(
                name="events_ends_after_it_began",
                condition=Q(occurred_until__isnull=True) | Q(occurred_until__gte=F("occurred_on")),
            ),
            models.CheckConstraint(
                name="events_whole_coordinates",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__range=(-90, 90), lon__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="events_merged_is_not_listed",
                condition=Q(merged_into__isnull=True) | Q(is_listed=False),
            ),
            models.UniqueConstraint(
                name="events_external_id_once",
                fields=["origin", "is_exercise", "external_id"],
                condition=~Q(external_id=""),
            ),
        ]
        indexes = [
            # Each holds all that visibility asks of a row, so that counts need no row at all.
            models.Index(
                fields=["occurred_on", "id", *ASKED_OF_EACH_ROW, "area"],
                name="events_by_day",
                condition=Q(is_listed=True),
            ),
            models.Index(
                fields=["area", "occurred_on", "id", *ASKED_OF_EACH_ROW, "event_type"],
                name="events_by_area",
                condition=Q(is_listed=True),
            ),
            models.Index(
                fields=["event_type", "occurred_on", "id"],
                name="events_by_type",
                condition=Q(is_listed=True),
            ),
        ]

    def __str__(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The incident's page."""
        return reverse("events:detail", args=[self.pk])


Incidents: TypeAlias = IncidentQuerySet[Incident]


class IncidentFile(models.Model):
    """A file kept as evidence: by its id on disk, by its name and digest here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        """The name it was given."""
        return self.name


class Evidence(models.Model):
    """What an incident rests on: a document, a file or a note. It is taken out, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="evidence")
    document = models.ForeignKey("sources.Document", models.PROTECT, null=True, related_name="+")
    file = models.OneToOneField(IncidentFile, models.PROTECT, null=True, related_name="evidence")
    words = models.CharField(_("words it rests on"), max_length=500, blank=True)
    note = models.TextField(_("note"), max_length=4_000, blank=True)
    supports = models.JSONField(_("speaks for"), default=list, blank=True)
    credibility = models.PositiveSmallIntegerField(
        _("credibility"), choices=Credibility.choices, null=True, blank=True
    )
    # A note or a file goes to the incident's audience only when the origin says so.
    is_shared = models.BooleanField(_("show to everyone who sees the incident"), default=False)
    is_removed = models.BooleanField(default=False)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                name="events_document_once",
                fields=["incident", "document"],
                condition=Q(is_removed=False, document__isnull=False),
            ),
            models.CheckConstraint(
                name="events_evidence_is_something",
                condition=Q(document__isnull=False) | Q(file__isnull=False) | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        """What it is, not what it says."""
        return f"evidence {self.pk}"


class IncidentChange(models.Model):
    """One act on one incident: the fields it changed, from what to what, and how to take it back.

    Acts that touch several incidents share a batch.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.UUIDField(db_index=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="changes")
    act = models.CharField(max_length=20, choices=Act.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    evidence_before = models.JSONField(default=dict)
    evidence_after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()
    version = models.PositiveIntegerField()
    undo_until = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["incident", "-at"], name="events_history")]

    def __str__(self) -> str:
        """Act and version."""
        return f"{self.act} → {self.version}"
