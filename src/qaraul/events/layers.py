"""Layers over the map of incidents, brought by the apps above: one ring for each area."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from qaraul.members.viewers import Viewer
from qaraul.places.maps import AreaMap
from qaraul.registry import Registry

RADII = ((8.0, 26.0), (3.0, 20.0), (1.0, 14.0))  # least value and radius, in units of the drawing
SMALLEST = 8.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a layer says of one area; nothing is said of areas without one."""

    code: str
    value: float


@dataclass(frozen=True, slots=True)
class Told:
    """The readings of a layer, what they were made of, and the page that tells more of them."""

    readings: Sequence[Reading]
    about: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: its name, what it means, and what it tells a viewer; None without any data."""

    label: Promise
    note: Promise
    told: Callable[[Viewer, date], Told | None]


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring on the drawing."""

    x: float
    y: float
    r: float
    code: str
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Shown:
    """A layer as a page shows it; rings is None where there is no data to draw from."""

    name: str
    layer: Layer
    rings: Sequence[Ring] | None
    told: Told | None = None


layers: Registry[Layer] = Registry("layer")


def shown(
    name: str, viewer: Viewer, today: date, drawing: AreaMap, names: dict[str, str]
) -> Shown | None:
    """The layer of that name on a drawing; None for a name that no layer has."""
    if name not in layers:
        return None
    layer = layers.get(name)
    told = layer.told(viewer, today)
    if told is None:
        return Shown(name, layer, None)
    shapes = {shape.code: shape for shape in drawing.areas}
    rings = [
        Ring(
            shapes[one.code].x,
            shapes[one.code].y,
            radius(one.value),
            one.code,
            names.get(one.code, one.code),
            one.value,
        )
        for one in sorted(told.readings, key=lambda one: -one.value)
        if one.code in shapes
    ]
    return Shown(name, layer, rings, told)


def radius(value: float) -> float:
    """Four fixed sizes, so that days can be compared."""
    return next((size for least, size in RADII if value > least), SMALLEST)
