"""Series of values that people gave, by area, rated by the indicator's rule."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np

from qaraul.indicators import rules
from qaraul.indicators.choices import SMALLEST_PANEL, Kind
from qaraul.indicators.models import Indicator, Observation
from qaraul.members.viewers import Viewer

MOST_POINTS = 60
POINT = (
    "id", "indicator_id", "area_id", "period_start", "period_end", "value", "low", "high", "spread",
    "note", "source_text", "observation_kind", "origin_id", "created_at",
)  # fmt: skip
HISTORY = 8  # earlier values that an own-history rule asks for where people give them


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series with its rating."""

    id: UUID
    start: date
    end: date
    value: float
    low: float | None
    high: float | None
    spread: Sequence[int]
    note: str
    source: str
    rating: int


def series_of(
    viewer: Viewer,
    indicators: Sequence[Indicator],
    *,
    area_ids: Sequence[UUID | None] | None = None,
) -> dict[tuple[int, UUID | None], list[Point]]:
    """Rated values by indicator and area, oldest first; of several for a period the last."""
    rows: Any = (
        Observation.objects.visible_to(viewer)
        .standing()
        .filter(indicator__in=[i.pk for i in indicators], component="")
        .order_by("period_end", "period_start", "created_at", "pk")
    )
    if area_ids is not None:
        named = [pk for pk in area_ids if pk is not None]
        rows = rows.filter(area__in=named) if None not in area_ids else rows.filter(area=None)
    grouped: dict[tuple[int, UUID | None], dict[date, dict[str, Any]]] = defaultdict(dict)
    for row in rows.values(*POINT):
        grouped[row["indicator_id"], row["area_id"]][row["period_end"]] = row
    by_pk = {indicator.pk: indicator for indicator in indicators}
    return {
        key: _rated(by_pk[key[0]], list(found.values())[-MOST_POINTS:])
        for key, found in grouped.items()
    }


def _rated(indicator: Indicator, rows: list[dict[str, Any]]) -> list[Point]:
    values = np.array([row["value"] for row in rows], float)
    raw = _raw(indicator, values, rows)
    shown = rules.with_hysteresis(raw[None, :], int(indicator.rule.get("sustained", 1)))[0]
    return [
        Point(
            row["id"],
            row["period_start"],
            row["period_end"],
            row["value"],
            row["low"],
            row["high"],
            row["spread"],
            row["note"],
            row["source_text"],
            int(rating),
        )
        for row, rating in zip(rows, shown, strict=True)
    ]


def _raw(indicator: Indicator, values: rules.Floats, rows: list[dict[str, Any]]) -> rules.Ints:
    rule = indicator.rule
    match rule.get("type"):
        case "level":
            raw = rules.by_level(rule, values)
        case "change":
            raw = rules.by_change(rule, values)
        case "own_history":
            raw = np.full(len(values), rules.UNRATED, np.int8)
            for n in range(HISTORY, len(values)):
                before = values[None, None, :n]
                raw[n] = rules.by_own_history(rule, values[None, n : n + 1], before)[0, 0]
        case _:
            raw = np.full(len(values), rules.UNRATED, np.int8)
    if indicator.kind == Kind.EXPERT:
        small = [len(row["spread"]) < SMALLEST_PANEL for row in rows]
        raw[np.array(small, bool)] = rules.UNRATED
    return raw
