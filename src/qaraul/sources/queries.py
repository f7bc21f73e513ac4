"""Reading the catalogue and the documents: rows of a list, what a page shows of one of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, NotFound
from qaraul.members.viewers import Viewer
from qaraul.sources.choices import FetchStatus, SourceState
from qaraul.sources.filters import SourceFilter
from qaraul.sources.models import (
    Document,
    DocumentVersion,
    Feed,
    Fetch,
    ReliabilityChange,
    Source,
    SourceSilence,
)

PAGE, LOG_LINES, RECENT = 100, 30, 10
SOURCE_ROW = (
    *("id", "code", "title", "publisher", "country", "coverage", "language", "kind"),
    *("reliability", "is_enabled", "licence_note", "tlp", "state", "last_new_at", "feed_count"),
)
DOCUMENT_ROW = (
    *("id", "title", "url", "language_declared", "published_at", "fetched_at", "is_future_dated"),
    *("tlp", "stage", "is_exercise", "source_code", "source_title", "source__reliability"),
    *("external_id", "text_hash", "updated_at"),
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page of documents, from which the next one goes on."""

    published_at: datetime
    id: UUID

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{self.published_at.isoformat().replace('+00:00', 'Z')}_{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """The cursor that an address states; `BadInput` when it is none."""
        if not text:
            return None
        moment, _, key = text.partition("_")
        try:
            published_at, pk = datetime.fromisoformat(moment), UUID(hex=key)
        except ValueError:
            raise BadInput("This page's address is damaged.", field="after") from None
        if published_at.tzinfo is None:
            raise BadInput("This page's address is damaged.", field="after")
        return cls(published_at, pk)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a list, and where the next page begins."""

    rows: list[dict[str, Any]]
    following: str = ""


@dataclass(frozen=True, slots=True)
class SourceCard:
    """What the page of a source shows."""

    source: Source
    state: SourceState
    feeds: list[Feed]
    fetches: list[Fetch]
    refused: list[Fetch]
    changes: list[ReliabilityChange]
    silences: list[SourceSilence]
    documents: Page


def source_rows(viewer: Viewer, wanted: SourceFilter, after: str = "", size: int = PAGE) -> Page:
    """Sources that fit and that the viewer may know of, by title; `after` is the last code."""
    rows = wanted.apply(Source.objects.open_to(viewer))
    if after:
        last = Source.objects.open_to(viewer).filter(code=after).first()
        if last is None:
            raise BadInput("This page's address is damaged.", field="after")
        rows = rows.filter(Q(title__gt=last.title) | Q(title=last.title, code__gt=after))
    counted: Any = rows.annotate(last_new_at=Max("feeds__last_new_at"), feed_count=Count("feeds"))
    page = list(counted.order_by("title", "code").values(*SOURCE_ROW)[: size + 1])
    return Page(page[:size], page[size - 1]["code"] if len(page) > size else "")


def state_counts(viewer: Viewer) -> dict[SourceState, int]:
    """How many sources are in each state, of all the viewer may know of."""
    rows: Any = Source.objects.open_to(viewer).with_state()
    found = Counter(rows.values_list("state", flat=True))
    return {state: found[state.value] for state in SourceState}


def document_rows(
    viewer: Viewer,
    *,
    source: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    changed_since: datetime | None = None,
    after: Cursor | None = None,
    size: int = PAGE,
    with_text: bool = False,
) -> Page:
    """Documents that the viewer may see, newest first; `after` goes on where a page ended."""
    rows = Document.objects.visible_to(viewer).naming_sources(viewer)
    if source:
        rows = rows.from_source(viewer, source)
    if since:
        rows = rows.filter(published_at__gte=since)
    if until:
        rows = rows.filter(published_at__lt=until)
    if changed_since:
        rows = rows.filter(updated_at__gte=changed_since)
    if after:
        same_moment = Q(published_at=after.published_at, id__lt=after.id)
        rows = rows.filter(Q(published_at__lt=after.published_at) | same_moment)
    columns = (*DOCUMENT_ROW, "text") if with_text else DOCUMENT_ROW
    page = list(rows.order_by("-published_at", "-id").values(*columns)[: size + 1])
    if len(page) <= size:
        return Page(page)
    last = page[size - 1]
    return Page(page[:size], str(Cursor(last["published_at"], last["id"])))


def source_of(viewer: Viewer, code: str) -> Source:
    """The source of that code, or `NotFound`."""
    rows = Source.objects.open_to(viewer).with_state().select_related("owner", "audience")
    found = rows.filter(code=code).first()
    if found is None:
        raise NotFound(_("There is no such source."))
    return found


def source_card(viewer: Viewer, code: str) -> SourceCard:
    """What the page of a source shows; `NotFound` when the viewer may not know of it."""
    source = source_of(viewer, code)
    return SourceCard(
        source=source,
        state=SourceState(getattr(source, "state", SourceState.WAITING)),
        feeds=list(source.feeds.all()),
        fetches=list(Fetch.objects.filter(feed__source=source).select_related("feed")[:LOG_LINES]),
        refused=refusals_of(source),
        changes=list(source.reliability_changes.select_related("by")[:LOG_LINES]),
        silences=list(source.silences.select_related("feed")[:LOG_LINES]),
        documents=document_rows(viewer, source=code, size=RECENT),
    )


def refusals_of(source: Source) -> list[Fetch]:
    """Of each feed the last fetch, where this node refused to make it."""
    last = Fetch.objects.filter(feed__source=source, finished_at=F("feed__last_fetched_at"))
    refused = last.filter(status=FetchStatus.REFUSED, feed__is_enabled=True)
    return list(refused.select_related("feed"))


def document_of(viewer: Viewer, pk: UUID) -> Document:
    """A document with its source, or `NotFound` when the viewer may not see it."""
    rows = Document.objects.visible_to(viewer).naming_sources(viewer)
    found = rows.select_related("source", "feed", "origin", "delegate", "audience").filter(pk=pk)
    document = found.first()
    if document is None:
        raise NotFound(_("There is no such document."))
    return document


def versions_of(document: Document) -> list[DocumentVersion]:
    """What a visible document said before."""
    return list(document.versions.all()[:LOG_LINES])
