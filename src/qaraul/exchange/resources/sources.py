"""Sources: those of the viewer's organisation, and those whose documents reach the viewer."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from qaraul.errors import NotFound
from qaraul.exchange.answers import answer
from qaraul.exchange.conforming import require_described
from qaraul.exchange.describing import PAGING, list_of, one
from qaraul.exchange.keys import reader
from qaraul.exchange.resources.paging import page
from qaraul.exchange.shapes import SourceOut, SourcePage
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience
from qaraul.sharing.reach import entries_of, first_reaching
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
        open_sources(viewer).order_by("code"),
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
    row = open_sources(viewer).filter(code=code).values(*COLUMNS).first()
    if row is None:
        raise NotFound("There is no such source, as far as this token may know.")
    return answer(row)


def open_sources(viewer: Viewer) -> QuerySet[Source]:
    """Own sources, and those whose standing marking reaches the viewer."""
    markings = Source.objects.order_by().values_list("tlp", "audience").distinct()
    audiences = Audience.objects.in_bulk({pk for _, pk in markings})
    reached = Source.objects.none()
    own = Source.objects.filter(owner__in=_ids(viewer))
    for tlp, audience in markings:
        entries = entries_of(audiences.get(audience))
        if first_reaching(TLP(tlp), entries, viewer):
            reached = reached | Source.objects.filter(tlp=tlp, audience=audience)
    return own | reached


def _ids(viewer: Viewer) -> list[Any]:
    return [viewer.organisation_id] if isinstance(viewer.organisation_id, UUID) else []
