"""Release a record by one or two persons, narrow it, take it back, acknowledge that."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.journal import services as journal
from qaraul.members.choices import Role
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.kinds import kind_of, kinds
from qaraul.sharing.models import Audience, Marked, RecallNotice, Release, Signature
from qaraul.sharing.queries import audience_of

PROPOSERS = (Role.ANALYST, Role.REVIEWER, Role.RELEASER)


def propose_release(
    record: Marked,
    *,
    viewer: Viewer,
    tlp: TLP,
    audience: Audience | None,
    at: datetime,
    caveats: str = "",
) -> Release:
    """Propose to show a record so: the first signature, and the last where one is enough.

    Raises `NotAllowed` without the role, `NotFound` from another organisation, `Conflict` when a
    proposal waits already.
    """
    with transaction.atomic():
        record = _own_locked(record, viewer, *PROPOSERS)
        if _open(record).filter(released_at__isnull=True).exists():
            raise Conflict(_("A release of this record waits for a signature already."))
        kind = kind_of(record)
        if not kind.may_release(record):
            raise Conflict(_("This record was merged away or undone; it cannot be released."))
        release = Release.objects.create(
            kind=kind.name,
            record_id=record.pk,
            origin=record.delegate or record.origin,
            tlp=tlp,
            audience=audience,
            caveats=caveats,
            persons_needed=kind.persons_needed(tlp),
            is_exercise=record.is_exercise,
            proposed_at=at,
        )
        if record.stage != Stage.RELEASED:
            record.advance_to(Stage.PENDING)
            record.save(update_fields=["stage", "updated_at"])
        _journal("release.proposed", viewer, release)
        return _sign(release, record, viewer, at)


def sign_release(release: Release, *, viewer: Viewer, at: datetime) -> Release:
    """Add a second person's signature; the record is released when enough have signed.

    Raises `NotAllowed` when the same person signs twice, `Conflict` when nothing waits.
    """
    with transaction.atomic():
        release = Release.objects.select_for_update().get(pk=release.pk)
        record = _own_locked(record_of(release), viewer, *PROPOSERS)
        if release.released_at or release.ended_at:
            raise Conflict(_("This release does not wait for a signature."))
        if release.signatures.filter(person=viewer.person_id).exists():
            raise NotAllowed(_("Another person must sign: you have signed already."))
        return _sign(release, record, viewer, at)


def decline_release(release: Release, *, viewer: Viewer, reason: str, at: datetime) -> None:
    """Send a proposal back to draft, with the reason."""
    with transaction.atomic():
        release = Release.objects.select_for_update().get(pk=release.pk)
        record = _own_locked(record_of(release), viewer, *PROPOSERS)
        if release.released_at or release.ended_at:
            raise Conflict(_("This release does not wait for a signature."))
        _end(release, at, _reasoned(reason))
        if record.stage == Stage.PENDING:
            record.advance_to(Stage.DRAFT)
            record.save(update_fields=["stage", "updated_at"])
        _journal("release.declined", viewer, release, reason)


def recall(record: Marked, *, viewer: Viewer, reason: str, at: datetime) -> Release:
    """Take a released record back from everyone at once; each organisation is asked to answer."""
    with transaction.atomic():
        record = _own_locked(record, viewer, Role.RELEASER)
        if record.stage != Stage.RELEASED:
            raise Conflict(_("Only a released record can be recalled."))
        reason = _reasoned(reason)
        for waiting in _open(record).filter(released_at__isnull=True):
            _end(waiting, at, reason)
        release: Release | None = _open(record).filter(released_at__isnull=False).first()
        if release is None:
            raise Conflict(_("This record is released by a standing rule, not by a decision."))
        _notify(release, record, None, at)
        _end(release, at, reason)
        record.advance_to(Stage.RECALLED)
        record.save(update_fields=["stage", "updated_at"])
        _journal("release.recalled", viewer, release, reason)
        return release


def acknowledge_recall(notice: RecallNotice, *, viewer: Viewer, at: datetime) -> None:
    """Say for one's organisation that a recall was read; saying it again is harmless."""
    with transaction.atomic():
        mine = RecallNotice.objects.select_for_update().filter(
            pk=notice.pk, organisation=viewer.organisation_id
        )
        row = mine.select_related("release").first()
        if row is None or not viewer.is_member or viewer.is_observer_only:
            raise NotFound(_("There is no such notice."))
        if row.acknowledged_at is None:
            mine.update(acknowledged_at=at, acknowledged_by=viewer.person_id)
            _journal("recall.acknowledged", viewer, row.release)


