"""Make an incident of a signal: a draft with the facts as read and the documents as evidence."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import Conflict
from qaraul.events import services as events
from qaraul.events.choices import HARMS, Credibility, DatePrecision, PlacePrecision, Supports
from qaraul.events.facts import (
    HIGHEST_COUNT,
    LONGEST_ACTOR,
    LONGEST_PLACE,
    LONGEST_TITLE,
    MOST_ACTORS,
)
from qaraul.events.models import Incident
from qaraul.events.services.writing import Batch
from qaraul.journal.reasons import coded
from qaraul.members.viewers import Viewer
from qaraul.pipeline.account import Account
from qaraul.pipeline.choices import CLOSED_STAGES, Act, Field, QueueStage
from qaraul.pipeline.languages import language_told, node_code
from qaraul.pipeline.models import DocumentReading, Signal
from qaraul.pipeline.queries.accounts import account_for
from qaraul.pipeline.queries.later import incident_of, later_documents
from qaraul.pipeline.rows import whole_text
from qaraul.pipeline.services.merging import stories_of
from qaraul.pipeline.services.writing import FREE, By, locked, locked_for, write
from qaraul.pipeline.spans import sentence_around
from qaraul.pipeline.telling import EXACT, PRECISION
from qaraul.places.models import Area

PRECISIONS = {
    "settlement": PlacePrecision.POINT,
    "feature": PlacePrecision.POINT,
    "district": PlacePrecision.DISTRICT,
    "region": PlacePrecision.PROVINCE,
    "country": PlacePrecision.COUNTRY,
}
NO_GROUNDS = events.Grounds()
MOST_EVIDENCE, WITH_WORDS, LONGEST_WORDS = 100, 20, 500


@transaction.atomic
def verify_signal(
    signal_id: UUID,
    *,
    viewer: Viewer,
    at: datetime,
    credibility: int = Credibility.CANNOT_BE_JUDGED,
) -> Incident:
    """Make a draft incident of the viewer's organisation; nobody else sees it before its release.

    Every document of the signal that the viewer may see becomes evidence. Raises as `claim_signal`
    does, and `Conflict` when the signal is closed or no document is left.
    """
    by = By(viewer, at)
    signal = locked_for(signal_id, by)
    if signal.queue_stage in CLOSED_STAGES:
        signal.queue_to(QueueStage.CONFIRMED)  # says why not
    account = account_for(viewer, stories_of(signal))
    if account is None:
        raise Conflict(_("No document of this signal is left."))
    batch = Batch(viewer, at, coded("from-signal", number=signal.number))
    facts = facts_for(signal, account)
    incident = events.create_incident(
        viewer=viewer, at=at, batch=batch, credibility=credibility, **facts
    )
    _add_evidence(incident, [said.document_id for said in account.documents], batch)
    confirmed = {
        "queue_stage": QueueStage.CONFIRMED,
        "incident_id": incident.pk,
        "snoozed_until": None,
        **FREE,
    }
    write(signal, Act.CONFIRMED, confirmed, by, facts={"incident": incident.pk})
    incident.refresh_from_db()
    return incident


@transaction.atomic
def add_later_documents(
    signal_id: UUID, document_ids: Iterable[UUID], *, viewer: Viewer, at: datetime
) -> int:
    """Add documents that joined a confirmed signal's story to its incident; how many were added.

    Only those that the viewer was shown and that still may be added are taken. Raises `NotFound`,
    `NotAllowed`, and `Conflict` when there are none, or when the incident may not be changed now.
    """
    by = By(viewer, at)
    (signal,) = locked([signal_id], viewer)
    incident = incident_of(viewer, signal)
    shown = set(document_ids)
    later = [d.pk for d in later_documents(viewer, signal) if d.pk in shown]
    if incident is None or not later:
        raise Conflict(_("These documents are no longer there to be added."))
    batch = Batch(viewer, at, _("From signal %(number)s.") % {"number": signal.number})
    _add_evidence(incident, later, batch)
    write(signal, Act.ADDED, {}, by, facts={"incident": incident.pk, "documents": len(later)})
    return len(later)


def facts_for(signal: Signal, account: Account) -> dict[str, Any]:
    """The incident's facts as the documents tell them together."""
    by = account.claims["place"].by if "place" in account.claims else account.lead
    precision = by.values.get("place_precision") or ""
    is_point = PRECISION.get(precision, 0) >= EXACT and by.values.get("lat") is not None
    is_assumed = bool(by.values.get("is_place_assumed"))
    facts: dict[str, Any] = {
        "title": (signal.title or signal.number)[:LONGEST_TITLE],
        "language": language_told(signal.title) or node_code(signal.title_language),
        "event_type": account.value(Field.EVENT_TYPE) or signal.event_type,
        "occurred_on": account.day,
        "date_precision": (
            DatePrecision.DAY if account.value(Field.DATE) is not None else DatePrecision.DAYS
        ),
        "place_name": str(by.values.get("place_name") or "")[:LONGEST_PLACE],
        "place_precision": (
            PlacePrecision.UNKNOWN
            if is_assumed
            else PRECISIONS.get(precision, PlacePrecision.UNKNOWN)
        ),
        "lat": by.values["lat"] if is_point else None,
        "lon": by.values["lon"] if is_point else None,
        "actors": [group[:LONGEST_ACTOR] for group in account.actors][:MOST_ACTORS],
    }
    if not is_assumed and by.values.get("area_id"):
        facts["area"] = Area.objects.filter(pk=by.values["area_id"]).first()
    for harm in HARMS:
        facts |= _counts(account, harm)
    return facts


