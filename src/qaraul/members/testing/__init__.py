"""Typed factories for tests of this app and of those above."""

from itertools import count

from qaraul.members.choices import OrganisationKind, Role, SecurityForce
from qaraul.members.models import Circle, Organisation, Person
from qaraul.members.viewers import Viewer, viewer_for

_number = count(1)


def make_organisation(
    *,
    kind: OrganisationKind = OrganisationKind.STATE_BODY,
    country: str = "",
    is_security_force: SecurityForce = SecurityForce.NO,
) -> Organisation:
    """A member of the network."""
    n = next(_number)
    return Organisation.objects.create(
        code=f"org-{n}",
        name=f"Organisation {n}",
        kind=kind,
        country=country,
        is_security_force=is_security_force,
    )


def make_person(organisation: Organisation | None = None, *roles: Role) -> Person:
    """An account with roles in one organisation."""
    n = next(_number)
    person = Person.objects.create_user(
        f"person-{n}", "correct horse battery", display_name=f"Role {n}"
    )
    if organisation is not None:
        for role in roles:
            person.memberships.create(organisation=organisation, role=role)
    return person


def make_viewer(organisation: Organisation | None = None, *roles: Role) -> Viewer:
    """A person of an organisation, asking; an analyst when no role is named."""
    organisation = organisation or make_organisation()
    return viewer_for(make_person(organisation, *(roles or (Role.ANALYST,))), organisation)


def make_circle(*organisations: Organisation) -> Circle:
    """A sharing group."""
    circle = Circle.objects.create(name=f"Circle {next(_number)}")
    circle.organisations.set(organisations)
    return circle
