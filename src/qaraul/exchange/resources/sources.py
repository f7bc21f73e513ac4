"""Sources: those of the viewer's organisation, and those whose documents reach the viewer."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from qaraul.errors import NotFound
from qaraul.exchange.answers import answer
from qaraul.exchange.conforming import require_described
from qaraul.exchange.describing import PAGING, list_of, one
from qaraul.exchange.keys import reader
from qaraul.exchange.resources.paging import page
from qaraul.exchange.shapes import SourceOut, SourcePage
from qaraul.sources.models import Source

router = Router(tags=["sources"])
COLUMNS = (
    "id", "code", "title", "publisher", "country", "coverage", "language", "kind", "licence_note",
    "reliability", "is_enabled",
)  # fmt: skip


@router.get("", response=SourcePage, openapi_extra=list_of(), operation_id="sources")
def source_list(request: HttpRequest) -> HttpResponse:
    """Sources, by code."""
    viewer = reader(request)
    require_described(request, PAGING)
    return page(
        request,
        "sources",
        Source.objects.open_to(viewer).order_by("code"),
        columns=COLUMNS,
        after=lambda rows, last: rows.filter(code__gt=last[0]),
        place=lambda row: [row["code"]],
        shape=lambda found: found,
    )


@router.get("/{slug:code}", response=SourceOut, openapi_extra=one(), operation_id="source")
def source(request: HttpRequest, code: str) -> HttpResponse:
    """One source; 404 if it is not there for this token."""
    viewer = reader(request)
    require_described(request, ())
    row = Source.objects.open_to(viewer).filter(code=code).values(*COLUMNS).first()
    if row is None:
        raise NotFound("There is no such source, as far as this token may know.")
    return answer(row)
