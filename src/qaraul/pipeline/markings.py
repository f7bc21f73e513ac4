"""What decides who sees a document; documents that differ in any of it never share a story."""

from collections.abc import Hashable
from typing import Any

from qaraul.sharing.models import Marked

MARKING_FIELDS = (
    "origin_id",
    "tlp",
    "audience_id",
    "caveats",
    "is_origin_sealed",
    "delegate_id",
    "stage",
    "is_exercise",
)

Marking = tuple[Hashable, ...]


def marking_of(record: Marked) -> Marking:
    """Everything about a record that decides who sees it, to be compared."""
    return tuple(getattr(record, name) for name in MARKING_FIELDS)


def as_fields(marking: Marking) -> dict[str, Any]:
    """The same as fields of a new record."""
    return dict(zip(MARKING_FIELDS, marking, strict=True))
