"""For whom a set is computed: with the eyes of the reader who sees least among its readers.

See docs/decisions/0017-a-forecast-shows-what-its-readers-see.md.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from qaraul.forecasts.choices import Sight
from qaraul.forecasts.lacks import OPERATOR, Lacking
from qaraul.members.choices import Role, Scope
from qaraul.members.models import Organisation
from qaraul.members.viewers import Viewer, public
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience, marking

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
"""A person and an organisation that nothing names: never left empty, for empty would match much."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a set of one sight is marked."""

    tlp: TLP
    is_public: bool


STANDINGS = {
    Sight.NETWORK: Standing(TLP.GREEN, is_public=False),
    Sight.PUBLIC: Standing(TLP.CLEAR, is_public=True),
}


def viewer_with(sight: Sight) -> Viewer:
    """The viewer that sees what all readers of such a set see, and nothing else."""
    if sight == Sight.PUBLIC:
        return public()
    return Viewer(
        person_id=NOBODY,
        organisation_id=NOBODY,
        roles=frozenset({Role.OBSERVER}),
        label="node",
        in_exercise=bool(settings.EXERCISE),
        scopes=frozenset({Scope.READ}),
    )


def marked_for(sight: Sight, at: datetime) -> dict[str, Any]:
    """The marking of a set of that sight, standing from the moment it is issued.

    Raises `Lacking` when the node has no operator.
    """
    operator = Organisation.objects.filter(code=settings.OPERATOR).first()
    if operator is None:
        raise Lacking(OPERATOR)
    standing = STANDINGS[sight]
    return marking(
        origin=operator,
        tlp=standing.tlp,
        audience=Audience.of(network=True, public=standing.is_public),
        released_at=at,
        is_exercise=bool(settings.EXERCISE),
    )
