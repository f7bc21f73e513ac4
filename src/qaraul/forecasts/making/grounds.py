"""What a set is made from: counts by area and month, of incidents that its readers see, or UCDP."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal
from uuid import UUID

import numpy as np
import polars as pl
import shapely

from qaraul.errors import BadInput
from qaraul.events.areas import AreaTree, area_tree
from qaraul.events.choices import Status
from qaraul.events.models import Incident
from qaraul.forecasting.arrays import Unit
from qaraul.forecasting.ged import COARSEST, read_ged, unit_events
from qaraul.forecasting.geography import countries, country_neighbours
from qaraul.forecasting.months import first_day, month_of
from qaraul.forecasting.panel import Panel, panel_from_events
from qaraul.forecasts import lacks
from qaraul.forecasts.choices import (
    FEWEST_ACTIVE,
    FEWEST_MONTHS,
    LONGEST_SILENCE,
    VIOLENT,
    AreaLevel,
    Basis,
    Sight,
    Target,
)
from qaraul.forecasts.sights import viewer_with
from qaraul.places.choices import Level
from qaraul.places.models import Area
from qaraul.places.queries import area_index, edition

TOUCHING = 0.01  # degrees between outlines that border each other
TYPES = (1, 2, 3)
SCHEMA = {"unit": pl.String, "month": pl.Int64, "count": pl.Float64}


@dataclass(frozen=True, slots=True)
class Source:
    """Where counts come from, as a set keeps it."""

    basis: Basis
    name: str
    version: str = ""
    on: date | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """Counts of every unit, and which of the units are areas that the node knows.

    areas: code to unit, in the order of the codes. left_out: events without a usable place or date.
    """

    source: Source
    level: AreaLevel
    target: Target
    panel: Panel
    areas: dict[str, Unit]
    left_out: int = 0


def require_enough(ground: Ground, data_end: int) -> None:
    """`Lacking` when there is too little past for a forecast that means anything."""
    known = ground.panel.until(data_end)
    months = known.counts.shape[1]
    if months < FEWEST_MONTHS:
        raise lacks.Lacking(lacks.MONTHS, months, FEWEST_MONTHS)
    active = int((known.counts > 0).sum())
    if active < FEWEST_ACTIVE:
        raise lacks.Lacking(lacks.ACTIVE, active, FEWEST_ACTIVE)


def from_incidents(target: Target, sight: Sight, *, data_end: int) -> Ground:
    """Violent incidents as seen with that sight, by first-level unit, up to a month.

    The count begins after the last long silence: a month in which nobody recorded anything is no
    data. `Lacking` when there is no record, or the silence lasts to the end.
    """
    visible = Incident.objects.visible_to(viewer_with(sight)).listed()
    known = visible.exclude(status=Status.REFUTED).filter(occurred_on__lt=first_day(data_end + 1))
    recorded = known.order_by().dates("occurred_on", "month")
    first = counting_since([month_of(day) for day in recorded], data_end)
    tree = area_tree()
    units = {a.code: a.code for a in tree.by_id.values() if _is_unit(a)}
    rows, left_out = [], 0
    violent = known.filter(event_type__in=VIOLENT, occurred_on__gte=first_day(first)).order_by()
    for day, area_id, killed in violent.values_list("occurred_on", "area_id", "killed_best"):
        code = _unit_of(tree, area_id)
        left_out += not code
        if code:
            rows.append((code, month_of(day), killed or 0 if target == Target.DEATHS else 1))
    panel = panel_from_events(
        pl.DataFrame(rows, schema=SCHEMA, orient="row"),
        units=list(units),
        first_month=first,
        last_month=data_end,
        neighbours=touching(),
    )
    source = Source(Basis.INCIDENTS, "incidents of this node")
    return Ground(source, AreaLevel.UNIT, target, panel, dict(sorted(units.items())), left_out)


def counting_since(months: Sequence[int], data_end: int) -> int:
    """First month after the last silence of more than six; `Lacking` if it lasts to the end."""
    if not months:
        raise lacks.Lacking(lacks.NOTHING)
    marks = [*sorted(months), data_end + 1]
    silences = np.diff(marks) - 1
    if silences[-1] > LONGEST_SILENCE:
        raise lacks.Lacking(lacks.SILENT, int(silences[-1]))
    after = np.flatnonzero(silences > LONGEST_SILENCE)
    return int(marks[after[-1] + 1] if len(after) else marks[0])


def from_ged(files: Sequence[Path], target: Target, level: AreaLevel, *, source: Source) -> Ground:
    """Events of UCDP GED and Candidate files together, each event once.

    Raises `BadInput` when a file cannot be read, or a month between the first and the last has no
    event in the whole world: then a file is missing.
    """
    read = [read_ged(file) for file in files]
    frame = pl.concat([one.frame for one in read]).unique("id", keep="last", maintain_order=True)
    if frame.is_empty():
        raise BadInput("The files hold no event that can be used.")
    first, last = (int(str(frame["month"].min())), int(str(frame["month"].max())))
    told = set(frame["month"].unique())
    if source.basis == Basis.UCDP and (missing := sorted(set(range(first, last)) - told)):
        month = f"{first_day(missing[0]):%Y-%m}"
        raise BadInput(f"No event in {month} in the whole file: is a file missing?", field="ged")
    count: Literal["best", "events"] = "best" if target == Target.DEATHS else "events"
    if level == AreaLevel.STATE:
        rows = unit_events(frame, by="country", types=TYPES, count=count)
        numbers = countries()["gw"].to_list()
        neighbours, areas = country_neighbours("gw"), _states()
    else:
        rows = unit_events(frame, by=_units_of(frame), types=TYPES, count=count)
        areas = {a.code: a.code for a in area_tree().by_id.values() if _is_unit(a)}
        numbers, neighbours = list(areas), touching()
    panel = panel_from_events(
        rows, units=numbers, first_month=first, last_month=last, neighbours=neighbours
    )
    left_out = sum(one.refused_count for one in read) + len(frame) - len(rows)
    return Ground(source, level, target, panel, dict(sorted(areas.items())), left_out)


def source_of(files: Sequence[Path], *, version: str, on: date | None, basis: Basis) -> Source:
    """What a set keeps of the files that it was made from."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as content:
            digest.update(hashlib.file_digest(content, "sha256").digest())
    name = ", ".join(file.name for file in files)[:200]
    return Source(basis, name, version[:60], on, digest.hexdigest())


