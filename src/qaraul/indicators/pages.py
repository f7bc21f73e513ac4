"""What the pages show, gathered once for each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from qaraul.indicators.boards import Cell, Reader, Step
from qaraul.indicators.charts import Chart, chart
from qaraul.indicators.choices import ALERTED, AreaLevel, Kind, Status
from qaraul.indicators.frames import WHOLE
from qaraul.indicators.models import Crossing, Indicator, Surge
from qaraul.members.viewers import Viewer
from qaraul.pipeline.models import Signal
from qaraul.places.models import Area

LATEST = 12
MOST_SURGES = 100
CALM = (Status.USUAL, Status.UNRATED, Status.NO_DATA)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator on the overview: how many areas are in which state, and the whole region."""

    indicator: Indicator
    counts: Counter[Status]
    whole: Cell

    @property
    def alerted(self) -> int:
        """Areas over a limit."""
        return sum(self.counts[status] for status in ALERTED)

    @property
    def total(self) -> int:
        """Areas that the indicator is about."""
        return sum(self.counts.values())

    @property
    def calm(self) -> Status:
        """What is said where no area is over a limit: the best that is known of any."""
        known = [status for status in CALM if self.counts[status]]
        return known[0] if known else Status.NO_DATA


@dataclass(frozen=True, slots=True)
class Pillar:
    """The indicators of one pillar."""

    code: str
    name: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Overview:
    """All indicators, by pillar, with what was passed lately."""

    pillars: Sequence[Pillar]
    areas: Sequence[Area]
    crossings: Sequence[Crossing]
    surges: Sequence[Surge]

    @property
    def alerted(self) -> int:
        """Values over a limit, in all areas."""
        return sum(line.alerted for pillar in self.pillars for line in pillar.lines)


def overview(viewer: Viewer, today: date) -> Overview:
    """The page that opens the room."""
    reader = Reader(viewer, today)
    lines = [
        Line(indicator, _states(reader, indicator), reader.cell(indicator, WHOLE))
        for indicator in reader.indicators
    ]
    pillars = [
        Pillar(code, found[0].indicator.pillar_name, found)
        for code, group in groupby(lines, key=lambda line: line.indicator.pillar)
        if (found := list(group))
    ]
    return Overview(pillars, board_areas(reader), crossings_of(viewer), surges_of(viewer)[:3])


def _states(reader: Reader, indicator: Indicator) -> Counter[Status]:
    """How many areas of the indicator's own level are in which state."""
    level = 1 if indicator.level == AreaLevel.UNIT else 0
    found: Counter[Status] = Counter()
    given = indicator.kind != Kind.COMPUTED
    ratings = None if given else reader.rated(indicator).ratings[:, -1]
    for row, place in enumerate(reader.ground.frame.places, 1):
        if place.level != level or not reader.applies(indicator, row):
            continue
        if ratings is not None:
            found[Status(int(ratings[row]))] += 1
        else:
            points = reader.given.get((indicator.pk, place.id))
            found[Status(points[-1].rating) if points else Status.NO_DATA] += 1
    return found


def board_areas(reader: Reader) -> list[Area]:
    """The areas that have a board, states with their units below them, by name."""
    ids = [place.id for place in reader.ground.frame.places]
    known = list(Area.objects.light().filter(pk__in=ids))
    states = sorted((a for a in known if a.level == 0), key=lambda a: a.name)
    ordered = []
    for state in states:
        units = sorted((a for a in known if a.parent_id == state.pk), key=lambda a: a.name)
        ordered += [state, *units]
    return ordered


@dataclass(frozen=True, slots=True)
class Board:
    """Every indicator of one area, by pillar; those over a limit first."""

    area: Area | None
    pillars: Sequence[tuple[str, Sequence[Cell]]]
    cells: Sequence[Cell]
    areas: Sequence[Area]

    @property
    def alerted(self) -> Sequence[Cell]:
        """The cells over a limit, the worst first."""
        return sorted((c for c in self.cells if c.is_alerted), key=lambda c: -c.status)


