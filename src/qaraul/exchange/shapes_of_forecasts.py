"""The shapes of forecast sets in the API."""

from datetime import date, datetime
from uuid import UUID

from ninja import Schema
from pydantic import Field

from qaraul.exchange.shapes import Marked
from qaraul.forecasts.choices import AreaLevel, Basis, Sight, Target


class ForecastSetOut(Marked):
    """A frozen set, without its rows; months are given by their first day."""

    target: Target
    basis: Basis
    level: AreaLevel
    sight: Sight
    source_name: str
    source_version: str
    source_date: date | None
    data_start: date
    data_end: date
    issued_at: datetime
    is_afterwards: bool = Field(description="Made when its first month had begun: a back-test.")
    model: str
    model_version: str
    seed: int
    content_hash: str = Field(description="SHA-256 of all that was said; it is in the journal.")
    edition: int
    follows: UUID | None


class ForecastOut(Schema):
    """One area and month: chances, quantiles, and what is usual there."""

    area: str
    month: date
    ahead: int
    p_any: float = Field(description="Chance of 1 or more.")
    p_many: float = Field(description="Chance of 25 or more.")
    expected: float
    q05: float
    q25: float
    q50: float
    q75: float
    q95: float
    is_wide: bool
    base_any: float = Field(description="Share of the area's last months with 1 or more.")
    base_many: float
    base_months: int
    is_thin: bool


class ForecastSetDetail(ForecastSetOut):
    """A frozen set with all its rows."""

    rows: list[ForecastOut]


class ForecastSetPage(Schema):
    """A page of sets, and the cursor of the next one."""

    items: list[ForecastSetOut]
    next: str | None
