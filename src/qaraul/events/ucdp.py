"""Events of UCDP GED and Candidate as incidents, by the codebook."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from qaraul.events.areas import area_tree
from qaraul.events.choices import DatePrecision, EventType, PlacePrecision, SourceKind, Status
from qaraul.events.facts import EARLIEST, HIGHEST_COUNT, LONGEST_ACTOR, LONGEST_PLACE, LONGEST_TITLE
from qaraul.events.incoming import Draft, RefusedRow
from qaraul.events.placing import locate
from qaraul.places.choices import Level
from qaraul.sources.connectors.base import Refused
from qaraul.sources.connectors.ucdp import GedEvent

CHUNK = 5_000
# Type 1 is State-based, 2 non-State, 3 one-sided (GED codebook, "type_of_violence"); whether the
# means was an explosion is not coded, so analysts may correct the type.
TYPES = {
    1: EventType.ARMED_CLASH,
    2: EventType.ARMED_CLASH,
    3: EventType.VIOLENCE_AGAINST_CIVILIANS,
}
DATES = dict(enumerate(DatePrecision, 1))
PLACES = dict(enumerate([p for p in PlacePrecision if p is not PlacePrecision.UNKNOWN], 1))
# How fine an area the precision of the place allows to name.
FINEST = {PlacePrecision.PROVINCE: Level.UNIT, PlacePrecision.COUNTRY: Level.STATE}
CIVILIANS = "Civilians"
# Candidate events are checked within weeks and revised later; GED is the yearly, checked release.
GRADES = {
    SourceKind.GED: {"status": Status.VERIFIED, "credibility": 2},
    SourceKind.CANDIDATE: {"status": Status.IN_REVIEW, "credibility": 3},
}


def drafts(
    events: Iterable[GedEvent | Refused], source_kind: SourceKind
) -> Iterator[Draft | RefusedRow]:
    """A draft for each event, located in bulk; the parser's refusals as they are."""
    waiting: list[GedEvent] = []
    for event in events:
        if isinstance(event, Refused):
            yield RefusedRow(event.row, event.detail or str(event.fault))
        elif reason := _unusable(event):
            yield RefusedRow(event.row, reason)
        else:
            waiting.append(event)
        if len(waiting) == CHUNK:
            yield from _located(waiting, source_kind)
            waiting = []
    yield from _located(waiting, source_kind)


def _unusable(event: GedEvent) -> str:
    if event.date_start < EARLIEST:
        return f"date_start: {event.date_start} is before {EARLIEST}"
    if max(event.best, event.high or 0) > HIGHEST_COUNT:
        return f"best: more than {HIGHEST_COUNT:,}"
    return ""


def _located(events: list[GedEvent], source_kind: SourceKind) -> Iterator[Draft]:
    if not events:
        return
    found = locate([e.longitude for e in events], [e.latitude for e in events])
    for event, area_id in zip(events, found, strict=True):
        yield Draft(
            row=event.row,
            external_id=f"ucdp:{event.id}"[:100],
            columns=_columns(event, area_id) | GRADES[source_kind],
            codebook=dict(event.codebook),
        )


def _columns(event: GedEvent, area_id: UUID | None) -> dict[str, Any]:
    place = PLACES.get(event.where_prec or 0, PlacePrecision.UNKNOWN)
    low = event.best if event.low is None else event.low
    high = event.best if event.high is None else event.high
    event_type = TYPES[event.type_of_violence]
    sides = [side[:LONGEST_ACTOR] for side in (event.side_a, event.side_b) if side]
    where = event.where_coordinates or event.adm_2 or event.adm_1 or event.country
    return {
        "title": _title(event_type, where, sides),
        "language": "en",
        "event_type": event_type,
        "occurred_on": event.date_start,
        "occurred_until": event.date_end if event.date_end != event.date_start else None,
        "date_precision": DATES.get(event.date_prec or 0, DatePrecision.DAY),
        "area_id": _allowed_area(area_id, place),
        "place_name": where[:LONGEST_PLACE],
        "lat": event.latitude,
        "lon": event.longitude,
        "place_precision": place,
        "actors": [side for side in sides if side != CIVILIANS],
        "killed_low": low,
        "killed_best": event.best,
        "killed_high": high,
    }


def _title(event_type: EventType, where: str, sides: list[str]) -> str:
    """In English, whatever the reader's language: it is stored."""
    kind = event_type.value.replace("_", " ").capitalize()
    parties = f": {' – '.join(sides)}" if sides else ""
    return f"{kind}, {where}{parties}"[:LONGEST_TITLE]


def _allowed_area(area_id: UUID | None, place: PlacePrecision) -> UUID | None:
    """The area, no finer than the precision of the place allows; none abroad."""
    if area_id is None or place is PlacePrecision.ABROAD:
        return None
    finest = FINEST.get(place)
    known = area_tree(ids=[area_id]).by_id
    while finest is not None and known[area_id].level > finest:
        above = known[area_id].parent_id
        if above is None:
            break
        area_id = above
    return area_id