def _is_unit(area: Area) -> bool:
    return area.level == Level.UNIT and area.is_core and area.valid_to is None


def _unit_of(tree: AreaTree, area_id: UUID | None) -> str:
    """Code of the first-level unit that holds an area; "" for a whole State or no area."""
    while area_id is not None:
        area = tree.by_id[area_id]
        if _is_unit(area):
            return area.code
        area_id = area.parent_id
    return ""


def _units_of(frame: pl.DataFrame) -> list[str]:
    """The core unit that each event lies in; "" where none does or the place is too coarse."""
    codes = area_index().locate(frame["longitude"].to_numpy(), frame["latitude"].to_numpy())
    core = {a.code for a in area_tree().by_id.values() if _is_unit(a)}
    precise = frame["where_prec"].fill_null(COARSEST["adm1"]) <= COARSEST["adm1"]
    pairs = zip(codes.tolist(), precise.to_list(), strict=True)
    return [code if is_precise and code in core else "" for code, is_precise in pairs]


def _states() -> dict[str, Unit]:
    """Codes of the States that the node knows, with their numbers in UCDP's files."""
    numbers: dict[str, int] = dict(countries().select("iso2", "gw").iter_rows())
    known = Area.objects.current().light().filter(level=Level.STATE).order_by("code")
    return {area.code: numbers[area.iso2] for area in known if area.iso2 in numbers}


def touching() -> pl.DataFrame:
    """Pairs of core first-level units whose outlines touch: `unit`, `neighbour`."""
    return _touching(edition())


@lru_cache(maxsize=1)
def _touching(edition: str) -> pl.DataFrame:  # noqa: ARG001  the key under which it is kept
    units = Area.objects.current().core().filter(level=Level.UNIT).order_by("code")
    rows = list(units.values_list("code", "geometry_geojson"))
    outlines = shapely.from_geojson([text for _, text in rows])
    near = shapely.STRtree(outlines).query(outlines, predicate="dwithin", distance=TOUCHING)
    codes = np.array([code for code, _ in rows], np.str_)
    first, second = near[:, near[0] < near[1]]
    return pl.DataFrame({"unit": codes[first].tolist(), "neighbour": codes[second].tolist()})


def last_whole_month(at: date) -> int:
    """Number of the last month that is over."""
    return month_of(at.replace(day=1) - timedelta(days=1))
