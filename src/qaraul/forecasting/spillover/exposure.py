"""Cross-border exposure: events beyond the border by distance band, recency and crossing.

The exposure of area a on day t is

    sum over bands b of weight(b) · n(a, b, t) + gate weight · sum over crossings g of a of n(g, t),
    n(a, b, t) = sum over events e abroad within band b of weight(e) · 2^(−age(e) / half-life)

Distances are from the area's outline, in an equirectangular plane about the area, whose error is
below 1 % over the 200 km that bands reach at the latitudes of the region.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Floats: TypeAlias = npt.NDArray[np.float64]
Texts: TypeAlias = npt.NDArray[np.str_]
KM_A_DEGREE = 111.195  # of a great circle, mean earth radius 6,371 km
LONGEST_PAST = 3_650


@dataclass(frozen=True, slots=True)
class Bands:
    """Upper limits of the distance bands in km, their weights, and the half-life in days."""

    limits_km: tuple[float, ...] = (25.0, 75.0, 150.0)
    weights: tuple[float, ...] = (1.0, 0.5, 0.25)
    half_life_days: float = 30.0
    gate_km: float = 50.0
    gate_weight: float = 0.5

    def __post_init__(self) -> None:
        """Refuse bands that are not in order or do not match their weights."""
        if len(self.limits_km) != len(self.weights) or not self.limits_km:
            raise ValueError("every band needs a limit and a weight")
        if list(self.limits_km) != sorted(set(self.limits_km)) or self.limits_km[0] <= 0:
            raise ValueError("the limits of the bands must rise from above zero")
        if self.half_life_days <= 0:
            raise ValueError("the half-life must be above zero")


@dataclass(frozen=True, slots=True)
class Happenings:
    """Events, recent or forecast: place in degrees, state by its code, day as a number, weight.

    day: any count of days; an event after the day asked about takes no part. weight: 1 for one
    event, or its expected number in a forecast, or its deaths.
    """

    lon: Floats
    lat: Floats
    state: Texts
    day: Floats
    weight: Floats

    def __post_init__(self) -> None:
        """Refuse arrays of different lengths."""
        if (
            len({len(self.lon), len(self.lat), len(self.state), len(self.day), len(self.weight)})
            > 1
        ):
            raise ValueError("events must have one value in every column")


@dataclass(frozen=True, slots=True)
class Gates:
    """Border crossings: place, and the two areas that each joins, by their number in `areas`."""

    lon: Floats
    lat: Floats
    areas: npt.NDArray[np.intp]  # (gates, 2); −1 where a side is not among the areas


@dataclass(frozen=True, slots=True)
class Exposure:
    """What was found: totals (areas, days), and by band (areas, bands, days)."""

    total: Floats
    by_band: Floats
    through_gates: Floats


def exposure(
    outlines: Sequence[BaseGeometry],
    states: Sequence[str],
    events: Happenings,
    days: npt.ArrayLike,
    *,
    bands: Bands | None = None,
    gates: Gates | None = None,
) -> Exposure:
    """The exposure of each area on each day to events in other states than its own.

    outlines: polygons in degrees, WGS 84; states: the state of each, in the codes of the events;
    days: (d,) in the same count as the events'. Events without a place are left out. Units: events,
    weighted. ValueError when lengths do not match.
    """
    bands = bands or Bands()
    if len(outlines) != len(states):
        raise ValueError(f"{len(outlines)} outlines do not match {len(states)} states")
    asked = np.atleast_1d(np.asarray(days, float))
    recency = _recency(events, asked, bands)
    by_band = np.zeros((len(outlines), len(bands.limits_km), len(asked)))
    through = np.zeros((len(outlines), len(asked)))
    edges = np.array([0.0, *bands.limits_km])
    for number, (outline, state) in enumerate(zip(outlines, states, strict=True)):
        abroad = (events.state != state) & np.isfinite(events.lon) & np.isfinite(events.lat)
        near = np.flatnonzero(abroad & _in_reach(outline, events, edges[-1]))
        away = _distances_km(outline, events.lon[near], events.lat[near])
        for band in range(len(bands.limits_km)):
            inside = (away <= edges[band + 1]) & ((away > edges[band]) | (band == 0))
            by_band[number, band] = recency[near[inside]].sum(axis=0)
    if gates is not None:
        _add_gates(through, gates, list(states), events, recency, bands)
    weights = np.array(bands.weights)[None, :, None]
    total = (by_band * weights).sum(axis=1) + bands.gate_weight * through
    return Exposure(total, by_band, through)


def scaled_to_own_past(values: npt.ArrayLike, least: float = 1.0) -> Floats:
    """Values (areas, days) as 0–100 of the area's own highest so far, that day included.

    least: what the highest is at least taken to be, so that one far event is not 100.
    ValueError when a value is negative or missing.
    """
    given = np.asarray(values, float)
    if not (np.isfinite(given).all() and (given >= 0).all()):
        raise ValueError("an exposure is missing or negative")
    highest = np.maximum(np.maximum.accumulate(given, axis=-1), least)
    scaled: Floats = 100 * given / highest
    return scaled


def _recency(events: Happenings, days: Floats, bands: Bands) -> Floats:
    """Weight of each event on each day: halved with every half-life, nothing before it happens."""
    age = days[None, :] - events.day[:, None]
    is_past = (age >= 0) & (age < LONGEST_PAST)
    weights: Floats = np.where(
        is_past, events.weight[:, None] * np.exp2(-np.maximum(age, 0) / bands.half_life_days), 0.0
    )
    return weights


def _in_reach(outline: BaseGeometry, events: Happenings, reach_km: float) -> npt.NDArray[np.bool_]:
    west, south, east, north = outline.bounds
    tall = reach_km / KM_A_DEGREE
    wide = tall / max(0.1, np.cos(np.radians(max(abs(south), abs(north)) + tall)))
    inside: npt.NDArray[np.bool_] = (
        (events.lon >= west - wide)
        & (events.lon <= east + wide)
        & (events.lat >= south - tall)
        & (events.lat <= north + tall)
    )
    return inside


def _distances_km(outline: BaseGeometry, lon: Floats, lat: Floats) -> Floats:
    if not len(lon):
        return np.zeros(0)
    middle = (outline.bounds[1] + outline.bounds[3]) / 2
    scale = np.array([KM_A_DEGREE * np.cos(np.radians(middle)), KM_A_DEGREE])
    plane = shapely.transform(outline, lambda xy: xy * scale)
    points = shapely.points(lon * scale[0], lat * scale[1])
    distances: Floats = np.asarray(shapely.distance(plane, points), float)
    return distances


def _add_gates(
    through: Floats,
    gates: Gates,
    states: list[str],
    events: Happenings,
    recency: Floats,
    bands: Bands,
) -> None:
    """Events abroad near a crossing count for the area on its home side, and the other way."""
    for lon, lat, sides in zip(gates.lon, gates.lat, gates.areas, strict=True):
        away = _distances_km(shapely.Point(lon, lat), events.lon, events.lat)
        near = np.flatnonzero(np.isfinite(away) & (away <= bands.gate_km))
        for area in sides[sides >= 0]:
            abroad = near[events.state[near] != states[area]]
            through[area] += recency[abroad].sum(axis=0)
