"""Signals: for those who work in triage."""

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
from qaraul.exchange.describing import PAGING, list_of, one, one_of, parameter
from qaraul.exchange.keys import reader
from qaraul.exchange.resources.marking import MARKING, Showing, id_text
from qaraul.exchange.resources.paging import page
from qaraul.exchange.shapes import SignalDetail, SignalPage
from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import QueueStage
from qaraul.pipeline.models import Signal

router = Router(tags=["signals"])
COLUMNS = (
    *MARKING, "number", "kind", "title", "title_language", "queue_stage", "risk", "event_type",
    "area_id", "languages", "size", "raised_at", "latest_at",
)  # fmt: skip
STAGE = parameter("stage", one_of(QueueStage.values), "Where it stands in the queue.")


@router.get("", response=SignalPage, openapi_extra=list_of(STAGE), operation_id="signals")
def signal_list(request: HttpRequest) -> HttpResponse:
    """Signals that the token's owner may see, the latest raised first."""
    viewer = _worker(request)
    require_described(request, [STAGE, *PAGING])
    rows = Signal.objects.visible_to(viewer)
    if stage := request.GET.get("stage"):
        rows = rows.filter(queue_stage=stage)
    return page(
        request,
        "signals",
        rows.order_by("-raised_at", "-id"),
        columns=COLUMNS,
        after=_after,
        place=lambda row: [row["raised_at"].isoformat(), id_text(row["id"])],
        shape=lambda found: _shaped(found, viewer),
    )


@router.get("/{uuid:pk}", response=SignalDetail, openapi_extra=one(), operation_id="signal")
def signal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One signal with what was read; 404 if it is not there for this token."""
    viewer = _worker(request)
    require_described(request, ())
    rows = Signal.objects.visible_to(viewer).filter(pk=pk).values(*COLUMNS, "summary")
    found = _shaped(list(rows), viewer)
    if not found:
        raise NotFound("There is no such signal, as far as this token may know.")
    return answer(found[0])


def _worker(request: HttpRequest) -> Viewer:
    viewer = reader(request)
    if not viewer.has(*TRIAGE_ROLES):
        raise NotFound("There is no triage for this token.")
    return viewer


def _after(rows: QuerySet[Any], last: list[str]) -> QuerySet[Any]:
    at, key = datetime.fromisoformat(last[0]), UUID(hex=last[1])
    return rows.filter(Q(raised_at__lt=at) | Q(id__lt=key), raised_at__lte=at)


def _shaped(rows: list[dict[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    showing = Showing(viewer)
    areas = area_tree(ids={r["area_id"] for r in rows if r["area_id"]}).by_id
    for row in rows:
        area = areas.get(row.pop("area_id"))
        row["area"] = area.code if area else ""
        showing.show(row)
    return rows
