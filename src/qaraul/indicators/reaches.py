"""For whom the node watches: the network as one, and each organisation as one.

A signal tells what all its readers may know already, so it is found with the eyes of the reader
who sees least among them: see docs/decisions/0016-computed-for-whoever-asks.md.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from qaraul.members.choices import TRIAGE_ROLES, Role, Scope
from qaraul.members.models import Circle, Organisation
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience

NETWORK = "network"
NOBODY = UUID("00000000-0000-4000-8000-000000000000")
"""A person and an organisation that nothing names: never left empty, for empty would match much."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A circle of readers, the viewer that sees what all of them see, and a signal's marking."""

    key: str
    viewer: Viewer
    origin_id: UUID
    tlp: TLP
    audience: Audience | None


def reaches() -> list[Reach]:
    """The network first, then every organisation that works in triage."""
    found = []
    operator = Organisation.objects.filter(code=settings.OPERATOR).first()
    if operator is not None:
        everyone = Audience.of(network=True)
        found.append(Reach(NETWORK, _least(NOBODY, frozenset()), operator.pk, TLP.GREEN, everyone))
    working = Organisation.objects.filter(
        is_active=True, memberships__role__in=TRIAGE_ROLES, memberships__person__is_active=True
    )
    for organisation in working.distinct().order_by("code"):
        circles = Circle.objects.filter(organisations=organisation.pk).values_list("pk", flat=True)
        viewer = _least(organisation.pk, frozenset(circles))
        found.append(Reach(str(organisation.pk), viewer, organisation.pk, TLP.AMBER_STRICT, None))
    return found


def _least(organisation_id: UUID, circles: frozenset[UUID]) -> Viewer:
    """An analyst who is named nowhere and handles no TLP:RED."""
    return Viewer(
        person_id=NOBODY,
        organisation_id=organisation_id,
        roles=frozenset({Role.ANALYST}),
        circle_ids=circles,
        label="node",
        in_exercise=bool(settings.EXERCISE),
        scopes=frozenset({Scope.READ}),
    )
