"""Forecast sets: frozen when issued; a set comes with every area and month that it speaks of."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from qaraul.errors import NotFound
from qaraul.events.areas import area_tree
from qaraul.exchange.answers import answer
from qaraul.exchange.conforming import require_described
from qaraul.exchange.describing import DATE, PAGING, list_of, one, one_of, parameter
from qaraul.exchange.keys import reader
from qaraul.exchange.resources.marking import MARKING, Showing, id_text
from qaraul.exchange.resources.paging import page
from qaraul.exchange.shapes_of_forecasts import ForecastSetDetail, ForecastSetPage
from qaraul.forecasts.choices import Basis, Target
from qaraul.forecasts.models import Background, Forecast, ForecastSet
from qaraul.members.viewers import Viewer

router = Router(tags=["forecasts"])
COLUMNS = (
    *MARKING, "target", "basis", "level", "sight", "source_name", "source_version", "source_date",
    "data_start", "data_end", "issued_at", "is_afterwards", "model", "model_version", "seed",
    "content_hash", "edition", "follows_id",
)  # fmt: skip
ROW = (
    "area_id", "month", "ahead", "p_any", "p_many", "expected", "q05", "q25", "q50", "q75", "q95",
    "is_wide",
)  # fmt: skip
USUAL = ("base_any", "base_many", "base_months", "is_thin")
FILTERS = (
    parameter("target", one_of(Target.values), "What is counted."),
    parameter("basis", one_of(Basis.values), "What the counts were taken from."),
    parameter("from", DATE, "Sets whose data end on this day or later."),
)


@router.get(
    "", response=ForecastSetPage, openapi_extra=list_of(*FILTERS), operation_id="forecast_sets"
)
def set_list(request: HttpRequest) -> HttpResponse:
    """Sets that the token's owner may see, the latest data first."""
    viewer = reader(request)
    require_described(request, [*FILTERS, *PAGING])
    rows, given = ForecastSet.objects.visible_to(viewer).standing(), request.GET
    rows = rows.filter(**{name: given[name] for name in ("target", "basis") if name in given})
    if "from" in given:
        rows = rows.filter(data_end__gte=date.fromisoformat(given["from"]))
    return page(
        request,
        "forecasts",
        rows.order_by("-data_end", "-id"),
        columns=COLUMNS,
        after=_after,
        place=lambda row: [row["data_end"].isoformat(), id_text(row["id"])],
        shape=lambda found: _shaped(found, viewer),
    )


@router.get(
    "/{uuid:pk}", response=ForecastSetDetail, openapi_extra=one(), operation_id="forecast_set"
)
def forecast_set(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One set with its rows, each beside what is usual; 404 if it is not there for this token."""
    viewer = reader(request)
    require_described(request, ())
    visible = ForecastSet.objects.visible_to(viewer).standing().filter(pk=pk)
    found = _shaped(list(visible.values(*COLUMNS)), viewer)
    if not found:
        raise NotFound("There is no such forecast set, as far as this token may know.")
    return answer({**found[0], "rows": _rows(pk)})


def _rows(pk: UUID) -> list[dict[str, Any]]:
    usual = {
        one["area_id"]: {name: one[name] for name in USUAL}
        for one in Background.objects.filter(forecast_set=pk).values("area_id", *USUAL)
    }
    rows = list(Forecast.objects.filter(forecast_set=pk).order_by("month", "area").values(*ROW))
    areas = area_tree(ids=usual)
    return [
        {"area": areas.by_id[key].code, **row, **usual[key]}
        for row in rows
        if (key := row.pop("area_id")) in areas.by_id
    ]


def _after(rows: QuerySet[Any], last: list[str]) -> QuerySet[Any]:
    day, key = date.fromisoformat(last[0]), UUID(hex=last[1])
    return rows.filter(Q(data_end__lt=day) | Q(id__lt=key), data_end__lte=day)


def _shaped(rows: list[dict[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    showing = Showing(viewer)
    for row in rows:
        row["follows"] = row.pop("follows_id")
        showing.show(row)
    return rows
