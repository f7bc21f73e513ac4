"""Make the demonstration network: organisations, circles and accounts of the scenario."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from qaraul.errors import Conflict
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM
from qaraul.members.models import Circle, Membership, Organisation, Person
from qaraul.members.viewers import Viewer, viewer_for
from qaraul.sharing.models import Audience

ORGANISATION_FIELDS = ("name", "name_ru", "kind", "country", "is_security_force")


@dataclass(frozen=True, slots=True)
class Network:
    """The members by the names that the scenario gives them."""

    organisations: dict[str, Organisation]
    circles: dict[str, Circle]
    people: dict[str, Person]
    homes: dict[str, Organisation]

    def viewer(self, username: str) -> Viewer:
        """The viewer that an account is in its own organisation."""
        return viewer_for(self.people[username], self.homes[username])

    def audience(self, named: dict[str, Any]) -> Audience | None:
        """The audience that a scenario names; None when it names nobody."""
        if not named:
            return None
        return Audience.of(
            organisations=[self.organisations[code] for code in named.get("organisations", [])],
            circles=[self.circles[name] for name in named.get("circles", [])],
            persons=[self.people[name] for name in named.get("accounts", [])],
            network=bool(named.get("network")),
            public=bool(named.get("public")),
        )


def refuse_strangers(plan: dict[str, Any]) -> None:
    """Raise `Conflict` when the database holds members that are not the scenario's: a real node."""
    codes = [row["code"] for row in plan["organisations"]]
    if Organisation.objects.exclude(code__in=codes).exists():
        raise Conflict(
            "This database holds a network of its own. A demonstration needs an empty one: "
            "give another --data-dir."
        )


@transaction.atomic
def make_network(plan: dict[str, Any], *, password: str) -> Network:
    """Make what is missing; what is there stays as it is."""
    organisations = {row["code"]: _organisation(row) for row in plan["organisations"]}
    circles = {row["name"]: _circle(row, organisations) for row in plan["circles"]}
    people, homes = {}, {}
    hashed = make_password(password)  # once: it is meant to be slow, and it is one password
    for row in plan["accounts"]:
        home = homes[row["username"]] = organisations[row["organisation"]]
        people[row["username"]] = _person(row, home, hashed)
    return Network(organisations, circles, people, homes)


def set_password(plan: dict[str, Any], password: str) -> None:
    """Let all accounts in with this password; nothing is written when it is theirs."""
    names = [row["username"] for row in plan["accounts"]]
    people = Person.objects.filter(username__in=names)
    first = people.order_by("username").first()
    if first and not first.check_password(password):  # they are always changed together
        people.update(password=make_password(password))


def _organisation(row: dict[str, Any]) -> Organisation:
    facts = {name: row[name] for name in ORGANISATION_FIELDS}
    organisation, is_new = Organisation.objects.get_or_create(
        code=row["code"], defaults={**facts, "security_force_reason": row["reason"]}
    )
    if is_new:
        _note("organisation.added", "organisation", organisation)
    return organisation


def _circle(row: dict[str, Any], organisations: dict[str, Organisation]) -> Circle:
    circle, is_new = Circle.objects.get_or_create(
        name=row["name"], defaults={"purpose": row["purpose"]}
    )
    if is_new:
        circle.organisations.set([organisations[code] for code in row["organisations"]])
        _note("circle.added", "circle", circle)
    return circle


def _person(row: dict[str, Any], home: Organisation, hashed: str) -> Person:
    person, is_new = Person.objects.get_or_create(
        username=row["username"],
        defaults={
            "password": hashed,
            "display_name": row["shown"],
            "language": row["language"],
        },
    )
    if is_new:
        _note("person.added", "person", person)
    for role in row["roles"]:
        Membership.objects.get_or_create(person=person, organisation=home, role=role)
    return person


def _note(act: str, kind: str, record: Organisation | Circle | Person) -> None:
    journal.record(
        act,
        actor=SYSTEM,
        kind=kind,
        record_id=record.pk,
        reason="demonstration",
        after={"name": str(record)},
    )
