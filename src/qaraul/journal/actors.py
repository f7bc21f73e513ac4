"""Who acts: a person in an organisation, or the node itself."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Whom an entry names; the label is a role and an organisation, never a private name."""

    person_id: UUID | None
    label: str


SYSTEM = Actor(None, "system")
