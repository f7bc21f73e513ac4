"""Who is in an audience, why a viewer sees a record, what waits for an organisation."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qaraul.members.choices import Role, SecurityForce
from qaraul.members.models import Circle, Membership, Organisation
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP, EntryKind
from qaraul.sharing.kinds import kinds
from qaraul.sharing.models import Audience, Marked, RecallNotice, Release
from qaraul.sharing.reach import entries_of, first_reaching


@dataclass(frozen=True, slots=True)
class AudienceCard:
    """The exact audience under a label: what it names and whom it reaches."""

    named: list[str]
    sizes: dict[Organisation, int]  # people by organisation
    person_count: int  # of all together; one person may be in several
    is_public: bool
    powerless: list[str]

    @property
    def organisations(self) -> list[Organisation]:
        """The organisations that it reaches, by name."""
        return list(self.sizes)

    def beyond(self, other: "AudienceCard") -> list[Organisation]:
        """The organisations that this audience reaches and the other does not."""
        return [o for o in self.sizes if o not in other.sizes]

    @property
    def has_security_force(self) -> bool:
        """Whether someone in it is, or may be, a security force."""
        return any(o.is_security_force != SecurityForce.NO for o in self.organisations)

    def __str__(self) -> str:
        """The count in words."""
        if self.is_public:
            return _("everyone, the public too")
        organisations = ngettext(
            "%(n)s organisation", "%(n)s organisations", len(self.organisations)
        ) % {"n": len(self.organisations)}
        people = ngettext("%(n)s person", "%(n)s people", self.person_count) % {
            "n": self.person_count
        }
        return f"{organisations}, {people}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a viewer may see a record, and why."""

    allowed: bool
    reason: str


def member_viewers() -> Iterator[tuple[Organisation, Viewer]]:
    """Every person in every active organisation, as the viewer that they are there; two queries."""
    circles: dict[UUID, set[UUID]] = defaultdict(set)
    for circle_id, organisation_id in Circle.organisations.through.objects.values_list(
        "circle_id", "organisation_id"
    ):
        circles[organisation_id].add(circle_id)
    roles: dict[tuple[UUID, UUID], set[Role]] = defaultdict(set)
    organisations: dict[UUID, Organisation] = {}
    rows = Membership.objects.filter(person__is_active=True, organisation__is_active=True)
    for row in rows.select_related("organisation"):
        organisations[row.organisation_id] = row.organisation
        roles[row.organisation_id, row.person_id].add(Role(row.role))
    for (organisation_id, person_id), held in roles.items():
        yield (
            organisations[organisation_id],
            Viewer(
                person_id=person_id,
                organisation_id=organisation_id,
                roles=frozenset(held),
                circle_ids=frozenset(circles[organisation_id]),
                in_exercise=bool(settings.EXERCISE),
            ),
        )


def audience_of(tlp: TLP, audience: Audience | None) -> AudienceCard:
    """The exact audience of a record that would be released so."""
    entries = entries_of(audience)
    reached: dict[Organisation, set[UUID]] = defaultdict(set)
    used: set[int] = set()
    for organisation, viewer in member_viewers():
        for entry in entries:
            if first_reaching(tlp, [entry], viewer) is not None:
                reached[organisation].add(viewer.person_id)  # type: ignore[arg-type]  # members are persons
                used.add(entry.pk)
    is_public = tlp == TLP.CLEAR and any(e.kind == EntryKind.PUBLIC for e in entries)
    return AudienceCard(
        named=[str(entry) for entry in entries],
        sizes={o: len(reached[o]) for o in sorted(reached, key=str)},
        person_count=len(set().union(*reached.values())),
        is_public=is_public,
        powerless=[str(e) for e in entries if e.pk not in used and not is_public],
    )


def explain(viewer: Viewer, record: Marked) -> Explanation:
    """Why this viewer may, or may not, see the record."""
    if record.is_exercise != viewer.in_exercise:
        return Explanation(allowed=False, reason=_("Exercise and real records are never mixed."))
    is_visible = type(record).objects.visible_to(viewer).filter(pk=record.pk).exists()
    if not is_visible:
        return Explanation(
            allowed=False,
            reason=_("The audience does not reach this viewer."),
        )
    if record.is_own(viewer):
        return Explanation(
            allowed=True,
            reason=_("Your organisation is its origin or speaks for it."),
        )
    entry = first_reaching(TLP(record.tlp), entries_of(record.audience), viewer)
    words = {
        EntryKind.PUBLIC: _("Released to the public."),
        EntryKind.NETWORK: _("Shared with every member of the network."),
        EntryKind.ORGANISATION: _("Shared with your organisation."),
        EntryKind.CIRCLE: _("Shared with the circle “%(name)s”."),
        EntryKind.PERSON: _("Shared with you by name."),
    }
    kind = EntryKind(entry.kind) if entry else EntryKind.PUBLIC
    return Explanation(allowed=True, reason=words[kind] % {"name": entry or ""})


def release_history(record: Marked) -> QuerySet[Release]:
    """All releases of a record, the newest first; for its origin's pages only."""
    return (
        Release.objects.filter(record_id=record.pk)
        .select_related("audience")
        .prefetch_related("signatures__person", "notices__organisation")
    )


@dataclass(frozen=True, slots=True)
class WaitingRelease:
    """A release that waits for a second person: of what, to whom, proposed by whom."""

    release: Release
    record: Marked
    named: list[str]
    proposer: str


def open_release(record: Marked) -> Release | None:
    """The release that waits for a signature or is in force."""
    return release_history(record).filter(ended_at__isnull=True).first()


def pending_releases(viewer: Viewer) -> QuerySet[Release]:
    """Releases of the viewer's organisation that wait for somebody who has not signed yet."""
    if viewer.organisation_id is None:
        return Release.objects.none()
    return Release.objects.filter(
        origin=viewer.organisation_id,
        released_at__isnull=True,
        ended_at__isnull=True,
        is_exercise=viewer.in_exercise,
    ).exclude(signatures__person=viewer.person_id)


def waiting_releases(viewer: Viewer) -> list[WaitingRelease]:
    """The same, with the records that they are about; those of which nothing may be known drop."""
    found = []
    pending = pending_releases(viewer).select_related("audience")
    for release in pending.prefetch_related("signatures__person"):
        records = kinds.get(release.kind).model.objects.of_origin(viewer)
        record = records.filter(pk=release.record_id).first()
        if record is not None:
            named = [str(entry) for entry in entries_of(release.audience)]
            signed = list(release.signatures.all())
            found.append(WaitingRelease(release, record, named, str(signed[0]) if signed else "–"))
    return found


def notices_of(viewer: Viewer) -> QuerySet[RecallNotice]:
    """All recalls that concern the viewer's organisation."""
    if viewer.organisation_id is None:
        return RecallNotice.objects.none()
    return RecallNotice.objects.filter(
        organisation=viewer.organisation_id, release__is_exercise=viewer.in_exercise
    ).select_related("release__origin")


def open_notices(viewer: Viewer) -> QuerySet[RecallNotice]:
    """Recalls that the viewer's organisation has not acknowledged."""
    return notices_of(viewer).filter(acknowledged_at__isnull=True)