def _counts(account: Account, harm: str) -> dict[str, int | None]:
    """Lowest, best and highest number that the documents give; nothing when none gives one."""
    best = account.value(harm)
    if best is None:
        return {}
    said = [n for document in account.documents if (n := document.of(harm)) is not None]
    low, high = min([*said, best]), max([*said, best])
    ends = (("low", low), ("best", best), ("high", high))
    return {f"{harm}_{end}": min(number, HIGHEST_COUNT) for end, number in ends}


def _add_evidence(incident: Incident, document_ids: Sequence[UUID], batch: Batch) -> None:
    """The documents as evidence; the first ones with the words that the reading rests on."""
    kept = list(document_ids)[:MOST_EVIDENCE]
    rows = DocumentReading.objects.filter(document__in=kept[:WITH_WORDS]).select_related("document")
    readings = {row.document_id: row for row in rows}
    documents = {pk: grounds_in(readings[pk]) if pk in readings else NO_GROUNDS for pk in kept}
    events.add_evidence(
        incident.pk, viewer=batch.viewer, at=batch.at, documents=documents, batch=batch
    )


def grounds_in(row: DocumentReading) -> events.Grounds:
    """Which facts a document speaks for, and the words of the event in it."""
    text = whole_text(row.document)
    supports = [
        name
        for name, is_there in (
            (Supports.TYPE, row.evidence),
            (Supports.PLACE, row.place_id),
            (Supports.DATE, row.is_date_stated),
            (Supports.COUNT, row.counts),
            (Supports.ACTORS, row.actors),
        )
        if is_there
    ]
    return events.Grounds(words=_words(text, row.evidence), supports=supports)


def _words(text: str, spans: Iterable[dict[str, Any]]) -> str:
    """The sentences that tell of the event, as they stand in the text, so that they are a quote."""
    told = [s for s in spans if s.get("kind") == "type"]
    quotes = dict.fromkeys(sentence_around(text, s["start"], s["end"]) for s in told)
    kept: list[str] = []
    for quote in quotes:
        if quote and len(" … ".join([*kept, quote])) <= LONGEST_WORDS:
            kept.append(quote)
    longest = next(iter(quotes), "")
    return " … ".join(kept) or without_end(longest)


def without_end(words: str) -> str:
    """The words, cut to what evidence may hold."""
    return words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…"
