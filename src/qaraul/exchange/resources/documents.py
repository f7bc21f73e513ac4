"""Documents: lists without texts, one with its text."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from qaraul.errors import NotFound
from qaraul.events.areas import area_tree
from qaraul.exchange.answers import answer
from qaraul.exchange.conforming import require_described
from qaraul.exchange.describing import DATE, PAGING, SAYING, list_of, one, one_of, parameter
from qaraul.exchange.documents import LANGUAGES, SOURCE_CODE, DocumentFilter
from qaraul.exchange.keys import reader
from qaraul.exchange.resources.marking import MARKING, Showing, id_text
from qaraul.exchange.resources.paging import page
from qaraul.exchange.shapes import DocumentDetail, DocumentPage
from qaraul.members.viewers import Viewer
from qaraul.sources.models import Document

router = Router(tags=["documents"])
COLUMNS = (
    *MARKING, "title", "url", "source_code", "source__reliability", "language_declared",
    "reading__lang", "published_at", "fetched_at", "is_future_dated", "reading__event_type",
    "reading__event_status", "reading__area",
)  # fmt: skip
FILTERS = (
    parameter("q", {**SAYING, "maxLength": 200}, "Words, in any of nine languages."),
    parameter("lang", one_of(LANGUAGES), "The language that was read."),
    parameter("source", {"type": "string", "pattern": SOURCE_CODE}, "A source's code."),
    parameter("from", DATE, "Published on this day or later."),
    parameter("to", DATE, "Published on this day or earlier."),
)


@router.get("", response=DocumentPage, openapi_extra=list_of(*FILTERS), operation_id="documents")
def document_list(request: HttpRequest) -> HttpResponse:
    """Documents that the token's owner may see, the latest first, without their texts."""
    viewer = reader(request)
    require_described(request, [*FILTERS, *PAGING])
    wanted = DocumentFilter.from_query(request.GET)
    return page(
        request,
        "documents",
        wanted.documents(viewer).order_by("-published_at", "-id"),
        columns=COLUMNS,
        after=_after,
        place=lambda row: [row["published_at"].isoformat(), id_text(row["id"])],
        shape=lambda found: _shaped(found, viewer),
    )


@router.get("/{uuid:pk}", response=DocumentDetail, openapi_extra=one(), operation_id="document")
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One document with its text; 404 if it is not there for this token."""
    viewer = reader(request)
    require_described(request, ())
    visible = Document.objects.visible_to(viewer).naming_sources(viewer)
    rows = visible.filter(pk=pk).values(*COLUMNS, "text")
    found = _shaped(list(rows), viewer)
    if not found:
        raise NotFound("There is no such document, as far as this token may know.")
    return answer(found[0])


def _after(rows: QuerySet[Any], last: list[str]) -> QuerySet[Any]:
    at, key = datetime.fromisoformat(last[0]), UUID(hex=last[1])
    return rows.filter(Q(published_at__lt=at) | Q(id__lt=key), published_at__lte=at)


def _shaped(rows: list[dict[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    showing = Showing(viewer)
    areas = area_tree(ids={r["reading__area"] for r in rows if r["reading__area"]}).by_id
    for row in rows:
        area = areas.get(row.pop("reading__area"))
        row["area"] = area.code if area else ""
        row["source"], row["reliability"] = row.pop("source_code"), row.pop("source__reliability")
        declared = row.pop("language_declared")
        row["language"] = row.pop("reading__lang") or declared
        row["event_type"] = row.pop("reading__event_type") or ""
        row["event_status"] = row.pop("reading__event_status") or ""
        showing.show(row)
    return rows
