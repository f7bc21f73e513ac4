"""What a person says instead of the machine: into a row, out of a row, and out of the node."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import COUNTS, Field
from qaraul.pipeline.models import Correction, DocumentReading
from qaraul.pipeline.rows import whole_text
from qaraul.sources.models import Document

PLACE_COLUMNS = ("unit", "country", "place_id", "place_name", "place_precision", "lat", "lon")
CORRECTABLE_COLUMNS = (
    "event_type", "event_status", "occurred_on", "is_date_stated", "area", "is_place_assumed",
    "actors", *PLACE_COLUMNS, *COUNTS,
)  # fmt: skip


def value_of(row: DocumentReading, field: str) -> Any:
    """A field of a reading as a correction keeps it."""
    if field == Field.PLACE:
        place = {name: getattr(row, name) for name in PLACE_COLUMNS}
        return {**place, "area_id": str(row.area_id) if row.area_id else None}
    if field == Field.DATE:
        is_day = row.occurred_on is not None and row.is_date_stated
        return row.occurred_on.isoformat() if is_day and row.occurred_on else None
    return getattr(row, field)


def apply_human_value(row: DocumentReading, field: str, value: Any) -> None:
    """Let a reading say what the person said."""
    if field == Field.PLACE:
        row.area_id = UUID(value["area_id"]) if value["area_id"] else None
        for name in PLACE_COLUMNS:
            setattr(row, name, value[name])
        row.is_place_assumed = False
    elif field == Field.DATE:
        row.occurred_on, row.is_date_stated = date.fromisoformat(value), True
    else:
        setattr(row, field, value)


def records(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """Every correction of a document that the viewer may see, the oldest first, to learn from.

    Who corrected is left out: it teaches nothing.
    """
    visible = Document.objects.visible_to(viewer)
    rows = Correction.objects.filter(reading__document__in=visible.values("pk"))
    rows = rows.select_related("reading__document").order_by("at", "id")
    for row in rows.iterator(chunk_size=500):
        document = row.reading.document
        yield {
            "id": str(row.pk),
            "document": str(document.pk),
            "lang": row.reading.lang,
            "text": whole_text(document),
            "published": document.published_at.date().isoformat(),
            "text_hash": row.reading.text_hash,
            "field": row.field,
            "machine_value": row.machine_value,
            "human_value": row.human_value,
            "methods": row.methods,
            "at": row.at.isoformat(),
        }
