"""Geometry of the small drawings: lines, bars and class limits; no colours, no markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 28, 3
BARS_LEFT, BARS_RIGHT, BARS_TOP, BARS_BOTTOM = 30, 1000, 20, 100


@dataclass(frozen=True, slots=True)
class Spark:
    """A word-sized line: its path and its last point."""

    path: str
    x: float
    y: float


def spark(values: Sequence[float]) -> Spark | None:
    """The line through values at even distances; None with fewer than two."""
    if len(values) <= 1:
        return None
    low, high = min(values), max(values)
    step = (SPARK_WIDTH - 2 * SPARK_EDGE) / (len(values) - 1)
    scale = (SPARK_HEIGHT - 2 * SPARK_EDGE) / ((high - low) or 1)
    points = [
        (round(SPARK_EDGE + i * step, 1), round(SPARK_HEIGHT - SPARK_EDGE - (v - low) * scale, 1))
        for i, v in enumerate(values)
    ]
    return Spark("M" + "L".join(f"{x} {y}" for x, y in points), *points[-1])


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram."""

    day: date
    count: int
    x: float
    y: float
    width: float
    height: float
    is_recent: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """One written line of a scale."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars, lines of the scale, and the bars whose dates are written."""

    bars: tuple[Bar, ...]
    axes: tuple[Axis, ...]
    labelled: tuple[tuple[float, date, str], ...]


def nice_top(value: int) -> int:
    """The least of 2, 4, 8, 10, 20, 40, 80, 100 … that is not below the value."""
    size = 1
    while True:
        for head in (2, 4, 8, 10):
            if head * size >= value:
                return head * size
        size *= 10


def histogram(counts: Sequence[tuple[date, int]], recent: int = 7) -> Histogram:
    """Bars of (day or first day of a period, count), oldest first; the last `recent` stand out."""
    top = nice_top(max((count for _, count in counts), default=0))
    slot = (BARS_RIGHT - BARS_LEFT) / max(len(counts), 1)
    unit = (BARS_BOTTOM - BARS_TOP) / top
    bars = tuple(
        Bar(
            day=day,
            count=count,
            x=round(BARS_LEFT + i * slot + slot * 0.1, 1),
            y=round(BARS_BOTTOM - count * unit, 1),
            width=round(slot * 0.8, 1),
            height=round(count * unit, 1),
            is_recent=i >= len(counts) - recent,
        )
        for i, (day, count) in enumerate(counts)
    )
    values = (0, top // 2, top)
    axes = tuple(Axis(v, round(BARS_BOTTOM - v * unit, 1)) for v in values)
    return Histogram(bars, axes, labels(bars))


def labels(bars: Sequence[Bar]) -> tuple[tuple[float, date, str], ...]:
    """At most five dates under the bars: the first, the last and some between."""
    if not bars:
        return ()
    places = sorted({round(i * (len(bars) - 1) / 4) for i in range(5)})
    return tuple((round(bars[i].x + bars[i].width / 2, 1), bars[i].day, "middle") for i in places)
