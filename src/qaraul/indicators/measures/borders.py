"""What happens near borders, at crossings, and beyond the border."""

from typing import Any

import numpy as np
import shapely

from qaraul.forecasting.spillover import (
    Bands,
    Exposure,
    Gates,
    Happenings,
    exposure,
    scaled_to_own_past,
)
from qaraul.indicators.frames import MONTH, Ints
from qaraul.indicators.measures.base import Definition, Ground, Measured, measures
from qaraul.indicators.records import Bools, Floats

KM_A_DEGREE = 111.195
LEAST_SCALE = 2.0  # weighted events: below, one far event would be 100
YEARS_OF_SCALE = 5


def near_border(ground: Ground, found: Bools, states: Any, km: float) -> Bools:
    """Which of the records lie within so many km of another state, or of the named ones."""
    near = np.zeros(len(ground.records), bool)
    outlines = {
        place.iso2: outline
        for place, outline in zip(ground.frame.places, ground.drawn, strict=True)
        if place.level == 0
    }
    for number in np.flatnonzero(found & np.isfinite(ground.records.lon)):
        home = str(ground.records.state[number])
        names = [s for s in outlines if s != home and (states == "other" or s in states)]
        near[number] = any(_km(outlines[s], ground, int(number)) <= km for s in names)
    return near


def _km(outline: Any, ground: Ground, number: int) -> float:
    lon, lat = float(ground.records.lon[number]), float(ground.records.lat[number])
    scale = np.array([KM_A_DEGREE * np.cos(np.radians(lat)), KM_A_DEGREE])
    west, south, east, north = outline.bounds
    reach = 2.0  # degrees: no border within 100 km lies farther
    if not (west - reach <= lon <= east + reach and south - reach <= lat <= north + reach):
        return float("inf")
    plane = shapely.transform(outline, lambda xy: xy * scale)
    return float(shapely.distance(plane, shapely.Point(lon * scale[0], lat * scale[1])))


def _closures(ground: Ground, wanted: Definition, gates: list[int]) -> Floats:
    """Whether each crossing was closed on each day: (gates, days). A record closes the nearest."""
    frame, records = ground.frame, ground.records
    found = np.flatnonzero(records.of(tags=tuple(wanted["tags"])) & np.isfinite(records.lon))
    closed = np.zeros((len(gates), frame_days(ground)))
    if not len(found) or not gates:
        return closed
    lon = np.array([ground.gates[g].lon for g in gates])
    lat = np.array([ground.gates[g].lat for g in gates])
    for number in found:
        wide = np.cos(np.radians(records.lat[number]))
        away = KM_A_DEGREE * np.hypot((lon - records.lon[number]) * wide, lat - records.lat[number])
        gate = int(away.argmin())
        if away[gate] <= wanted.get("km", 30):
            first = max(int(records.day[number]) - frame.first_day, 0)
            last = int(records.until[number]) - frame.first_day
            closed[gate, first : last + 1] = 1
    return closed


def frame_days(ground: Ground) -> int:
    """Columns of a table by day."""
    return ground.frame.today.toordinal() - ground.frame.first_day + 1


def _gates_by_row(ground: Ground) -> dict[int, list[int]]:
    """Crossings of each row: of a unit its own, of a state those of its units, of the whole all."""
    by_code = {place.code: row for row, place in enumerate(ground.frame.places, 1)}
    found: dict[int, set[int]] = {}
    for number, gate in enumerate(ground.gates):
        for code in (gate.area, gate.beyond):
            row = by_code.get(code, -1)
            while row >= 0:
                found.setdefault(row, set()).add(number)
                row = int(ground.frame.above[row])
    return {row: sorted(gates) for row, gates in found.items()}


def closed_share(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:
    """Closed days of all crossing days in the window; without an end it is closed for a day."""
    every = list(range(len(ground.gates)))
    closed = _closures(ground, wanted, every)
    values = np.full((ground.frame.rows, len(ends)), np.nan)
    longest = np.zeros(values.shape)
    for row, gates in _gates_by_row(ground).items():
        shut = ground.frame.within(closed[gates], ends, days)
        values[row] = shut.sum(axis=0) / (len(gates) * days)
        longest[row] = shut.max(axis=0)
    alarm = longest > wanted["alarm"]["days"] if wanted.get("alarm") else None
    covers = np.isfinite(values).any(axis=1)
    return Measured(ground.silence(values, ends), counts=longest, alarm=alarm, covers=covers)


def open_crossings(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:
    """Crossings with one state that were not closed in the window, of all of them."""
    every = list(range(len(ground.gates)))
    closed = _closures(ground, wanted, every)
    with_state = wanted["with"]
    values = np.full((ground.frame.rows, len(ends)), np.nan)
    missing = np.zeros(values.shape)
    states = ground.frame.states()
    for row, gates in _gates_by_row(ground).items():
        chosen = [g for g in gates if with_state in ground.gates[g].states]
        if chosen and states[row] != with_state:
            shut = (ground.frame.within(closed[chosen], ends, days) > 0).sum(axis=0)
            values[row], missing[row] = len(chosen) - shut, shut
    covers = np.isfinite(values).any(axis=1)
    return Measured(ground.silence(values, ends), base=missing, covers=covers)


def bands_of(wanted: Definition) -> Bands:
    """The bands that a definition names."""
    return Bands(
        tuple(float(km) for km in wanted["limits_km"]),
        tuple(float(w) for w in wanted["weights"]),
        float(wanted["half_life_days"]),
    )


def exposure_of(ground: Ground, wanted: Definition, ends: Ints) -> Exposure:
    """The exposure of every state and unit, without the whole."""
    records = ground.records
    found = records.of(types=tuple(wanted["types"])) & np.isfinite(records.lon)
    events = Happenings(
        records.lon[found],
        records.lat[found],
        records.state[found],
        records.day[found].astype(float),
        np.ones(int(found.sum())),
    )
    by_code = {place.code: row for row, place in enumerate(ground.frame.places)}
    sides = [[by_code.get(g.area, -1), by_code.get(g.beyond, -1)] for g in ground.gates]
    gates = Gates(
        np.array([g.lon for g in ground.gates]),
        np.array([g.lat for g in ground.gates]),
        np.array(sides, np.intp).reshape(-1, 2),
    )
    states = [place.iso2 for place in ground.frame.places]
    return exposure(ground.drawn, states, events, ends, bands=bands_of(wanted), gates=gates)


def exposed(ground: Ground, wanted: Definition, days: int, ends: Ints) -> Measured:  # noqa: ARG001  every measure is given them
    """Exposure as 0–100 of the area's own highest of up to five years."""
    back = np.array([round(MONTH * k) for k in range(12 * YEARS_OF_SCALE, 0, -1)])
    before = ends[0] - back
    kept = before[before >= ground.frame.first_day]
    found = exposure_of(ground, wanted, np.concatenate([kept, ends]))
    scaled = scaled_to_own_past(found.total, LEAST_SCALE)[:, len(kept) :]
    whole = np.full((1, len(ends)), np.nan)
    values = np.concatenate([whole, scaled])
    silent = values.copy()
    silent[:, ends < ground.known_from] = np.nan
    if not len(ground.records):
        silent[:] = np.nan
    covers = np.ones(ground.frame.rows, bool)
    covers[0] = False
    return Measured(
        silent, counts=np.concatenate([whole, found.total[:, len(kept) :]]), covers=covers
    )


for name, measure in {
    "closed_share": closed_share, "open_crossings": open_crossings, "exposure": exposed,
}.items():  # fmt: skip
    measures.register(name, measure)
