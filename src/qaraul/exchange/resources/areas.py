"""Areas: states, units and finer ones; none of them is marked."""

from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from qaraul.errors import NotFound
from qaraul.exchange.answers import answer
from qaraul.exchange.conforming import require_described
from qaraul.exchange.describing import PAGING, list_of, one, one_of, parameter
from qaraul.exchange.keys import reader
from qaraul.exchange.resources.paging import page
from qaraul.exchange.shapes import AreaDetail, AreaPage
from qaraul.places.choices import Level
from qaraul.places.models import Area

router = Router(tags=["areas"])
COLUMNS = (
    "id", "code", "level", "kind", "parent__code", "iso2", "name_en", "names", "is_core",
    "is_approximate", "is_imported", "label_lon", "label_lat", "bbox", "source", "valid_from",
    "valid_to",
)  # fmt: skip
FILTERS = (
    parameter(
        "level",
        one_of([str(level) for level in Level.values]),
        "0 states, 1 units, 2 districts, 3 below.",
    ),
    parameter("state", {"type": "string", "pattern": "^[A-Z]{2}$"}, "State, two letters."),
)


@router.get("", response=AreaPage, openapi_extra=list_of(*FILTERS), operation_id="areas")
def area_list(request: HttpRequest) -> HttpResponse:
    """Areas that exist now, by code, without their outlines."""
    reader(request)
    require_described(request, [*FILTERS, *PAGING])
    rows: Any = Area.objects.current()
    if level := request.GET.get("level"):
        rows = rows.at(Level(int(level)))
    if state := request.GET.get("state"):
        rows = rows.filter(iso2=state)
    return page(
        request,
        "areas",
        rows.order_by("code"),
        columns=COLUMNS,
        after=_after,
        place=lambda row: [row["code"]],
        shape=lambda found: [_shaped(row) for row in found],
    )


@router.get("/{slug:code}", response=AreaDetail, openapi_extra=one(), operation_id="area")
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area with its outline, also one that was dissolved."""
    reader(request)
    require_described(request, ())
    row = Area.objects.filter(code=code).values(*COLUMNS, "geometry_geojson").first()
    if row is None:
        raise NotFound("There is no such area.")
    row["geometry"] = orjson.loads(row.pop("geometry_geojson"))
    return answer(_shaped(row))


def _after(rows: QuerySet[Any], last: list[str]) -> QuerySet[Any]:
    return rows.filter(code__gt=last[0])


def _shaped(row: dict[str, Any]) -> dict[str, Any]:
    row["parent"] = row.pop("parent__code") or ""
    return row
