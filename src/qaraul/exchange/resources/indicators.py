"""Indicators: the catalogue in force; it is not marked."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from qaraul.errors import NotFound
from qaraul.exchange.answers import answer
from qaraul.exchange.conforming import require_described
from qaraul.exchange.describing import PAGING, list_of, one
from qaraul.exchange.keys import reader
from qaraul.exchange.resources.paging import page
from qaraul.exchange.shapes import IndicatorOut, IndicatorPage
from qaraul.indicators.models import Indicator

router = Router(tags=["indicators"])
COLUMNS = (
    "code", "pillar", "title_en", "title_ru", "question_en", "kind", "unit", "source", "cadence",
    "direction", "level", "formula", "needs_en", "window_days", "rule", "thresholds", "measure",
)  # fmt: skip


@router.get("", response=IndicatorPage, openapi_extra=list_of(), operation_id="indicators")
def indicator_list(request: HttpRequest) -> HttpResponse:
    """The catalogue, by code."""
    reader(request)
    require_described(request, PAGING)
    return page(
        request,
        "indicators",
        Indicator.objects.active().order_by("code"),
        columns=COLUMNS,
        after=_after,
        place=lambda row: [row["code"]],
        shape=lambda found: found,
    )


@router.get("/{slug:code}", response=IndicatorOut, openapi_extra=one(), operation_id="indicator")
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator of the catalogue in force."""
    reader(request)
    require_described(request, ())
    row = Indicator.objects.active().filter(code=code).values(*COLUMNS).first()
    if row is None:
        raise NotFound("There is no such indicator.")
    return answer(row)


def _after(rows: QuerySet[Any], last: list[str]) -> QuerySet[Any]:
    return rows.filter(code__gt=last[0])
