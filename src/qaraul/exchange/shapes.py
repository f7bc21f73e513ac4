"""The shapes of what the API gives and takes; documents of its OpenAPI description."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from qaraul.events.choices import (
    Credibility,
    DatePrecision,
    EventType,
    PlacePrecision,
    SourceKind,
    Status,
)
from qaraul.events.facts import (
    HIGHEST_COUNT,
    LONGEST_ACTOR,
    LONGEST_PLACE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    MOST_ACTORS,
)


def _whole(value: Any) -> Any:
    """3.0 as 3: JSON Schema counts both as integers."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = BeforeValidator(_whole)
Count = Annotated[int, Field(ge=0, le=HIGHEST_COUNT), Whole]
Line = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TITLE, pattern=r"\S")]
Actor = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ACTOR)]


class Problem(Schema):
    """RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    field: str = ""
    errors: list[dict[str, str]] = []


class Marked(Schema):
    """What every marked record says of itself."""

    id: UUID
    tlp: str
    caveats: str
    stage: str
    is_exercise: bool
    origin: str
    created_at: datetime
    updated_at: datetime


class IncidentOut(Marked):
    """An incident; counts are null when not known, 0 when somebody said none."""

    number: str
    title: str
    summary: str
    language: str
    event_type: EventType
    status: Status
    occurred_on: date
    occurred_until: date | None
    date_precision: DatePrecision
    area: str
    place_name: str
    lat: float | None
    lon: float | None
    place_precision: PlacePrecision
    actors: list[str]
    killed_low: int | None
    killed_best: int | None
    killed_high: int | None
    injured_low: int | None
    injured_best: int | None
    injured_high: int | None
    displaced_low: int | None
    displaced_best: int | None
    displaced_high: int | None
    credibility: Credibility
    source_kind: SourceKind
    external_id: str
    released_at: datetime | None
    version: int


class IncidentDetail(IncidentOut):
    """An incident with the documents that it rests on, as far as the viewer may see them."""

    documents: list[UUID]


class IncidentFacts(BaseModel):
    """What people and programs may write of an incident."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    summary: Annotated[str, StringConstraints(max_length=LONGEST_SUMMARY)] = ""
    language: Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3})?$")] = ""
    status: Status = Status.NEW
    occurred_until: date | None = None
    date_precision: DatePrecision = DatePrecision.DAY
    area: Annotated[str, StringConstraints(max_length=60)] | None = Field(
        None, description="Code of an area, such as KG-O; null: found from the coordinates."
    )
    place_name: Annotated[str, StringConstraints(max_length=LONGEST_PLACE)] = ""
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    place_precision: PlacePrecision = PlacePrecision.UNKNOWN
    actors: Annotated[list[Actor], Field(max_length=MOST_ACTORS)] = Field(
        [], description="Groups and institutions only; persons are never recorded."
    )
    killed_low: Count | None = None
    killed_best: Count | None = None
    killed_high: Count | None = None
    injured_low: Count | None = None
    injured_best: Count | None = None
    injured_high: Count | None = None
    displaced_low: Count | None = None
    displaced_best: Count | None = None
    displaced_high: Count | None = None
    credibility: Annotated[Credibility, Whole] = Credibility.CANNOT_BE_JUDGED


class IncidentIn(IncidentFacts):
    """A new incident: a draft of the token's organisation."""

    title: Line
    event_type: EventType
    occurred_on: date


class IncidentPatch(IncidentFacts):
    """Facts to change; what is left out stays. `version` is the one that was read."""

    version: Annotated[int, Field(ge=1, le=2_000_000_000), Whole]
    title: Line = ""
    event_type: EventType = EventType.OTHER
    occurred_on: date = date(1900, 1, 1)
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


class DocumentOut(Marked):
    """A document without its text."""

    title: str
    url: str
    source: str
    reliability: str
    language: str
    published_at: datetime
    fetched_at: datetime
    is_future_dated: bool
    event_type: str
    event_status: str
    area: str


class DocumentDetail(DocumentOut):
    """A document with its text."""

    text: str


class SignalOut(Marked):
    """A hint that something needs a look."""

    number: str
    kind: str
    title: str
    title_language: str
    queue_stage: str
    risk: int
    event_type: EventType
    area: str
    languages: list[str]
    size: int
    raised_at: datetime
    latest_at: datetime


class SignalDetail(SignalOut):
    """A signal with what was read."""

    summary: dict[str, Any]


class SourceOut(Schema):
    """A source of documents."""

    id: UUID
    code: str
    title: str
    publisher: str
    country: str
    coverage: list[str]
    language: str
    kind: str
    licence_note: str
    reliability: str
    is_enabled: bool


class AreaOut(Schema):
    """An area without its outline."""

    id: UUID
    code: str
    level: int
    kind: str
    parent: str
    iso2: str
    name_en: str
    names: dict[str, str]
    is_core: bool
    is_approximate: bool
    is_imported: bool
    label_lon: float
    label_lat: float
    bbox: list[float]
    source: str
    valid_from: date | None
    valid_to: date | None


class AreaDetail(AreaOut):
    """An area with its outline, a GeoJSON geometry in WGS 84."""

    geometry: dict[str, Any]


class IncidentPage(Schema):
    """A page of incidents, and the cursor of the next one."""

    items: list[IncidentOut]
    next: str | None


class DocumentPage(Schema):
    """A page of documents, and the cursor of the next one."""

    items: list[DocumentOut]
    next: str | None


class SignalPage(Schema):
    """A page of signals, and the cursor of the next one."""

    items: list[SignalOut]
    next: str | None


class SourcePage(Schema):
    """A page of sources, and the cursor of the next one."""

    items: list[SourceOut]
    next: str | None


class AreaPage(Schema):
    """A page of areas, and the cursor of the next one."""

    items: list[AreaOut]
    next: str | None


class IndicatorOut(Schema):
    """A defined measure; its limits are in `rule`, in words in `thresholds`."""

    code: str
    pillar: str
    title_en: str
    title_ru: str
    question_en: str
    kind: str
    unit: str
    source: str
    cadence: str
    direction: str
    level: str
    formula: str
    needs_en: str
    window_days: int
    rule: dict[str, Any]
    thresholds: dict[str, Any]
    measure: dict[str, Any]


class ObservationOut(Marked):
    """A value for an area and period."""

    indicator: str
    area: str
    component: str
    period_start: date
    period_end: date
    value: float
    low: float | None
    high: float | None
    note: str
    source_text: str
    observation_kind: str


class ObservationIn(BaseModel):
    """A new value: a draft of the token's organisation."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    indicator: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    area: Annotated[str, StringConstraints(max_length=60)] | None = Field(
        None, description="Code of a State or a first-level unit; null for the whole region."
    )
    component: Annotated[str, StringConstraints(max_length=40)] = ""
    period_start: date
    period_end: date
    value: Annotated[float, Field(ge=-1e15, le=1e15)]
    low: Annotated[float, Field(ge=-1e15, le=1e15)] | None = None
    high: Annotated[float, Field(ge=-1e15, le=1e15)] | None = None
    note: Annotated[str, StringConstraints(max_length=500)] = ""
    source_text: Annotated[str, StringConstraints(max_length=300)] = ""


class IndicatorPage(Schema):
    """A page of indicators, and the cursor of the next one."""

    items: list[IndicatorOut]
    next: str | None


class ObservationPage(Schema):
    """A page of values, and the cursor of the next one."""

    items: list[ObservationOut]
    next: str | None