def record_of(release: Release) -> Marked:
    """The record that a release is about."""
    return kinds.get(release.kind).model.objects.get(pk=release.record_id)


def _own_locked(record: Marked, viewer: Viewer, *roles: Role) -> Any:
    mine = type(record).objects.of_origin(viewer).select_for_update(of=("self",))
    locked = mine.filter(pk=record.pk).first()
    if locked is None:
        raise NotFound(_("There is no such record."))
    if not viewer.has(*roles) or viewer.scopes is not None:
        raise NotAllowed(_("Your role does not allow this."))
    return locked


def _open(record: Marked) -> Any:
    return Release.objects.filter(record_id=record.pk, ended_at__isnull=True)


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise BadInput(_("Give a reason."), field="reason")
    return reason.strip()


def _sign(release: Release, record: Marked, viewer: Viewer, at: datetime) -> Release:
    if viewer.person_id is None:
        raise NotAllowed(_("Only a person signs."))
    Signature.objects.create(
        release=release,
        person_id=viewer.person_id,
        is_releaser=viewer.has(Role.RELEASER),
        at=at,
    )
    _journal("release.signed", viewer, release)
    signed = release.signatures
    if signed.count() >= release.persons_needed and signed.filter(is_releaser=True).exists():
        _put_in_force(release, record, viewer, at)
    return release


def _put_in_force(release: Release, record: Marked, viewer: Viewer, at: datetime) -> None:
    for earlier in _open(record).filter(released_at__isnull=False):
        _notify(earlier, record, release, at)
        _end(earlier, at, "replaced")
    release.released_at = at
    release.save(update_fields=["released_at"])
    record.advance_to(Stage.RELEASED)
    record.tlp, record.audience, record.caveats = release.tlp, release.audience, release.caveats
    record.released_at = at
    record.save(update_fields=["stage", "tlp", "audience", "caveats", "released_at", "updated_at"])
    _journal("release.released", viewer, release)


def _notify(release: Release, record: Marked, after: Release | None, at: datetime) -> None:
    """A notice for every organisation that loses sight of the record."""
    lost = {o.pk: o for o in audience_of(TLP(release.tlp), release.audience).organisations}
    kept = audience_of(TLP(after.tlp), after.audience).organisations if after else []
    for organisation in kept:
        lost.pop(organisation.pk, None)
    lost.pop(release.origin_id, None)
    reference = kind_of(record).reference(record)
    RecallNotice.objects.bulk_create(
        [
            RecallNotice(release=release, organisation=o, reference=reference, sent_at=at)
            for o in lost.values()
        ],
        ignore_conflicts=True,
    )


def _end(release: Release, at: datetime, reason: str) -> None:
    release.ended_at, release.end_reason = at, reason
    release.save(update_fields=["ended_at", "end_reason"])


def _journal(act: str, viewer: Viewer, release: Release, reason: str = "") -> None:
    journal.record(
        act,
        actor=viewer.actor,
        kind=release.kind,
        record_id=release.record_id,
        after={"tlp": release.tlp, "audience": release.audience_id, "caveats": release.caveats},
        reason=reason,
        facts={"release": release.pk, "label": TLP(release.tlp).label},
    )
