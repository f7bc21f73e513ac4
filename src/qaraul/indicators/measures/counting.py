"""Counts, shares, deaths, indices and tone of the records in a window."""

from typing import Any

import numpy as np

from qaraul.indicators.frames import MONTH, Ints
from qaraul.indicators.measures.base import Definition, Ground, Measured, measures
from qaraul.indicators.measures.borders import near_border
from qaraul.indicators.records import Bools, Floats

YEAR_DAYS = 365
MONTHS_OF_CHANCE, MONTHS_AHEAD = 12, 3


def chosen(ground: Ground, wanted: Definition, records: Any = None) -> Bools:
    """The records that a definition names by kind, type, tag, state and nearness to a border."""
    found = ground.records.of(
        records=tuple(wanted.get("records") or records or ("incidents",)),
        types=tuple(wanted.get("types", ())),
        tags=tuple(wanted.get("tags", ())),
        iso2=tuple(wanted.get("iso2", ())),
    )
    if near := wanted.get("near"):
        found &= near_border(ground, found, near["states"], float(near["km"]))
    return found


def totals(ground: Ground, found: Bools, ends: Ints, days: int, weights: Any = None) -> Floats:
    """How many, or how much, in the window that ends on each day."""
    records = ground.records
    if not found.any():
        return np.zeros((ground.frame.rows, len(ends)))
    weight = None if weights is None else weights[found]
    table = ground.frame.summed(records.row[found], records.day[found], weight)
    return ground.frame.within(table, ends, days)


def count(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:
    """n(records) in the window."""
    n = totals(ground, chosen(ground, wanted), ends, days)
    covers = None
    if states := wanted.get("iso2"):
        covers = np.isin(ground.frame.states(), ["", *states])
    return Measured(ground.silence(n, ends), counts=n, covers=covers)


def share(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:
    """n(over) / n(of) in the window; too few of the second are not rated."""
    kinds = wanted.get("records")
    over = totals(ground, chosen(ground, wanted["over"], kinds), ends, days)
    of = totals(ground, chosen(ground, wanted["of"], kinds), ends, days)
    values = np.divide(over, of, out=np.full(of.shape, np.nan), where=of > 0)
    alarm = None
    if named := wanted.get("alarm"):
        deadly = chosen(ground, {"types": named["deaths_in"]}) & (ground.records.killed > 0)
        alarm = totals(ground, deadly, ends, days) > 0
    enough = of >= wanted.get("least", 1)
    return Measured(ground.silence(values, ends), counts=of, alarm=alarm, enough=enough)


def deaths(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:
    """Sum of the killed, best estimate, with its range; records without a number add none."""
    found = chosen(ground, wanted)
    best, low, high = (
        totals(ground, found, ends, days, np.nan_to_num(column))
        for column in (ground.records.killed, ground.records.killed_low, ground.records.killed_high)
    )
    n = totals(ground, found, ends, days)
    silent = ground.silence(best, ends)
    return Measured(silent, counts=n, low=low, high=high, is_sum=True)


def index(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:
    """Volume in the window over the mean volume of such a window in the year before, times 100.

    The volume is the share of all stories, so that more feeds do not raise it.
    """
    tagged, every = chosen(ground, wanted), chosen(ground, {"records": wanted["records"]})
    now = [totals(ground, found, ends, days) for found in (tagged, every)]
    year = [totals(ground, found, ends, YEAR_DAYS) for found in (tagged, every)]
    usual = np.divide(year[0], year[1], out=np.full(year[0].shape, np.nan), where=year[0] > 0)
    here = np.divide(now[0], now[1], out=np.zeros(now[0].shape), where=now[1] > 0)
    values = np.where(year[0] > 0, 100 * here / usual, np.where(year[1] > 0, 0.0, np.nan))
    return Measured(ground.silence(values, ends), counts=now[0], enough=year[0] >= YEAR_DAYS / days)


def tone(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:
    """100 · (cooperative − conflictive) / all stories of these types."""
    base = {"records": wanted["records"], "tags": wanted.get("tags", ())}
    good = totals(ground, chosen(ground, {**base, "types": wanted["good"]}), ends, days)
    bad = totals(ground, chosen(ground, {**base, "types": wanted["bad"]}), ends, days)
    of = good + bad
    values = np.divide(100 * (good - bad), of, out=np.full(of.shape, np.nan), where=of > 0)
    return Measured(ground.silence(values, ends), counts=of, enough=of >= wanted.get("least", 1))


def province_days(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:
    """Days that the records last, each in its province, summed over the window."""
    found = chosen(ground, wanted)
    rows, on = spread_over_days(ground, found)
    n = ground.frame.within(ground.frame.summed(rows, on), ends, days)
    return Measured(ground.silence(n, ends), counts=n, is_sum=True)


def spread_over_days(ground: Ground, found: Bools) -> tuple[Ints, Ints]:
    """Row and day for each day that each record lasts; the same row and day count once."""
    records, today = ground.records, ground.frame.today.toordinal()
    rows, on = [], []
    for number in np.flatnonzero(found):
        last = min(int(records.until[number]), today)
        for day in range(int(records.day[number]), last + 1):
            rows.append(int(records.row[number]))
            on.append(day)
    pairs = sorted(set(zip(rows, on, strict=True)))
    return (np.array([r for r, _ in pairs], np.int64), np.array([d for _, d in pairs], np.int64))


def chance(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:  # noqa: ARG001  every measure is given them
    """P(at least one death in three months), from months with a death among the last twelve.

    p = 1 − (1 − m)³ with m = (deadly months + ½) / (months + 1). The base rate is the same over
    all months that are known before.
    """
    deadly = chosen(ground, wanted) & (ground.records.killed > 0)
    table = ground.frame.summed(ground.records.row[deadly], ground.records.day[deadly])
    recent = _chance(ground, table, ends, MONTHS_OF_CHANCE)
    known = max(1, int((ends[-1] - ground.known_from) / MONTH))
    base = _chance(ground, table, ends, min(known, 24))
    silent = ground.silence(recent, ends)
    return Measured(silent, base=base, enough=np.full(silent.shape, known >= MONTHS_OF_CHANCE))


def _chance(ground: Ground, table: Floats, ends: Ints, months: int) -> Floats:
    steps = ends[:, None] - np.array([round(MONTH * k) for k in range(months)])[None, :]
    hits = (ground.frame.within(table, steps, round(MONTH)) > 0).sum(axis=2)
    monthly = (hits + 0.5) / (months + 1)
    ahead: Floats = 1 - (1 - monthly) ** MONTHS_AHEAD
    return ahead


for name, measure in {
    "count": count, "share": share, "deaths": deaths, "index": index, "tone": tone,
    "province_days": province_days, "chance": chance,
}.items():  # fmt: skip
    measures.register(name, measure)
