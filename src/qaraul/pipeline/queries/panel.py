"""What the page of a document shows of its reading, its story and its terms."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.viewers import Viewer
from qaraul.pipeline.models import DocumentReading, Signal, StoryDocument
from qaraul.pipeline.queries.advice import advice_for
from qaraul.pipeline.queries.claims import claim_rows
from qaraul.pipeline.queries.detail import account_in
from qaraul.pipeline.queries.digests import digest_of, glosses_of
from qaraul.pipeline.rows import whole_text
from qaraul.places.models import Area
from qaraul.sources.models import Document

MOST_OTHERS = 20
KINDS = ("killed", "injured", "displaced", "arrested")


def document_panel(viewer: Viewer, document: Document) -> Mapping[str, Any] | None:
    """The reading of a document that the viewer is known to see; None when it was not read yet."""
    reading = DocumentReading.objects.filter(document=document).first()
    if reading is None:
        return None
    document.reading = reading
    account = account_in([document])
    place = StoryDocument.objects.filter(document=document).select_related("story").first()
    others = _others(viewer, place)
    words = _words(document)
    claims = claim_rows(account, _areas(account)) if account and not reading.not_read_reason else []
    signal = _signal(viewer, place)
    return {
        "reading": reading,
        "claims": [(row, words.get(row.field, [])) for row in claims],
        "others": others,
        "signal": signal,
        "digest": digest_of([document, *others]) if others else None,
        "glosses": glosses_of(document),
        "advice": advice_for(
            viewer, document, story=place.story if place else None, at=datetime.now(UTC)
        ),
        "document": document,
    }


def _others(viewer: Viewer, place: StoryDocument | None) -> list[Document]:
    """The other documents of the story, as far as the viewer may see them."""
    if place is None:
        return []
    visible = Document.objects.visible_to(viewer).naming_sources(viewer)
    rows = visible.filter(place_in_story__story=place.story_id)
    rows = rows.exclude(pk=place.document_id).select_related("source", "reading")
    return list(rows.order_by("published_at", "id")[:MOST_OTHERS])


def _signal(viewer: Viewer, place: StoryDocument | None) -> Signal | None:
    """The signal of the story, for those in triage; where it was merged, the one it went on in."""
    if place is None or not viewer.has(*TRIAGE_ROLES):
        return None
    visible = Signal.objects.visible_to(viewer)
    found = visible.filter(story=place.story_id).first()
    if found is not None and found.merged_into_id is not None:
        return visible.filter(pk=str(found.merged_into_id)).first()
    return found


def _areas(account: Any) -> dict[Any, Area]:
    wanted = account.place.get("area_id")
    return dict(Area.objects.light().in_bulk([wanted])) if wanted else {}


def _words(document: Document) -> Mapping[str, Sequence[str]]:
    """The words of the text that each claim rests on, each once."""
    reading, text = document.reading, whole_text(document)
    spans = [
        *(("place", p) for p in reading.places if p.get("role") == "event"),
        *(("occurred_on", d) for d in reading.dates),
        *((c["kind"], c) for c in reading.counts if c["kind"] in KINDS),
        *(("event_type", e) for e in reading.evidence if e.get("kind") == "type"),
        *(("event_status", e) for e in reading.evidence if e.get("kind") == "status"),
    ]
    found: dict[str, dict[str, None]] = {}
    for field, span in spans:
        words = text[span["start"] : span["end"]].strip()
        if words:
            found.setdefault(field, {})[words] = None
    return {field: list(words)[:5] for field, words in found.items()}
