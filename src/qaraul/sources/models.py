"""Where we read: sources with their record, feeds with their fetches, documents."""

from datetime import timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qaraul.journal.ids import new_id
from qaraul.leases import Leased
from qaraul.members.models import Organisation, Person
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience, Marked
from qaraul.sources.choices import Fault, FetchStatus, Reliability, SilenceReason, SourceKind
from qaraul.sources.cleaning import LONGEST_ADDRESS
from qaraul.sources.querysets import DocumentQuerySet, SourceQuerySet

TITLE_LENGTH, TEXT_LENGTH, URL_LENGTH = 500, 200_000, LONGEST_ADDRESS
"""The bounds of one document; a longer text is cut, and the cut is reported."""


class Source(models.Model):
    """A publisher that the node reads, with its owner, its grade and its standing marking."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    country = models.CharField(_("country of the publisher"), max_length=3, blank=True)
    coverage = models.JSONField(_("countries it tells of"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    kind = models.CharField(
        _("kind"), max_length=24, choices=SourceKind.choices, default=SourceKind.OTHER
    )
    licence_note = models.TextField(_("licence"), max_length=2_000, blank=True)
    note = models.TextField(_("note"), max_length=2_000, blank=True)
    reliability = models.CharField(
        _("reliability"), max_length=1, choices=Reliability.choices, default=Reliability.F
    )
    is_enabled = models.BooleanField(_("enabled"), default=False)
    tlp = models.PositiveSmallIntegerField(
        _("label of its documents"), choices=TLP.choices, default=TLP.GREEN
    )
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "code"]

    def __str__(self) -> str:
        """Its title."""
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("sources:detail", args=[self.code])


class ReliabilityChange(models.Model):
    """One grade given to a source, by whom, when and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="reliability_changes")
    earlier = models.CharField(max_length=1, choices=Reliability.choices, blank=True)
    grade = models.CharField(_("grade"), max_length=1, choices=Reliability.choices)
    reason = models.TextField(_("reason"), max_length=1_000)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        """Source and grade."""
        return f"{self.source} {self.grade}"


class Feed(Leased):
    """One channel of a source: a connector, an address, and where we stand with it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="feeds")
    connector = models.CharField(_("connector"), max_length=40)
    url = models.CharField(_("address"), max_length=URL_LENGTH, blank=True)
    settings = models.JSONField(_("settings"), default=dict, blank=True)
    is_enabled = models.BooleanField(_("enabled"), default=False)
    interval = models.DurationField(_("fetched every"), default=timedelta(minutes=15))
    silent_after = models.DurationField(_("silent after"), default=timedelta(days=3))
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_new_at = models.DateTimeField(null=True, blank=True)
    enabled_at = models.DateTimeField(null=True, blank=True)
    consecutive_failures = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["url", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "connector", "url"], name="sources_feed_once")
        ]

    def __str__(self) -> str:
        """Its address, or its connector when it has none."""
        return self.url or self.connector

    @property
    def host(self) -> str:
        """The host that the feed is asked of."""
        return urlsplit(self.url).hostname or ""


class Fetch(models.Model):
    """One line of the fetch log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    feed = models.ForeignKey(Feed, models.CASCADE, related_name="fetches")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=FetchStatus.choices)
    http_status = models.PositiveSmallIntegerField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    items_seen = models.PositiveIntegerField(default=0)
    items_new = models.PositiveIntegerField(default=0)
    items_changed = models.PositiveIntegerField(default=0)
    items_refused = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    fault = models.CharField(max_length=24, choices=Fault.choices, blank=True)
    note = models.TextField(blank=True)
    remarks = models.JSONField(default=list)
    final_url = models.CharField(max_length=URL_LENGTH, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["feed", "-started_at"], name="sources_fetch_log")]

    def __str__(self) -> str:
        """How it ended, and when."""
        return f"{self.status} {self.finished_at:%Y-%m-%d %H:%M}"


class SourceSilence(models.Model):
    """The one open notice that a source is silent, with its beginning and its end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="silences")
    feed = models.ForeignKey(Feed, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12, choices=SilenceReason.choices)
    fault = models.CharField(max_length=24, choices=Fault.choices, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(closed_at__isnull=True), name="sources_one_silence"
            )
        ]

    def __str__(self) -> str:
        """The source and why."""
        return f"{self.source}: {self.get_reason_display()}"


class Document(Marked, Leased):
    """One item as it was published, kept with its hash; due as long as it waits to be read."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="documents")
    feed = models.ForeignKey(Feed, models.PROTECT, null=True, related_name="documents")
    external_id = models.CharField(max_length=500)
    url = models.CharField(_("address"), max_length=URL_LENGTH, blank=True)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH, blank=True)
    language_declared = models.CharField(_("declared language"), max_length=16, blank=True)
    author_dropped = models.BooleanField(_("author's name left out"), default=False)
    # When it counts as published: the stated time, or the time of the fetch when that is in the
    # future or missing; `stated_at` keeps what the item says of itself.
    published_at = models.DateTimeField(_("published"))
    stated_at = models.DateTimeField(_("date it states"), null=True, blank=True)
    is_future_dated = models.BooleanField(_("dated in the future"), default=False)
    fetched_at = models.DateTimeField(_("fetched"))
    text_hash = models.CharField(max_length=64, db_index=True)
    facts = models.JSONField(default=dict, blank=True)

    objects: ClassVar["DocumentQuerySet[Document]"] = DocumentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "external_id"], name="sources_document_once"),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(feed__isnull=True),
                name="sources_document_once_without_feed",
            ),
        ]
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="sources_document_order"),
            models.Index(fields=["source", "-published_at"], name="sources_document_source"),
        ]

    def __str__(self) -> str:
        """Its title, or its first words."""
        return self.title or self.text[:80]

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("sources:document", args=[self.pk])


def persons_needed(tlp: TLP) -> int:
    """How many sign when a document is released wider than its source's standing marking."""
    return 2 if tlp == TLP.CLEAR else 1


class DocumentVersion(models.Model):
    """What a document said before its publisher changed it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    text_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    text = models.TextField(blank=True)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["-replaced_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "text_hash", "replaced_at"], name="sources_version_once"
            )
        ]

    def __str__(self) -> str:
        """Its hash's beginning."""
        return self.text_hash[:12]
