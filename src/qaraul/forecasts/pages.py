"""What the pages of forecasts show, gathered once for each page from what the viewer may see."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from qaraul.errors import BadInput
from qaraul.events.areas import area_tree
from qaraul.forecasting.geography import countries
from qaraul.forecasts import charts, lacks, wording
from qaraul.forecasts.choices import BOUNDS, Basis, Target, class_of
from qaraul.forecasts.models import Background, Duty, Forecast, ForecastSet, month_text
from qaraul.forecasts.services.monthly import ISSUING
from qaraul.members.viewers import Viewer
from qaraul.places.maps import AreaMap, area_paths
from qaraul.places.models import Area

ANY, MANY = "any", "many"
MONTH = r"\d{4}-(0[1-9]|1[0-2])"
MOST_PAST_SETS = 24
RAREST_DRAWN = 1 / 2_000  # half of one of a thousand draws
STRONG = 0.05  # of the log-odds: a smaller contribution is not worth a line
ORDER = (Basis.INCIDENTS, Basis.UCDP, Basis.INVENTED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a series or one set, a month, one of the two chances."""

    of: str = ""
    set_id: str = ""
    month: str = ""
    chance: str = ANY

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Asked":
        """`BadInput` names what cannot be meant."""
        chance, month = query.get("chance") or ANY, query.get("month", "")
        if chance not in {ANY, MANY}:
            raise BadInput(_("One of: %(known)s.") % {"known": f"{ANY}, {MANY}"}, field="chance")
        if month and not re.fullmatch(MONTH, month, re.ASCII):
            raise BadInput(_("Write the month as 2026-11."), field="month")
        if query.get("as", "") not in {"", "csv"}:
            raise BadInput(_("One of: %(known)s.") % {"known": "csv"}, field="as")
        return cls(
            of=query.get("of", "")[:60],
            set_id=query.get("set", "")[:40],
            month=month,
            chance=chance,
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """One area and month, with what is usual there."""

    area: Area
    row: Forecast
    behind: Background
    chance: str = ANY

    @property
    def p(self) -> float:
        """The chance that the page is about; no draw at all is rare, not impossible."""
        drawn = self.row.p_any if self.chance == ANY else self.row.p_many
        return min(max(drawn, RAREST_DRAWN), 1 - RAREST_DRAWN)

    @property
    def base(self) -> float:
        """What is usual."""
        return self.behind.base_any if self.chance == ANY else self.behind.base_many

    @property
    def in_words(self) -> str:
        """“about 1 in 8”."""
        return wording.in_words(self.p)

    @property
    def usual(self) -> str:
        """“usually 1 in 25”."""
        return wording.usual_in_words(self.base, self.behind.base_months)

    @property
    def class_number(self) -> int:
        """1 to 5."""
        return class_of(self.p)

    @property
    def is_unsure(self) -> bool:
        """Whether the map hatches it."""
        return self.row.is_wide or self.behind.is_thin


@dataclass(frozen=True, slots=True)
class Shape:
    """An area of the drawing; one of which the set says nothing has no outlook."""

    d: str
    name: str
    code: str
    outlook: Outlook | None


@dataclass(frozen=True)
class Chooser:
    """What can be chosen: the series, earlier sets of one, months, one of the two chances."""

    said: ForecastSet
    series: Sequence[ForecastSet]
    earlier: Sequence[ForecastSet]
    months: Sequence[date]
    month: date
    chance: str

    @property
    def query(self) -> str:
        """The choice, as it stands in an address."""
        return f"set={self.said.pk}&month={month_text(self.month)}&chance={self.chance}"


@dataclass(frozen=True)
class MapPage:
    """One month of a set: the drawing and the table."""

    chosen: Chooser
    drawing: AreaMap
    shapes: Sequence[Shape]
    rows: Sequence[Outlook]

    @property
    def headline(self) -> str:
        """The finding."""
        month = wording.month_name(self.chosen.month)
        if not self.rows or self.rows[0].p < BOUNDS[0]:
            return _("%(month)s: every area below 1 in 50") % {"month": month}
        top = self.rows[0]
        names = {"month": month, "area": top.area.name, "chance": top.in_words}
        return _("%(month)s: highest in %(area)s, %(chance)s") % names

    @property
    def likely(self) -> Sequence[Outlook]:
        """Areas above the lowest class."""
        return [one for one in self.rows if one.class_number > 1]

    @property
    def rest(self) -> Sequence[Outlook]:
        """Areas in the lowest class."""
        return [one for one in self.rows if one.class_number == 1]


@dataclass(frozen=True, slots=True)
class Driver:
    """A group of features and what it does to the chance of the chosen month."""

    name: str
    sentence: str
    factor: float

    @property
    def raises(self) -> bool:
        """Whether it raises the chance."""
        return self.factor > 1


@dataclass(frozen=True, slots=True)
class Case:
    """A past case: where and when, what it had seen, what followed."""

    name: str
    month: date
    before: float
    after: float
    after_months: int
    active_after: int


@dataclass(frozen=True)
class AreaPage:
    """One area of a set."""

    chosen: Chooser
    outlook: Outlook
    outlooks: Sequence[Outlook]
    fan: charts.Fan | None
    past: Sequence[tuple[date, float]]
    drivers: Sequence[Driver]
    cases: Sequence[Case]


def sets_of(viewer: Viewer) -> list[ForecastSet]:
    """The newest sets that a viewer may see, first editions and later ones, without the rows."""
    return list(ForecastSet.objects.visible_to(viewer).standing().latest_first()[:200])


def current(sets: Sequence[ForecastSet]) -> list[ForecastSet]:
    """The newest set of every series, those made before their months alone if there is one."""
    newest: dict[str, ForecastSet] = {}
    for said in sorted(sets, key=lambda one: one.is_afterwards):
        newest.setdefault(said.series, said)
    return sorted(newest.values(), key=_in_order)


def _in_order(said: ForecastSet) -> tuple[Any, ...]:
    return (
        said.is_afterwards,
        ORDER.index(Basis(said.basis)),
        said.target != Target.DEATHS,
        -said.level,
        said.sight,
    )


def chooser(viewer: Viewer, asked: Asked) -> Chooser | None:
    """What the address asks for; None while there is no set, 404 for a set one may not see."""
    sets = sets_of(viewer)
    series = current(sets)
    if asked.set_id:
        said = next((one for one in sets if str(one.pk) == asked.set_id), None)
        said = said or _older(viewer, asked.set_id)
    elif asked.of:
        said = next((one for one in series if one.series == asked.of), None)
    else:
        said = series[0] if series else None
        if said is None:
            return None
    if said is None:
        raise Http404
    months = list(said.rows.order_by("month").values_list("month", flat=True).distinct())
    month = next((m for m in months if month_text(m) == asked.month), months[0])
    earlier = [one for one in sets if one.series == said.series][:MOST_PAST_SETS]
    return Chooser(said, series, earlier, months, month, asked.chance)


def _older(viewer: Viewer, set_id: str) -> ForecastSet | None:
    try:
        pk = UUID(set_id)
    except ValueError:
        return None
    return ForecastSet.objects.visible_to(viewer).standing().filter(pk=pk).first()


def map_page(viewer: Viewer, asked: Asked) -> MapPage | None:
    """One month of a set on the map; None while there is no set."""
    chosen = chooser(viewer, asked)
    if chosen is None:
        return None
    by_code = {one.area.code: one for one in outlooks(chosen)}
    drawing = area_paths(chosen.said.level)
    tree = area_tree()
    shapes = [
        Shape(one.d, tree.by_code[one.code].name, one.code, by_code.get(one.code))
        for one in drawing.areas
        if one.code in tree.by_code
    ]
    rows = sorted(by_code.values(), key=lambda one: (-one.p, -one.row.expected, one.area.name))
    return MapPage(chosen, drawing, shapes, rows)


def outlooks(chosen: Chooser) -> list[Outlook]:
    """Every area of the chosen month."""
    tree = area_tree()
    behind = {one.area_id: one for one in chosen.said.backgrounds.defer("drivers", "cases")}
    rows = chosen.said.rows.filter(month=chosen.month).order_by()
    return [
        Outlook(tree.by_id[row.area_id], row, behind[row.area_id], chosen.chance)
        for row in rows
        if row.area_id in tree.by_id
    ]


def area_page(viewer: Viewer, area: Area, asked: Asked) -> AreaPage | None:
    """One area of a set: the fan, the drivers, past cases; None while no set is about it."""
    if not asked.set_id and not asked.of:
        asked = _about(viewer, area, asked)
    chosen = chooser(viewer, asked)
    behind = chosen and chosen.said.backgrounds.filter(area=area).first()
    if not chosen or not behind:
        return None
    rows = list(chosen.said.rows.filter(area=area).order_by("month"))
    found = [Outlook(area, row, behind, chosen.chance) for row in rows]
    number = next(n for n, row in enumerate(rows) if row.month == chosen.month)
    past = _past(chosen.said.data_end, behind.observed)
    return AreaPage(
        chosen=chosen,
        outlook=found[number],
        outlooks=found,
        fan=charts.fan(past, rows),
        past=past,
        drivers=_drivers(behind, number),
        cases=[_case(told) for told in behind.cases],
    )


def _about(viewer: Viewer, area: Area, asked: Asked) -> Asked:
    """The first series that says something of the area."""
    for said in current(sets_of(viewer)):
        if said.backgrounds.filter(area=area).exists():
            return Asked(set_id=str(said.pk), month=asked.month, chance=asked.chance)
    return asked


def _past(end: date, observed: Sequence[float]) -> list[tuple[date, float]]:
    last = end.year * 12 + end.month - 1
    months = range(last - len(observed) + 1, last + 1)
    return [
        (date(number // 12, number % 12 + 1, 1), value)
        for number, value in zip(months, observed, strict=True)
    ]


def _drivers(behind: Background, number: int) -> list[Driver]:
    """What moves the chance of that month, the strongest first."""
    found = []
    for told in behind.drivers:
        adds = told["adds"][number]
        if abs(adds) < STRONG or told["group"] not in wording.GROUPS:
            continue
        name, up, down = wording.GROUPS[told["group"]]
        found.append(Driver(str(name), str(up if adds > 0 else down), math.exp(adds)))
    return sorted(found, key=lambda one: -max(one.factor, 1 / one.factor))


def _case(told: Mapping[str, Any]) -> Case:
    after = told["after"]
    return Case(
        name=_unit_name(told["unit"]),
        month=date.fromisoformat(told["month"]),
        before=sum(told["before"]),
        after=sum(after),
        after_months=len(after),
        active_after=sum(value >= 1 for value in after),
    )


def _unit_name(unit: Any) -> str:
    """An area by its code, a country by its number in UCDP's files."""
    tree = area_tree()
    if isinstance(unit, int):
        rows = countries().filter(gw=unit).select("iso2", "name").rows()
        iso2, name = rows[0] if rows else ("", str(unit))
        return tree.by_code[iso2].name if iso2 in tree.by_code else str(name)
    return tree.by_code[unit].name if unit in tree.by_code else str(unit)


class Waiting:
    """Why there is no forecast yet, as far as the viewer may know it."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer

    @cached_property
    def reasons(self) -> list[tuple[str, str]]:
        """Target and reason, from the last attempt of the worker; members are told."""
        duty = Duty.objects.filter(name=ISSUING).first() if self._viewer.is_member else None
        facts: Mapping[str, Any] = duty.facts if duty else {}
        return [
            (str(Target(target).label), lacks.in_words(told))
            for target, told in facts.items()
            if told and target in Target.values
        ]
