"""Geometry of an indicator's history: a line that breaks where nothing is known; no markup."""

from collections.abc import Sequence
from dataclasses import dataclass

from qaraul.indicators import rules
from qaraul.indicators.boards import Step
from qaraul.indicators.models import Indicator

WIDTH, HEIGHT = 820, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 16, 30
MOST_LABELS = 7
ROOM = 0.08  # of the range, above and below


@dataclass(frozen=True, slots=True)
class Dot:
    """One value."""

    x: float
    y: float
    step: Step
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A limit or an axis line with its number."""

    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Periods of which nothing is known."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing of one history."""

    paths: tuple[str, ...]
    dots: tuple[Dot, ...]
    gaps: tuple[Gap, ...]
    axes: tuple[Line, ...]
    limits: tuple[Line, ...]
    band: str
    bottom: float = HEIGHT - BOTTOM
    top: float = TOP
    right: float = WIDTH - RIGHT
    left: float = LEFT


def chart(indicator: Indicator, steps: Sequence[Step]) -> Chart | None:
    """The chart of a history; None with fewer than two values."""
    known = [step.value for step in steps if step.value is not None]
    if len(known) <= 1:
        return None
    limits = [value for value in _limits(indicator) if value is not None]
    ends = [end for step in steps for end in (step.low, step.high) if end is not None]
    scale = _Scale([*known, *limits, *ends], len(steps))
    at = [(scale.x(number), step) for number, step in enumerate(steps)]
    every = max(1, -(-len(steps) // MOST_LABELS))
    dots = [
        Dot(x, scale.y(step.value), step, is_labelled=(len(steps) - 1 - n) % every == 0)
        for n, (x, step) in enumerate(at)
        if step.value is not None
    ]
    return Chart(
        paths=tuple(_segments(at, scale)),
        dots=tuple(dots),
        gaps=tuple(_gaps(at, scale)),
        axes=tuple(Line(scale.y(value), value) for value in (scale.low, scale.middle, scale.high)),
        limits=tuple(Line(scale.y(value), value) for value in limits),
        band=_band(at, scale),
    )


class _Scale:
    def __init__(self, values: Sequence[float], periods: int) -> None:
        low, high = min(values), max(values)
        if low >= 0:
            low = 0.0  # a count is drawn from nothing up
        room = (high - low or 1) * ROOM
        self.low = low if low == 0 else low - room
        self.high = high + room
        self.middle = (self.low + self.high) / 2
        self.step = (WIDTH - LEFT - RIGHT) / max(1, periods - 1)

    def x(self, number: int) -> float:
        return LEFT + number * self.step

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _segments(at: Sequence[tuple[float, Step]], scale: _Scale) -> list[str]:
    """Lines through values that follow each other."""
    found: list[list[str]] = [[]]
    for x, step in at:
        if step.value is None:
            found.append([])
        else:
            found[-1].append(f"{x:.1f} {scale.y(step.value):.1f}")
    return ["M" + "L".join(points) for points in found if len(points) > 1]


def _gaps(at: Sequence[tuple[float, Step]], scale: _Scale) -> list[Gap]:
    gaps: list[Gap] = []
    for x, step in at:
        if step.value is not None:
            continue
        start = max(LEFT, x - scale.step / 2)
        end = min(WIDTH - RIGHT, x + scale.step / 2)
        if gaps and abs(gaps[-1].x + gaps[-1].width - start) < 0.5:  # noqa: PLR2004  half a unit: they touch
            gaps[-1] = Gap(gaps[-1].x, end - gaps[-1].x)
        else:
            gaps.append(Gap(start, end - start))
    return gaps


def _band(at: Sequence[tuple[float, Step]], scale: _Scale) -> str:
    """The range from low to high as one shape; empty where no value has one."""
    both = [(x, s) for x, s in at if s.low is not None and s.high is not None and s.low != s.high]
    if len(both) <= 1:
        return ""
    upper = [f"{x:.1f} {scale.y(s.high or 0):.1f}" for x, s in both]
    lower = [f"{x:.1f} {scale.y(s.low or 0):.1f}" for x, s in reversed(both)]
    return "M" + "L".join([*upper, *lower]) + "z"


def _limits(indicator: Indicator) -> list[float | None]:
    """The two limits of a level rule that is held against the value itself."""
    rule = indicator.rule
    if rule.get("type") != "level" or rule.get("relative_to"):
        return []
    return [rules.limit(rule[name])[1] for name in ("amber", "red") if rule.get(name)]