def board(viewer: Viewer, today: date, area: Area | None) -> Board | None:
    """The board of an area, or of the whole region; None for an area without one."""
    reader = Reader(viewer, today)
    row = reader.row_of(area)
    if row is None:
        return None
    cells = reader.board(row)
    pillars = [
        (found[0].indicator.pillar_name, found)
        for _code, group in groupby(cells, key=lambda cell: cell.indicator.pillar)
        if (found := list(group))
    ]
    return Board(area, pillars, cells, board_areas(reader))


@dataclass(frozen=True, slots=True)
class History:
    """One indicator: its definition, its history in one area, and how all areas stand."""

    indicator: Indicator
    area: Area | None
    steps: Sequence[Step]
    drawing: Chart | None
    cell: Cell
    across: Sequence[Cell]
    areas: Sequence[Area]
    needs_months: bool = False

    @property
    def known_across(self) -> Sequence[Cell]:
        """The areas with a value."""
        return [cell for cell in self.across if cell.value is not None]

    @property
    def unknown_count(self) -> int:
        """How many areas have none."""
        return len(self.across) - len(self.known_across)

    @property
    def shown(self) -> Sequence[Step]:
        """The latest first."""
        return list(reversed(self.steps))


def history(viewer: Viewer, today: date, indicator: Indicator, area: Area | None) -> History | None:
    """The page of an indicator; None for an area that has no row."""
    reader = Reader(viewer, today)
    row = reader.row_of(area)
    if row is None:
        return None
    areas = {found.pk: found for found in board_areas(reader)}
    steps = reader.steps(indicator, row)
    cell = reader.cell(indicator, row, area)
    across = sorted(
        reader.across(indicator, areas),
        key=lambda c: (-c.status, -(c.value or 0), c.area.name if c.area else ""),
    )
    own = indicator.rule.get("type") == "own_history"
    return History(
        indicator=indicator,
        area=area,
        steps=steps,
        drawing=chart(indicator, steps),
        cell=cell,
        across=across,
        areas=list(areas.values()),
        needs_months=own and cell.status == Status.UNRATED,
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The indicators of a pillar as columns, areas as rows."""

    pillar: str
    pillars: Sequence[tuple[str, str]]
    columns: Sequence[Indicator]
    rows: Sequence[tuple[Area, Sequence[Cell | None]]]


def comparison(viewer: Viewer, today: date, pillar: str, *, level: int) -> Comparison:
    """How areas of one level compare."""
    reader = Reader(viewer, today)
    pillars = list(dict.fromkeys((i.pillar, i.pillar_name) for i in reader.indicators))
    chosen = pillar if pillar in {code for code, _ in pillars} else pillars[0][0]
    columns = [
        i
        for i in reader.indicators
        if i.pillar == chosen and (level == 0 or i.level == AreaLevel.UNIT)
    ]
    rows = []
    for area in board_areas(reader):
        row = reader.row_of(area)
        if area.level == level and row is not None:
            cells = [reader.cell(i, row) if reader.applies(i, row) else None for i in columns]
            rows.append((area, cells))
    return Comparison(chosen, pillars, columns, rows)


def crossings_of(viewer: Viewer, limit: int = LATEST) -> list[Crossing]:
    """Limits passed, as far as the viewer may see their signals."""
    told = Crossing.objects.filter(signal__in=Signal.objects.visible_to(viewer).values("pk"))
    rows = told.select_related("indicator", "area", "signal").defer("area__geometry_geojson")
    return list(rows.order_by("-found_at", "-pk")[:limit])


def surges_of(viewer: Viewer) -> list[Surge]:
    """Surges, as far as the viewer may see their signals; the latest first."""
    told = Surge.objects.filter(signal__in=Signal.objects.visible_to(viewer).values("pk"))
    rows = told.select_related("area", "signal").defer("area__geometry_geojson")
    return list(rows[:MOST_SURGES])
