"""Values of indicators: read by everyone who may see them, given by tokens that may write."""

from datetime import date
from typing import Any
from uuid import UUID

import pydantic
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from qaraul.errors import BadInput, Conflict, NotFound, TooLarge
from qaraul.events.areas import area_tree
from qaraul.exchange.answers import answer
from qaraul.exchange.conforming import require_described
from qaraul.exchange.describing import DATE, PAGING, list_of, one, parameter, writing
from qaraul.exchange.keys import reader, writer
from qaraul.exchange.problems import BadFields, WrongKind
from qaraul.exchange.resources.marking import MARKING, Showing, id_text
from qaraul.exchange.resources.paging import page
from qaraul.exchange.services import do_once
from qaraul.exchange.shapes import ObservationIn, ObservationOut, ObservationPage
from qaraul.indicators.choices import ObservationKind
from qaraul.indicators.models import Indicator, Observation
from qaraul.indicators.services.writing import Standing, create_observation
from qaraul.members.viewers import Viewer
from qaraul.places.models import Area
from qaraul.sharing.choices import MACHINE_CEILING

router = Router(tags=["indicators"])
LARGEST_BODY = 20_000
COLUMNS = (
    *MARKING, "indicator__code", "area_id", "component", "period_start", "period_end", "value",
    "low", "high", "note", "source_text", "observation_kind",
)  # fmt: skip
CODE = {"type": "string", "pattern": "^[A-Za-z0-9-]{2,60}$"}
FILTERS = (
    parameter("indicator", CODE, "Code of an indicator."),
    parameter("area", CODE, "Code of an area."),
    parameter("from", DATE, "Periods that end on this day or later."),
    parameter("to", DATE, "Periods that end on this day or earlier."),
)


@router.get("", response=ObservationPage, openapi_extra=list_of(*FILTERS), operation_id="values")
def observation_list(request: HttpRequest) -> HttpResponse:
    """Values that the token's owner may see, the latest period first."""
    viewer = reader(request)
    require_described(request, [*FILTERS, *PAGING])
    rows = Observation.objects.visible_to(viewer).standing()
    given = request.GET
    for name, column in (("indicator", "indicator__code"), ("area", "area__code")):
        if name in given:
            rows = rows.filter(**{column: given[name]})
    for name, column in (("from", "period_end__gte"), ("to", "period_end__lte")):
        if name in given:
            rows = rows.filter(**{column: date.fromisoformat(given[name])})
    return page(
        request,
        "values",
        rows.order_by("-period_end", "-id"),
        columns=COLUMNS,
        after=_after,
        place=lambda row: [row["period_end"].isoformat(), id_text(row["id"])],
        shape=lambda found: _shaped(found, viewer),
    )


@router.get("/{uuid:pk}", response=ObservationOut, openapi_extra=one(), operation_id="value")
def observation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One value; 404 if it is not there for this token."""
    require_described(request, ())
    return answer(_one(pk, reader(request)))


@router.post(
    "",
    response={201: ObservationOut},
    openapi_extra=writing(ObservationIn, is_key_required=True),
    operation_id="give_value",
)
def observation_create(request: HttpRequest) -> HttpResponse:
    """Give a value: a draft of the token's organisation until a person releases it."""
    viewer = writer(request)
    require_described(request, ())
    key = request.headers.get("Idempotency-Key", "")

    def act() -> tuple[int, UUID]:
        given = _body(request)
        try:
            made = create_observation(
                viewer=viewer,
                at=timezone.now(),
                kind=ObservationKind.TOKEN,
                standing=Standing(tlp=MACHINE_CEILING),
                **(given.model_dump() | {"indicator": _indicator(given), "area": _area(given)}),
            )
        except BadInput as refused:
            raise Conflict(refused.message, field=refused.field) from None
        return 201, made.pk

    status, pk = do_once(request, request.auth, key, act)  # type: ignore[attr-defined]  # ninja's
    return answer(_one(pk, viewer), status, Location=f"/api/v1/values/{pk}")


def _after(rows: QuerySet[Any], last: list[str]) -> QuerySet[Any]:
    day, key = date.fromisoformat(last[0]), UUID(hex=last[1])
    return rows.filter(Q(period_end__lt=day) | Q(id__lt=key), period_end__lte=day)


def _shaped(rows: list[dict[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    showing, areas = Showing(viewer), area_tree(ids={r["area_id"] for r in rows if r["area_id"]})
    for row in rows:
        area = areas.by_id.get(row.pop("area_id"))
        row["area"] = area.code if area else ""
        row["indicator"] = row.pop("indicator__code")
        showing.show(row)
    return rows


def _one(pk: UUID, viewer: Viewer) -> dict[str, Any]:
    rows = list(Observation.objects.visible_to(viewer).standing().filter(pk=pk).values(*COLUMNS))
    if not rows:
        raise NotFound("There is no such value, as far as this token may know.")
    return _shaped(rows, viewer)[0]


def _body(request: HttpRequest) -> ObservationIn:
    """The body in its shape; each part that cannot be used is named."""
    if request.content_type != "application/json":
        raise WrongKind("Send the body as application/json.")
    if len(request.body) > LARGEST_BODY:
        raise TooLarge(f"A body has {LARGEST_BODY} bytes at most.")
    try:
        return ObservationIn.model_validate_json(request.body, strict=True)
    except pydantic.ValidationError as refused:
        faults = {
            ".".join(str(part) for part in fault["loc"]) or "body": fault["msg"]
            for fault in refused.errors(include_url=False, include_context=False)
        }
        raise BadFields(faults) from None


def _indicator(given: ObservationIn) -> Indicator:
    found = Indicator.objects.active().filter(code=given.indicator.replace("\x00", "")).first()
    if found is None:
        raise Conflict("No indicator has this code.", field="indicator")
    return found


def _area(given: ObservationIn) -> Area | None:
    if not given.area:
        return None
    found = Area.objects.current().filter(code=given.area.replace("\x00", "")).first()
    if found is None:
        raise Conflict("No area has this code.", field="area")
    return found
