"""Typed factories for tests of this app and of those above."""

import hashlib
from datetime import UTC, datetime
from itertools import count
from typing import Any

from qaraul.journal.ids import new_id
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation
from qaraul.pipeline.models import Signal, Story, StoryDocument
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.sources.models import Document, Source

_number = count(1)
DAILY = "daily"  # the source of documents for which a test names none
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


def make_source(owner: Organisation | None = None, **fields: Any) -> Source:
    """A source of a member."""
    n = next(_number)
    return Source.objects.create(
        owner=owner or make_organisation(),
        **{"code": f"reads-{n}", "title": f"Outlet {n}", "reliability": "B", **fields},
    )


def make_document(
    title: str = "",
    text: str = "",
    *,
    source: Source | None = None,
    tlp: TLP = TLP.GREEN,
    audience: Audience | None = None,
    published_at: datetime = NOW,
    due_at: datetime | None = NOW,
    **fields: Any,
) -> Document:
    """A document under a standing marking, due for reading; seen by its origin alone."""
    n = next(_number)
    source = source or Source.objects.filter(code=DAILY).first() or make_source(code=DAILY)
    title = title or f"Nothing happened for the {n}th time"
    return Document.objects.create(
        source=source,
        external_id=f"item-{n}",
        title=title,
        text=text,
        published_at=published_at,
        fetched_at=published_at,
        text_hash=hashlib.sha256(f"{title}\n{text}".encode()).hexdigest(),
        due_at=due_at,
        **{
            "origin": source.owner,
            "tlp": tlp,
            "audience": audience,
            "stage": Stage.RELEASED,
            "released_at": published_at,
            **fields,
        },
    )


def make_signal(*documents: Document, **fields: Any) -> Signal:
    """A signal with the marking of its documents, or of a new organisation when it has none."""
    n = next(_number)
    first = documents[0] if documents else None
    marking: dict[str, Any] = {
        "origin": first.origin if first else fields.pop("origin", None) or make_organisation(),
        "tlp": first.tlp if first else TLP.GREEN,
        "audience": first.audience if first else None,
        "stage": Stage.RELEASED,
        "is_exercise": first.is_exercise if first else False,
    }
    marking |= {k: fields.pop(k) for k in list(fields) if k in marking}
    story = None
    if first:
        story = Story.objects.create(
            **marking,
            title=first.title,
            first_published_at=first.published_at,
            last_published_at=first.published_at,
            size=len(documents),
        )
        for document in documents:
            StoryDocument.objects.create(story=story, document=document, added_at=NOW)
    return Signal.objects.create(
        **marking,
        story=story,
        **{
            "id": new_id(),
            "number": f"T-{n}",
            "title": first.title if first else f"Signal {n}",
            "title_language": "en",
            "raised_at": NOW,
            "latest_at": NOW,
            "size": len(documents),
            "risk": 40,
            "event_type": "border_incident",
            **fields,
        },
    )
