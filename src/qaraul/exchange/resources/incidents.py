"""Incidents: read by everyone who may see them, written by analysts through tokens that may."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import pydantic
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from qaraul.errors import BadInput, Conflict, NotFound, TooLarge
from qaraul.events.areas import area_tree
from qaraul.events.choices import COUNT_FIELDS, Credibility, EventType, Status
from qaraul.events.filters import TLP_NAMES, IncidentFilter
from qaraul.events.models import Evidence, Incident
from qaraul.events.queries import incidents
from qaraul.events.services import change_incident, create_incident
from qaraul.exchange.answers import answer
from qaraul.exchange.conforming import require_described
from qaraul.exchange.describing import (
    DATE,
    PAGING,
    SAYING,
    list_of,
    listed,
    one,
    one_of,
    parameter,
    writing,
)
from qaraul.exchange.keys import reader, writer
from qaraul.exchange.problems import BadFields, WrongKind
from qaraul.exchange.resources.marking import MARKING, Showing, id_text
from qaraul.exchange.resources.paging import page
from qaraul.exchange.services import do_once
from qaraul.exchange.shapes import IncidentDetail, IncidentIn, IncidentPage, IncidentPatch
from qaraul.members.viewers import Viewer
from qaraul.places.models import Area
from qaraul.sharing.choices import MACHINE_CEILING
from qaraul.sources.models import Document

router = Router(tags=["incidents"])
Body = TypeVar("Body", bound=pydantic.BaseModel)
LARGEST_BODY = 100_000
COLUMNS = (
    *MARKING, "number", "title", "summary", "language", "event_type", "status", "occurred_on",
    "occurred_until", "date_precision", "area_id", "place_name", "lat", "lon", "place_precision",
    "actors", *COUNT_FIELDS, "credibility", "source_kind", "external_id", "released_at", "version",
)  # fmt: skip
FILTERS = (
    parameter("q", {**SAYING, "maxLength": 200}, "Words, in any of nine languages."),
    parameter("type", listed(one_of(EventType.values)), "Types of events."),
    parameter("area", listed({"type": "string", "pattern": "^[A-Za-z0-9-]{2,60}$"}),
              "Codes of areas, with all below them; none: without an area."),
    parameter("from", DATE, "Occurred on this day or later."),
    parameter("to", DATE, "Occurred on this day or earlier."),
    parameter("cred", listed(one_of(Credibility.values)), "Credibility, 1 to 6."),
    parameter("status", listed(one_of(Status.values)), "States of checking."),
    parameter("tlp", listed(one_of(list(TLP_NAMES))), "Labels."),
    parameter("origin", listed({"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$"}),
              "Codes of organisations, as the origin is shown."),
    parameter("casualties", one_of(["yes"]), "Only where people were killed or injured."),
    parameter("bbox", {"type": "array", "items": {"type": "number", "minimum": -180,
              "maximum": 180}, "minItems": 4, "maxItems": 4}, "West, south, east, north."),
)  # fmt: skip
AT_ODDS = frozenset({"area", "bbox"})
"""Filters that can be well formed and still name nothing: no such area, north below south."""


@router.get("", response=IncidentPage, openapi_extra=list_of(*FILTERS), operation_id="incidents")
def incident_list(request: HttpRequest) -> HttpResponse:
    """Incidents that the token's owner may see, the latest first."""
    viewer = reader(request)
    require_described(request, [*FILTERS, *PAGING])
    try:
        rows = incidents(viewer, IncidentFilter.from_query(request.GET))
    except BadInput as refused:
        if refused.field in AT_ODDS:
            raise Conflict(refused.message, field=refused.field) from None
        raise
    return page(
        request,
        "incidents",
        rows.order_by("-occurred_on", "-id"),
        columns=COLUMNS,
        after=_after,
        place=lambda row: [row["occurred_on"].isoformat(), id_text(row["id"])],
        shape=lambda found: _shaped(found, viewer),
    )


