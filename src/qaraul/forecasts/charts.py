"""Geometry of the fan and of the reliability diagram; no colours, no markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qaraul.forecasts.models import Forecast
from qaraul.forecasts.scorecard import Class

WIDTH, HEIGHT = 820, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 20, 16, 30
SIDE, EDGE = 320, 44
ROOM = 1.06
STEPS = (1, 2, 5)
LABEL_EVERY = 6


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of a scale with its number."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class MonthTick:
    """A month under the drawing."""

    x: float
    month: date
    is_last: bool


@dataclass(frozen=True, slots=True)
class Fan:
    """Observed months as a solid line, forecast ones as a dashed one within two bands."""

    observed: str
    median: str
    band_50: str
    band_90: str
    axes: Sequence[Tick]
    months: Sequence[MonthTick]
    now: float
    left: float = LEFT
    right: float = WIDTH - RIGHT
    top: float = TOP
    bottom: float = HEIGHT - BOTTOM
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class Point:
    """One class of chances in the reliability diagram."""

    x: float
    y: float
    r: float
    said: float
    happened: float
    n: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """What was said against how often it happened; on the diagonal the forecaster means it."""

    points: Sequence[Point]
    ticks: Sequence[Tick]
    heights: Sequence[Tick]
    side: float = SIDE
    edge: float = EDGE
    inner: float = SIDE - EDGE - 12
    top: float = 12


def fan(past: Sequence[tuple[date, float]], rows: Sequence[Forecast]) -> Fan | None:
    """The chart of an area: its past months, then the months of the set; None without rows."""
    if not past or not rows:
        return None
    gap = _months_between(past[-1][0], rows[0].month)
    step = (WIDTH - LEFT - RIGHT) / (len(past) - 1 + gap + len(rows) - 1)
    highest = max([*(value for _, value in past), *(row.q95 for row in rows), 1.0])
    axes = _axes(highest)
    top = max(highest * ROOM, axes[-1])
    xs = [LEFT + step * n for n in range(len(past))]
    ahead = [xs[-1] + step * (gap + n) for n in range(len(rows))]

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

    known = [(x, y(value)) for x, (_, value) in zip(xs, past, strict=True)]
    middle = [(x, y(row.q50)) for x, row in zip(ahead, rows, strict=True)]
    named = [*zip(xs, (m for m, _ in past), strict=True)]
    named += zip(ahead, (row.month for row in rows), strict=True)
    return Fan(
        observed=_line(known),
        median=_line([known[-1], *middle]),
        band_50=_band(ahead, [y(r.q25) for r in rows], [y(r.q75) for r in rows]),
        band_90=_band(ahead, [y(r.q05) for r in rows], [y(r.q95) for r in rows]),
        axes=[Tick(y(value), value) for value in axes],
        months=[
            MonthTick(x, month, is_last=number == 0)
            for number, (x, month) in enumerate(reversed(named))
            if number % LABEL_EVERY == 0
        ],
        now=xs[-1],
    )


def diagram(classes: Sequence[Class]) -> Diagram | None:
    """The reliability diagram; None when nothing was scored."""
    if not classes:
        return None
    inner, most = SIDE - EDGE - 12, max(one.n for one in classes)

    def place(x: float, y: float) -> tuple[float, float]:
        return EDGE + x * inner, 12 + (1 - y) * inner

    points = [
        Point(*place(one.said, one.happened), 3 + 9 * (one.n / most) ** 0.5, one.said,
              one.happened, one.n)
        for one in classes
    ]  # fmt: skip
    shares = (0, 0.25, 0.5, 0.75, 1)
    across = [Tick(EDGE + share * inner, share) for share in shares]
    up = [Tick(12 + (1 - share) * inner, share) for share in shares]
    return Diagram(points, across, up)


def _axes(highest: float) -> list[float]:
    """Zero and two or three round numbers up to the highest."""
    size = 1.0
    while size * STEPS[-1] * 2 < highest:
        size *= 10
    step = next(size * s for s in (*STEPS, 10) if size * s * 3 >= highest)
    return [step * n for n in range(int(highest // step) + 1)]


def _months_between(first: date, second: date) -> int:
    return (second.year - first.year) * 12 + second.month - first.month


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _band(xs: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
    upper = list(zip(xs, high, strict=True))
    lower = list(zip(xs, low, strict=True))[::-1]
    return _line([*upper, *lower]) + "z"
