"""Invitations: a link that is shown once, works once, and ends."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict, NotFound
from qaraul.journal.actors import SYSTEM, Actor
from qaraul.members.choices import Role
from qaraul.members.models import Invitation, Organisation, Person
from qaraul.members.queries import controlled_people, managed_invitations
from qaraul.members.services.guarding import note, reasoned, require_control, require_manager
from qaraul.members.services.people import give_roles
from qaraul.members.tokens import token_digest
from qaraul.members.viewers import Viewer, organisations_of, viewer_for

LONGEST = timedelta(days=30)


def invite(
    viewer: Viewer,
    *,
    organisation: Organisation,
    display_name: str,
    roles: Iterable[Role],
    at: datetime,
    lasts: timedelta = timedelta(days=7),
) -> tuple[Invitation, str]:
    """A way in for somebody new, and its secret, which is never shown again."""
    require_manager(viewer, organisation)
    return make_invitation(
        viewer.actor,
        organisation=organisation,
        display_name=display_name,
        roles=roles,
        at=at,
        lasts=lasts,
    )


@transaction.atomic
def make_invitation(
    actor: Actor,
    *,
    organisation: Organisation,
    display_name: str,
    roles: Iterable[Role],
    at: datetime,
    lasts: timedelta,
    restores: Person | None = None,
    reason: str = "",
) -> tuple[Invitation, str]:
    """A way in, without asking who may: for the node's first administrator."""
    wanted = sorted(set(roles))
    if not wanted:
        raise BadInput(_("Choose at least one role."), field="roles")
    if not timedelta(0) < lasts <= LONGEST:
        raise BadInput(_("An invitation lasts for 30 days at most."), field="days")
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        digest=token_digest(secret),
        display_name=display_name,
        organisation=organisation,
        roles=wanted,
        restores=restores,
        invited_by_id=actor.person_id,
        expires_at=at + lasts,
    )
    note(
        "invitation.made",
        actor,
        record_id=invitation.pk,
        organisation=organisation,
        reason=reason,
        facts={
            "roles": wanted,
            "restores": restores and restores.pk,
            "expires_at": invitation.expires_at,
        },
    )
    return invitation, secret


@transaction.atomic
def restore(viewer: Viewer, person: Person, *, reason: str, at: datetime) -> tuple[Invitation, str]:
    """A way back in for a person who lost password or second factor; it lasts for a day."""
    require_control(viewer, person)
    membership = person.memberships.select_related("organisation").first()
    if membership is None:
        raise Conflict(_("This person has no role any more."))
    roles = person.memberships.filter(organisation=membership.organisation)
    return make_invitation(
        viewer.actor,
        organisation=membership.organisation,
        display_name=person.display_name,
        roles=[Role(role) for role in roles.values_list("role", flat=True)],
        at=at,
        lasts=timedelta(days=1),
        restores=person,
        reason=reasoned(reason),
    )


@transaction.atomic
def withdraw_invitation(viewer: Viewer, invitation: Invitation, *, at: datetime) -> None:
    """Make an open invitation useless."""
    mine = managed_invitations(viewer).filter(pk=invitation.pk)
    if not mine.exists():
        raise NotFound(_("There is no such invitation."))
    if not mine.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=at):
        raise Conflict(_("This invitation was used or withdrawn already."))
    note(
        "invitation.withdrawn",
        viewer.actor,
        record_id=invitation.pk,
        organisation=invitation.organisation,
    )


def open_invitation(secret: str, *, at: datetime) -> Invitation:
    """The invitation of that secret; `NotFound` when it never was, was used, or has ended."""
    rows = Invitation.objects.select_related("organisation", "restores")
    invitation = rows.filter(digest=token_digest(secret)).first()
    if invitation is None or not invitation.is_open(at) or not invitation.organisation.is_active:
        raise NotFound(_("This invitation was used, withdrawn, or has ended. Ask for a new one."))
    return invitation


@transaction.atomic
def accept_as_new(secret: str, *, username: str, password: str, at: datetime) -> Person:
    """Make the account that an invitation is for; `Conflict` when the name is taken."""
    invitation = _locked(secret, at)
    if invitation.restores_id is not None:
        raise NotFound(_("This invitation is for an account that exists."))
    try:
        with transaction.atomic():
            person = Person.objects.create_user(
                username, password, display_name=invitation.display_name
            )
    except IntegrityError:
        raise Conflict(_("This account name is taken."), field="username") from None
    note("person.joined", SYSTEM, record_id=person.pk, organisation=invitation.organisation)
    _settle(invitation, person, at)
    return person


@transaction.atomic
def accept_as(secret: str, *, person: Person, at: datetime) -> Person:
    """Give the roles of an invitation to an account that exists already."""
    invitation = _locked(secret, at)
    if invitation.restores_id is not None:
        raise NotFound(_("This invitation is for another account."))
    _settle(invitation, person, at)
    return person


@transaction.atomic
def come_back(secret: str, *, password: str, at: datetime) -> Person:
    """Give a restored account a new password; old sessions and second factors end."""
    invitation = _locked(secret, at)
    person = invitation.restores
    if person is None or not person.is_active or not _still_controls(invitation, person):
        raise NotFound(_("This invitation was used, withdrawn, or has ended. Ask for a new one."))
    person.set_password(password)
    person.save(update_fields=["password"])
    Person.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    Authenticator.objects.filter(user=person).delete()
    _close(invitation, person, at)
    note("person.restored", SYSTEM, record_id=person.pk, organisation=invitation.organisation)
    return Person.objects.get(pk=person.pk)


def _still_controls(invitation: Invitation, person: Person) -> bool:
    """Whether the one who made the link could make it now: the person may have moved on since."""
    maker = invitation.invited_by
    if maker is None:  # made by the operator's command, on the machine itself
        return True
    return any(
        controlled_people(viewer_for(maker, organisation)).filter(pk=person.pk).exists()
        for organisation in organisations_of(maker)
    )


def _locked(secret: str, at: datetime) -> Invitation:
    # Two people with the same link meet here; the second finds it used.
    Invitation.objects.select_for_update().filter(digest=token_digest(secret)).first()
    return open_invitation(secret, at=at)


def _settle(invitation: Invitation, person: Person, at: datetime) -> None:
    held = person.roles_in(invitation.organisation.pk)
    wanted = held | {Role(role) for role in invitation.roles}
    give_roles(_newcomer(person, invitation), person, invitation.organisation, wanted)
    _close(invitation, person, at)


def _newcomer(person: Person, invitation: Invitation) -> Actor:
    return Actor(person.pk, f"{person.display_name} ({invitation.organisation.code})")


def _close(invitation: Invitation, person: Person, at: datetime) -> None:
    invitation.accepted_by, invitation.accepted_at = person, at
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    note(
        "invitation.accepted",
        _newcomer(person, invitation),
        record_id=invitation.pk,
        organisation=invitation.organisation,
    )