@router.get("/{uuid:pk}", response=IncidentDetail, openapi_extra=one(), operation_id="incident")
def incident(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One incident, with the documents it rests on; 404 if it is not there for this token."""
    require_described(request, ())
    return answer(_one(pk, reader(request)))


@router.post(
    "",
    response={201: IncidentDetail},
    openapi_extra=writing(IncidentIn, is_key_required=True),
    operation_id="create_incident",
)
def incident_create(request: HttpRequest) -> HttpResponse:
    """Make a draft of the token's organisation; nobody else sees it until a person releases it."""
    viewer = writer(request)
    require_described(request, ())
    key = request.headers.get("Idempotency-Key", "")

    def act() -> tuple[int, UUID]:
        facts = _facts(_body(request, IncidentIn), IncidentIn)
        made = _agreed(lambda: create_incident(viewer=viewer, at=timezone.now(), **facts))
        # Tokens handle no TLP:RED, so what one writes is not RED; a draft stays with its
        # organisation under any label, and a person chooses the label when it is released.
        Incident.objects.filter(pk=made.pk).update(tlp=MACHINE_CEILING)
        return 201, made.pk

    status, pk = do_once(request, request.auth, key, act)  # type: ignore[attr-defined]  # ninja's
    return answer(_one(pk, viewer), status, Location=f"/api/v1/incidents/{pk}")


@router.patch(
    "/{uuid:pk}",
    response=IncidentDetail,
    openapi_extra=writing(IncidentPatch, is_key_required=False),
    operation_id="change_incident",
)
def incident_change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change facts of an incident of the token's organisation; 409 when it moved on meanwhile."""
    viewer = writer(request)
    require_described(request, ())
    _one(pk, viewer)  # what is not there for the token is not there for writing either

    def act() -> tuple[int, UUID]:
        given = _body(request, IncidentPatch)
        facts = _facts(given, IncidentPatch)
        _agreed(
            lambda: change_incident(
                pk,
                viewer=viewer,
                at=timezone.now(),
                version=given.version,
                reason=given.reason,
                **facts,
            )
        )
        return 200, pk

    if key := request.headers.get("Idempotency-Key"):
        do_once(request, request.auth, key, act)  # type: ignore[attr-defined]  # ninja's
    else:
        act()
    return answer(_one(pk, viewer))


def _after(rows: QuerySet[Any], last: list[str]) -> QuerySet[Any]:
    day, key = date.fromisoformat(last[0]), UUID(hex=last[1])
    # The first condition lets the index begin at the right day.
    return rows.filter(Q(occurred_on__lt=day) | Q(id__lt=key), occurred_on__lte=day)


def _shaped(rows: list[dict[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    showing, areas = Showing(viewer), area_tree(ids={r["area_id"] for r in rows if r["area_id"]})
    for row in rows:
        if showing.is_hidden(row):
            row["external_id"] = ""
        area = areas.by_id.get(row.pop("area_id"))
        row["area"] = area.code if area else ""
        showing.show(row)
    return rows


def _one(pk: UUID, viewer: Viewer) -> dict[str, Any]:
    rows = list(Incident.objects.visible_to(viewer).listed().filter(pk=pk).values(*COLUMNS))
    if not rows:
        raise NotFound("There is no such incident, as far as this token may know.")
    seen = Evidence.objects.filter(
        incident=pk, is_removed=False, document__in=Document.objects.visible_to(viewer)
    )
    (row,) = _shaped(rows, viewer)
    row["documents"] = list(seen.values_list("document", flat=True))
    return row


def _body(request: HttpRequest, shape: type[Body]) -> Body:
    """The body in its shape; each part that cannot be used is named."""
    kind = request.content_type
    if kind != "application/json":
        raise WrongKind("Send the body as application/json.")
    if len(request.body) > LARGEST_BODY:
        raise TooLarge(f"A body has {LARGEST_BODY} bytes at most.")
    try:
        return shape.model_validate_json(request.body, strict=True)
    except pydantic.ValidationError as refused:
        faults = {
            ".".join(str(part) for part in fault["loc"]) or "body": fault["msg"]
            for fault in refused.errors(include_url=False, include_context=False)
        }
        raise BadFields(faults) from None


def _facts(given: pydantic.BaseModel, shape: type[pydantic.BaseModel]) -> dict[str, Any]:
    facts = given.model_dump(exclude_unset=True, exclude={"version", "reason"})
    if "area" in facts:
        facts["area"] = _area(facts["area"])
    return {name: facts[name] for name in shape.model_fields if name in facts}


def _area(code: str | None) -> Area | None:
    if not code:
        return None
    found = Area.objects.current().filter(code=code.replace("\x00", "")).first()
    if found is None:
        raise Conflict("No area has this code.", field="area")
    return found


def _agreed(act: Any) -> Any:
    """What the service answers; facts that are well formed and disagree are a conflict."""
    try:
        return act()
    except BadInput as refused:
        raise Conflict(refused.message, field=refused.field) from None
