"""What a marked record says of itself, to one viewer: a sealed origin gives way to its delegate."""

from typing import Any
from uuid import UUID

from qaraul.members.models import Organisation
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP

LABELS = {tlp.value: str(tlp.label) for tlp in TLP}
MARKING = (
    "id", "tlp", "caveats", "stage", "is_exercise", "origin_id", "delegate_id",
    "is_origin_sealed", "created_at", "updated_at",
)  # fmt: skip


class Showing:
    """Turns the columns of a marking into what the viewer may know."""

    def __init__(self, viewer: Viewer) -> None:
        self._own = viewer.organisation_id if viewer.is_member else None
        self._codes: dict[UUID, str] = dict(Organisation.objects.values_list("pk", "code"))

    def is_hidden(self, row: dict[str, Any]) -> bool:
        """Whether the origin is sealed for this viewer."""
        is_own = self._own is not None and self._own in (row["origin_id"], row["delegate_id"])
        return row["is_origin_sealed"] and not is_own

    def show(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with label and origin in words, in place."""
        hidden = self.is_hidden(row)
        origin, delegate = row.pop("origin_id"), row.pop("delegate_id")
        row.pop("is_origin_sealed")
        row["tlp"] = LABELS[row["tlp"]]
        row["origin"] = self._codes.get(delegate if hidden else origin, "")
        return row


def id_text(value: UUID) -> str:
    """An id as a cursor keeps it."""
    return value.hex
