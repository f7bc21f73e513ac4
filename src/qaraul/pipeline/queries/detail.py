"""One signal as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from qaraul.events.models import Incident
from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.models import Person
from qaraul.members.viewers import Viewer
from qaraul.pipeline.account import Account, account_of
from qaraul.pipeline.hints import Hint, hint_of
from qaraul.pipeline.models import Correction, Signal, SignalAct
from qaraul.pipeline.permissions import may_work
from qaraul.pipeline.queries.accounts import said_by
from qaraul.pipeline.queries.advice import Advice, advice_for
from qaraul.pipeline.queries.claims import ClaimRow, claim_rows
from qaraul.pipeline.queries.digests import Digest, digest_of, glosses_of
from qaraul.pipeline.queries.later import later_documents
from qaraul.pipeline.queries.near import Near, near_to
from qaraul.pipeline.queries.queue import ROW, Status, minutes_left, status_of
from qaraul.pipeline.rows import whole_text
from qaraul.pipeline.spans import Paragraph, paragraphs, spans_of
from qaraul.places.models import Area
from qaraul.reading.glossary import Gloss
from qaraul.sources.models import Document

MOST_DOCUMENTS = 50
MOST_ACTS = 20
LONGEST_SHOWN = 20_000
SPANS = ("places", "dates", "counts", "evidence")


@dataclass(frozen=True, slots=True)
class SignalPage:
    """All that the page of one signal shows to one viewer."""

    signal: Signal
    status: Status
    documents: Sequence[Document]
    shown: Document | None = None
    lines: Sequence[Paragraph] = ()
    is_cut: bool = False
    account: Account | None = None
    claims: Sequence[ClaimRow] = ()
    near: Sequence[Near] = ()
    incident: Incident | None = None
    into: Signal | None = None
    may_act: bool = False
    is_waiting: bool = False
    is_mine: bool = False
    hint: Hint | None = None
    digest: Digest | None = None
    glosses: Sequence[Gloss] = ()
    later: Sequence[Document] = ()
    advice: Advice | None = None
    held_minutes: int = 0

    @property
    def reading(self) -> Any:
        """What was read in the text that is shown, or None."""
        return getattr(self.shown, "reading", None)


def signal_page(
    viewer: Viewer, signal: Signal, *, at: datetime, document_id: UUID | None = None
) -> SignalPage:
    """The page of a signal that the viewer is known to see."""
    documents = documents_of(viewer, signal)
    shown = next((d for d in documents if d.pk == document_id), documents[0] if documents else None)
    account = account_in(documents)
    holder = signal.holder_at(at)
    may_act = may_work(viewer) and holder in {None, viewer.person_id}
    lines, is_cut = _text(shown)
    return SignalPage(
        signal=signal,
        status=status_of(_columns(signal), viewer, at),
        documents=documents,
        shown=shown,
        lines=lines,
        is_cut=is_cut,
        account=account,
        claims=claim_rows(account, _areas(signal, account)) if account else (),
        near=near_to(viewer, signal),
        incident=_visible_incident(viewer, signal),
        into=_visible_target(viewer, signal),
        may_act=may_act,
        is_waiting=signal.is_waiting(at),
        is_mine=holder is not None and holder == viewer.person_id,
        hint=hint_of(signal.kind, signal.summary),
        digest=digest_of(documents),
        glosses=glosses_of(shown),
        later=later_documents(viewer, signal),
        advice=advice_for(viewer, shown, story=signal.story, at=at),
        held_minutes=minutes_left(signal.held_until, at) if holder and not may_act else 0,
    )


def documents_of(viewer: Viewer, signal: Signal) -> list[Document]:
    """The documents of a signal and of those merged into it that the viewer may see, best first."""
    own = Q(place_in_story__story__signal=signal)
    merged = Q(place_in_story__story__signal__merged_into=signal)
    rows = Document.objects.visible_to(viewer).naming_sources(viewer).filter(own | merged)
    found = rows.select_related("source", "reading", "place_in_story")[:MOST_DOCUMENTS]
    return sorted(found, key=lambda d: (d.source.reliability or "F", d.published_at, d.pk))


def account_in(documents: Sequence[Document]) -> Account | None:
    """What these documents say together; None when none of them was read."""
    read = [d for d in documents if hasattr(d, "reading")]
    corrected: dict[UUID, set[str]] = {}
    rows = Correction.objects.filter(reading__in=[d.reading.pk for d in read])
    for document_id, name in rows.values_list("reading__document_id", "field") if read else ():
        corrected.setdefault(document_id, set()).add(name)
    said = [said_by(d, corrected.get(d.pk, set())) for d in read]
    return account_of(said) if said else None


def colleagues(viewer: Viewer) -> list[Person]:
    """The people of the viewer's organisation who work in triage, without the viewer."""
    rows = Person.objects.filter(
        is_active=True,
        memberships__organisation=viewer.organisation_id,
        memberships__role__in=TRIAGE_ROLES,
    )
    others = rows.exclude(pk=str(viewer.person_id))
    return list(others.distinct().order_by("display_name"))


def history(signal: Signal) -> list[SignalAct]:
    """What was done with a signal, the latest first."""
    return list(signal.acts.all()[:MOST_ACTS])


def _text(document: Document | None) -> tuple[Sequence[Paragraph], bool]:
    """The text with its marks; the title stands above it only when it has some."""
    if document is None:
        return (), False
    reading = getattr(document, "reading", None)
    kept: Mapping[str, Any] = {n: getattr(reading, n) for n in SPANS} if reading else {}
    text, start = whole_text(document), len(document.title) + 1 if document.title else 0
    spans = [s for s in spans_of(kept) if s.start < LONGEST_SHOWN]
    title = paragraphs(text[: max(0, start - 1)], spans)
    is_evidence = any(piece.kind for line in title for piece in line)
    lines = paragraphs(text[:LONGEST_SHOWN], spans, start=start)
    return [*(title if is_evidence else ()), *lines], len(text) > LONGEST_SHOWN


def _areas(signal: Signal, account: Account) -> dict[Any, Area]:
    """The area of the place that most documents name; the signal's own is at hand already."""
    wanted = account.place.get("area_id")
    if wanted is None:
        return {}
    if signal.area is not None and wanted == signal.area.pk:
        return {wanted: signal.area}
    return dict(Area.objects.light().in_bulk([wanted]))


def _columns(signal: Signal) -> dict[str, Any]:
    columns = {name: getattr(signal, name) for name in ROW if "__" not in name}
    return columns | {"held_by__display_name": str(signal.held_by) if signal.held_by else ""}


def _visible_incident(viewer: Viewer, signal: Signal) -> Incident | None:
    if signal.incident_id is None:
        return None
    found: Incident | None = (
        Incident.objects.visible_to(viewer).filter(pk=str(signal.incident_id)).first()
    )
    return found


def _visible_target(viewer: Viewer, signal: Signal) -> Signal | None:
    if signal.merged_into_id is None:
        return None
    return Signal.objects.visible_to(viewer).filter(pk=str(signal.merged_into_id)).first()
