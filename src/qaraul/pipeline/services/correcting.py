"""Put right what the machine read, and keep both values to learn from."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, NotFound
from qaraul.events.choices import EventType
from qaraul.events.facts import LONGEST_ACTOR, MOST_ACTORS
from qaraul.journal.digests import without_nul
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import COUNTS, Act, EventStatus, Field
from qaraul.pipeline.corrections import apply_human_value, value_of
from qaraul.pipeline.models import Correction, DocumentReading, Signal
from qaraul.pipeline.rows import HIGHEST
from qaraul.pipeline.services.merging import stories_of
from qaraul.pipeline.services.stories import refresh, take_turn
from qaraul.pipeline.services.writing import By, hold_of, locked_for, write
from qaraul.places.models import Area
from qaraul.sources.models import Document

EARLIEST = date(1900, 1, 1)
PLACE_TEXTS = ("unit", "country", "place_id", "place_name", "place_precision")
LONGEST = {"unit": 20, "country": 3, "place_id": 80, "place_name": 200, "place_precision": 20}


@transaction.atomic
def correct_reading(
    signal_id: UUID,
    field: str,
    value: Any,
    *,
    viewer: Viewer,
    at: datetime,
    document_id: UUID | None = None,
) -> list[Correction]:
    """Say what a field should have been read as, in one document or in all that were read so.

    field: one of `Field` but `story`. value: a code, an ISO date, a whole number or None, or for
    the place a mapping of the columns of `PLACE_TEXTS`, `area_id`, `lat`, `lon`.
    document_id: the document meant; without it, every document of the signal that the viewer may
    see. Raises as `claim_signal` does, and `BadInput` for a value that cannot be.
    """
    if field not in RULES:
        raise BadInput(_("This cannot be corrected."), field="field")
    value = RULES[field](value, at)
    take_turn()
    by = By(viewer, at)
    signal = locked_for(signal_id, by)
    rows = _readings(signal, viewer, document_id)
    corrections = [_correct(row, field, value, by) for row in rows if value_of(row, field) != value]
    if not corrections:
        return []
    Correction.objects.bulk_create(corrections)
    stories = {row.document.place_in_story.story_id for row in rows}
    refresh(stories, at=at)
    held = hold_of(by) if signal.held_by_id == viewer.person_id else {}
    write(signal, Act.CORRECTED, held, by, facts={"field": field, "documents": len(corrections)})
    return corrections


def _readings(signal: Signal, viewer: Viewer, document_id: UUID | None) -> list[DocumentReading]:
    visible = Document.objects.visible_to(viewer).filter(
        place_in_story__story__in=stories_of(signal)
    )
    if document_id is not None:
        visible = visible.filter(pk=document_id)
    rows = DocumentReading.objects.filter(document__in=visible.values("pk"))
    found = list(
        rows.select_related("document__place_in_story")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    if not found:
        raise NotFound(_("There is no such document in this story."))
    return found


def _correct(row: DocumentReading, field: str, value: Any, by: By) -> Correction:
    """Change the row; what the machine had read stays known, however often people correct it."""
    earlier = row.corrections.filter(field=field).order_by("at", "id").first()
    machine_value = earlier.machine_value if earlier else value_of(row, field)
    apply_human_value(row, field, value)
    row.save()
    return Correction(
        reading=row,
        field=field,
        machine_value=machine_value,
        human_value=value,
        methods=row.methods,
        by_id=by.viewer.person_id,
        by_label=by.viewer.label[:200],
        at=by.at,
    )


def _code(allowed: frozenset[str]) -> Callable[[Any, datetime], str]:
    def rule(value: Any, at: datetime) -> str:  # noqa: ARG001  every rule is given the time
        if value not in allowed:
            raise BadInput(_("Choose one of the list."), field="value")
        return str(value)

    return rule


def _day(value: Any, at: datetime) -> str:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise BadInput(_("Write the date as YYYY-MM-DD."), field="value") from None
    if not EARLIEST <= day <= at.date() + timedelta(days=1):
        raise BadInput(_("Choose a day from 1900 to today."), field="value")
    return day.isoformat()


def _people(value: Any, at: datetime) -> int | None:  # noqa: ARG001  every rule is given the time
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= HIGHEST:
        raise BadInput(_("A whole number of at least 0, or nothing."), field="value")
    return value


def _groups(value: Any, at: datetime) -> list[str]:  # noqa: ARG001  every rule is given the time
    if not isinstance(value, list) or len(value) > MOST_ACTORS:
        raise BadInput(_("At most %(n)s groups.") % {"n": MOST_ACTORS}, field="value")
    named = [without_nul(str(group)).strip()[:LONGEST_ACTOR] for group in value]
    return list(dict.fromkeys(group for group in named if group))


def _place(value: Any, at: datetime) -> dict[str, Any]:  # noqa: ARG001  as above
    refusal = BadInput(_("Choose a place of the list."), field="value")
    if not isinstance(value, Mapping) or not value.get("place_name"):
        raise refusal
    texts = {n: without_nul(str(value.get(n) or ""))[: LONGEST[n]] for n in PLACE_TEXTS}
    area_id, lat, lon = value.get("area_id"), value.get("lat"), value.get("lon")
    if area_id and not Area.objects.filter(pk=str(area_id)).exists():
        raise refusal
    if not isinstance(lat, float) or not isinstance(lon, float):
        lat = lon = None
    elif abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004  degrees
        raise refusal
    if not area_id and lat is None:
        raise refusal
    return {**texts, "area_id": str(area_id) if area_id else None, "lat": lat, "lon": lon}


RULES: Mapping[str, Callable[[Any, datetime], Any]] = {
    Field.EVENT_TYPE: _code(frozenset(EventType.values)),
    Field.STATUS: _code(frozenset(EventStatus.values)),
    Field.DATE: _day,
    Field.PLACE: _place,
    Field.ACTORS: _groups,
    **dict.fromkeys(COUNTS, _people),
}
