"""Give and take roles, let people out and in again."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from qaraul.errors import Conflict, NotAllowed
from qaraul.journal.actors import SYSTEM, Actor
from qaraul.members.choices import Role
from qaraul.members.models import Membership, Organisation, Person
from qaraul.members.queries import administrators_of, managed_people
from qaraul.members.services.guarding import note, reasoned, require_control, require_manager
from qaraul.members.viewers import Viewer


@transaction.atomic
def set_roles(
    viewer: Viewer, person: Person, organisation: Organisation, roles: Iterable[Role]
) -> None:
    """Make these the person's roles for the organisation; none at all lets the person go.

    Takes effect with the person's next request. `NotFound` where the viewer does not manage,
    `Conflict` for the last administrator of the operator.
    """
    require_manager(viewer, organisation)
    if not managed_people(viewer).filter(pk=person.pk).exists():
        raise NotAllowed(_("People of other organisations come in by invitation."))
    give_roles(viewer.actor, person, organisation, roles)


def give_roles(
    actor: Actor, person: Person, organisation: Organisation, roles: Iterable[Role]
) -> None:
    """Make these the roles, without asking who may."""
    # The organisation's row is the queue in which two administrators wait for each other.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    held, wanted = _held(person, organisation.pk), set(roles)
    if held == wanted:
        return
    if Role.ADMINISTRATOR in held - wanted:
        _keep_one_administrator(organisation, person)
    Membership.objects.filter(
        person=person, organisation=organisation, role__in=held - wanted
    ).delete()
    Membership.objects.bulk_create(
        Membership(person=person, organisation=organisation, role=role) for role in wanted - held
    )
    note(
        "person.roles_changed",
        actor,
        record_id=person.pk,
        organisation=organisation,
        before={"roles": sorted(held)},
        after={"roles": sorted(wanted)},
        facts={"added": sorted(wanted - held), "removed": sorted(held - wanted)},
    )


@transaction.atomic
def set_person_active(viewer: Viewer, person: Person, *, active: bool, reason: str) -> None:
    """Close an account with its sessions and tokens at once, or open it again."""
    require_control(viewer, person)
    reason = reasoned(reason)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.pk == viewer.person_id:
        raise Conflict(_("Nobody closes their own account; ask another administrator."))
    if person.is_active == active:
        return
    if not active:
        for organisation in Organisation.objects.filter(memberships__person=person).distinct():
            _keep_one_administrator(organisation, person)
    Person.objects.filter(pk=person.pk).update(
        is_active=active, sessions_ended=F("sessions_ended") + 1
    )
    note(
        "person.reopened" if active else "person.closed",
        viewer.actor,
        record_id=person.pk,
        reason=reason,
        facts=_where(person),
    )


@transaction.atomic
def rename_person(viewer: Viewer, person: Person, *, display_name: str) -> None:
    """Change the role name that others see."""
    require_control(viewer, person)
    if person.display_name == display_name:
        return
    before, person.display_name = person.display_name, display_name
    person.save(update_fields=["display_name"])
    note(
        "person.renamed",
        viewer.actor,
        record_id=person.pk,
        before={"display_name": before},
        after={"display_name": display_name},
        facts=_where(person),
    )


def first_administrator(
    *, username: str, password: str, display_name: str, organisation: Organisation
) -> Person:
    """The account with which a new node begins."""
    person = Person.objects.create_user(username, password, display_name=display_name)
    note("person.joined", SYSTEM, record_id=person.pk, organisation=organisation)
    give_roles(SYSTEM, person, organisation, [Role.ADMINISTRATOR])
    return person


def _held(person: Person, organisation_id: UUID) -> set[Role]:
    rows = Membership.objects.filter(person=person, organisation=organisation_id)
    return {Role(role) for role in rows.values_list("role", flat=True)}


def _where(person: Person) -> dict[str, list[str]]:
    codes = Organisation.objects.filter(memberships__person=person).distinct()
    return {"organisations": sorted(codes.values_list("code", flat=True))}


def _keep_one_administrator(organisation: Organisation, leaving: Person) -> None:
    """A node whose operator has no administrator could only be mended from the command line."""
    if organisation.code != settings.OPERATOR:
        return
    if not administrators_of(organisation).exclude(pk=leaving.pk).exists():
        raise Conflict(_("This is the last administrator of the operator; name another one first."))
