"""The viewer: who asks. Every question about a marked record starts from one."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from qaraul.journal.actors import Actor
from qaraul.members.choices import Role
from qaraul.members.models import Circle, Organisation, Person

ACTING_FOR = "acting_for"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person in an organisation, a token, or the public; `scopes` is None for a person."""

    person_id: UUID | None = None
    organisation_id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    circle_ids: frozenset[UUID] = frozenset()
    language: str = "en"
    label: str = "public"
    in_exercise: bool = False
    scopes: frozenset[str] | None = None

    @property
    def is_member(self) -> bool:
        """Whether the viewer stands for a member of the network."""
        return self.organisation_id is not None and bool(self.roles)

    @property
    def is_observer_only(self) -> bool:
        """Whether the viewer may look and not work: such people are an organisation's clients."""
        return self.roles == {Role.OBSERVER}

    @property
    def actor(self) -> Actor:
        """How the journal names the viewer."""
        return Actor(self.person_id, self.label)

    def has(self, *roles: Role) -> bool:
        """Whether the viewer holds one of the roles."""
        return not self.roles.isdisjoint(roles)


PUBLIC = Viewer()


def public() -> Viewer:
    """The public, at a node that may be in an exercise."""
    return Viewer(in_exercise=bool(settings.EXERCISE))


def viewer_for(
    person: Person, organisation: Organisation, *, scopes: frozenset[str] | None = None
) -> Viewer:
    """The viewer that a person is when acting for an organisation."""
    roles = person.roles_in(organisation.pk)
    if not (person.is_active and organisation.is_active and roles):
        return public()
    circles = Circle.objects.filter(organisations=organisation.pk).values_list("pk", flat=True)
    return Viewer(
        person_id=person.pk,
        organisation_id=organisation.pk,
        roles=roles,
        circle_ids=frozenset(circles),
        language=person.language,
        label=f"{person.display_name} ({organisation.code})",
        in_exercise=bool(settings.EXERCISE),
        scopes=scopes,
    )


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer that the middleware found for this request; the public when there is none."""
    viewer: Viewer = getattr(request, "viewer", None) or public()
    return viewer


def organisations_of(person: Person) -> list[Organisation]:
    """The organisations that a person may act for."""
    return list(Organisation.objects.filter(memberships__person=person, is_active=True).distinct())
