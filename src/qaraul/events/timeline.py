"""The histogram of a list: days, weeks, months or years as bars, in per cent of their frame."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

LEFT, RIGHT, TOP, BOTTOM = 0, 100, 12, 78  # per cent, so that words keep their size at any width
RECENT_DAYS = 7
MOST_LABELS = 5


class Unit(TextChoices):
    """What one bar stands for."""

    DAY = "day", _("day")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


LONGEST: tuple[tuple[Unit, int], ...] = ((Unit.DAY, 62), (Unit.WEEK, 7 * 70), (Unit.MONTH, 31 * 72))
"""The longest span, in days, that is still drawn in each unit."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its first and last day, its count and where it is drawn."""

    first: date
    last: date
    count: int
    x: float
    y: float
    width: float
    height: float
    is_recent: bool
    is_labelled: bool

    @property
    def middle(self) -> float:
        """Where its date is written."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars from the oldest to the newest, with the lines of their scale."""

    unit: Unit
    bars: tuple[Bar, ...]
    axes: tuple[tuple[int, float], ...]

    @property
    def recent(self) -> int:
        """How many incidents the dark bars hold together."""
        return sum(bar.count for bar in self.bars if bar.is_recent)

    @property
    def is_daily(self) -> bool:
        """Whether each bar is a day."""
        return self.unit is Unit.DAY


def unit_for(days: int) -> Unit:
    """The finest unit in which so many days can still be drawn."""
    return next((unit for unit, longest in LONGEST if days <= longest), Unit.YEAR)


def begin(day: date, unit: Unit) -> date:
    """The first day of the period that a day belongs to; weeks begin on Monday."""
    match unit:
        case Unit.DAY:
            return day
        case Unit.WEEK:
            return day - timedelta(days=day.weekday())
        case Unit.MONTH:
            return day.replace(day=1)
        case Unit.YEAR:
            return day.replace(month=1, day=1)


LAST_DAY = date(9998, 12, 31)  # the calendar ends a year later


def periods(first: date, last: date, unit: Unit) -> Iterator[tuple[date, date]]:
    """First and last day of every period between two days, none left out."""
    at, last = begin(first, unit), min(last, LAST_DAY)
    while at <= last:
        step = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}[unit]
        following = begin(at + timedelta(days=step), unit)
        yield at, following - timedelta(days=1)
        at = following


def nice_top(value: int) -> int:
    """The least of 2, 4, 8, 10, 20, 40, 80, 100 … that is not below the value."""
    size = 1
    while True:
        for head in (2, 4, 8, 10):
            if head * size >= value:
                return head * size
        size *= 10


def timeline(
    counts: Sequence[tuple[date, int]], first: date | None = None, last: date | None = None
) -> Timeline | None:
    """Bars for counts by day, from `first` to `last` where the filter names them; None for no day.

    counts: each day once, oldest first. The sum over the bars is the sum over the days.
    """
    if not counts:
        return None
    begins = min(first or counts[0][0], counts[0][0])
    ends = max(last or counts[-1][0], counts[-1][0])
    unit = unit_for((ends - begins).days + 1)
    sums: dict[date, int] = {}
    for day, count in counts:
        sums[begin(day, unit)] = sums.get(begin(day, unit), 0) + count
    spans = list(periods(begins, ends, unit))
    top = nice_top(max(sums.values()))
    scale = (BOTTOM - TOP) / top
    slot = (RIGHT - LEFT) / len(spans)
    named = {round(i * (len(spans) - 1) / (MOST_LABELS - 1)) for i in range(MOST_LABELS)}
    recent = RECENT_DAYS if unit is Unit.DAY else 1
    bars = tuple(
        Bar(
            first=a,
            last=b,
            count=sums.get(a, 0),
            x=round(LEFT + i * slot + slot * 0.1, 2),
            y=round(BOTTOM - sums.get(a, 0) * scale, 2),
            width=round(slot * 0.8, 2),
            height=round(sums.get(a, 0) * scale, 2),
            is_recent=i >= len(spans) - recent,
            is_labelled=i in named,
        )
        for i, (a, b) in enumerate(spans)
    )
    axes = tuple((value, round(BOTTOM - value * scale, 2)) for value in (0, top // 2, top))
    return Timeline(unit, bars, axes)
