"""Audiences, the marking that every shared record carries, releases and recalls."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qaraul.errors import Conflict
from qaraul.journal.ids import new_id
from qaraul.members.models import Circle, Organisation, Person
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import NEXT_STAGES, TLP, EntryKind, Stage
from qaraul.sharing.querysets import MarkedQuerySet


class Audience(models.Model):
    """An immutable set of those a record is meant for; the same set is one row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        """The entries, for the log of a test; pages use `audience_of`."""
        return ", ".join(str(entry) for entry in self.entries.all()) or "nobody"

    @classmethod
    def of(
        cls,
        *,
        organisations: Iterable[Organisation] = (),
        circles: Iterable[Circle] = (),
        persons: Iterable[Person] = (),
        network: bool = False,
        public: bool = False,
    ) -> "Audience":
        """The audience of exactly these; made when it is not there yet."""
        members: list[tuple[EntryKind, dict[str, UUID]]] = [
            *((EntryKind.ORGANISATION, {"organisation_id": o.pk}) for o in organisations),
            *((EntryKind.CIRCLE, {"circle_id": c.pk}) for c in circles),
            *((EntryKind.PERSON, {"person_id": p.pk}) for p in persons),
        ]
        if network:
            members.append((EntryKind.NETWORK, {}))
        if public:
            members.append((EntryKind.PUBLIC, {}))
        return cls._of_members(members)

    @classmethod
    @transaction.atomic
    def _of_members(cls, members: Sequence[tuple[EntryKind, dict[str, UUID]]]) -> "Audience":
        named = {f"{kind}:{next(iter(key.values()), '')}": (kind, key) for kind, key in members}
        digest = hashlib.sha256("\n".join(sorted(named)).encode()).hexdigest()
        audience, is_new = cls.objects.get_or_create(digest=digest)
        if is_new:
            AudienceEntry.objects.bulk_create(
                AudienceEntry(audience=audience, kind=kind, **key) for kind, key in named.values()
            )
        return audience


class AudienceEntry(models.Model):
    """One organisation, circle or person of an audience, or the network, or the public."""

    audience = models.ForeignKey(Audience, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    circle = models.ForeignKey(Circle, models.PROTECT, null=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sharing_entry_names_its_kind",
                condition=models.Q(kind=EntryKind.ORGANISATION, organisation__isnull=False)
                | models.Q(kind=EntryKind.CIRCLE, circle__isnull=False)
                | models.Q(kind=EntryKind.PERSON, person__isnull=False)
                | models.Q(kind__in=[EntryKind.NETWORK, EntryKind.PUBLIC]),
            )
        ]

    def __str__(self) -> str:
        """Whom the entry names."""
        return str(self.organisation or self.circle or self.person or self.get_kind_display())


class Marked(models.Model):
    """Base of every record that is shared: its label, audience, origin and stage."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    tlp = models.PositiveSmallIntegerField(choices=TLP.choices, default=TLP.RED)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="+")
    caveats = models.CharField(_("handling caveats"), max_length=500, blank=True)
    origin = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    is_origin_sealed = models.BooleanField(_("origin is sealed"), default=False)
    delegate = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    is_exercise = models.BooleanField(default=False)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    released_at = models.DateTimeField(null=True)

    objects = MarkedQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The address of the record's page; each kind of record names its own."""
        raise NotImplementedError

    def advance_to(self, stage: Stage) -> None:
        """Move to the next stage in memory; the service saves it."""
        if stage not in NEXT_STAGES[Stage(self.stage)]:
            raise Conflict(f"A record that is {self.stage} cannot become {stage}.")
        self.stage = stage

    def is_own(self, viewer: Viewer) -> bool:
        """Whether the viewer's organisation owns the record or speaks for its origin."""
        return viewer.is_member and viewer.organisation_id in {self.origin_id, self.delegate_id}

    def shown_origin(self, viewer: Viewer) -> Organisation | None:
        """The origin as this viewer may know it; a sealed one gives way to its delegate."""
        if self.is_origin_sealed and not self.is_own(viewer):
            return self.delegate
        return self.origin


class Release(models.Model):
    """One decision to show a record to an audience, with its signatures and its end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    record_id = models.UUIDField(db_index=True)
    origin = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    tlp = models.PositiveSmallIntegerField(choices=TLP.choices)
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="+")
    caveats = models.CharField(max_length=500, blank=True)
    persons_needed = models.PositiveSmallIntegerField()
    is_exercise = models.BooleanField(default=False)
    proposed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-proposed_at"]

    def __str__(self) -> str:
        """Kind and label."""
        return f"{self.kind} {self.get_tlp_display()}"

    @property
    def reason_told(self) -> str:
        """Why it ended, in words for those who had it."""
        if self.end_reason == "replaced":
            return gettext("its audience was narrowed")
        return self.end_reason

    def is_live(self) -> bool:
        """Whether the release is in force."""
        return self.released_at is not None and self.ended_at is None


class Signature(models.Model):
    """One person's yes to a release."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    is_releaser = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["release", "person"], name="sharing_signs_once")
        ]

    def __str__(self) -> str:
        """Who signed."""
        return str(self.person)


class RecallNotice(models.Model):
    """Tells one organisation that something was taken back, and keeps its answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    release = models.ForeignKey(Release, models.PROTECT, related_name="notices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "organisation"], name="sharing_one_notice_each"
            )
        ]

    def __str__(self) -> str:
        """Whom it tells."""
        return str(self.organisation)


def marking(
    *,
    origin: Organisation,
    tlp: TLP,
    audience: Audience | None,
    released_at: datetime | None = None,
    is_exercise: bool = False,
) -> dict[str, Any]:
    """The fields of a marking; with `released_at` a standing one, as for a source."""
    return {
        "origin": origin,
        "tlp": tlp,
        "audience": audience,
        "stage": Stage.RELEASED if released_at else Stage.DRAFT,
        "released_at": released_at,
        "is_exercise": is_exercise,
    }
