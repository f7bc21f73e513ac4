"""The page of spill-over: exposure of every unit by distance band, as a map and a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qaraul.events.layers import Layer, Reading, Told
from qaraul.indicators.boards import Reader
from qaraul.indicators.choices import Kind
from qaraul.indicators.measures.borders import bands_of, exposure_of
from qaraul.indicators.models import Indicator
from qaraul.indicators.pages import board_areas
from qaraul.members.viewers import Viewer
from qaraul.places.maps import AreaMap, area_paths
from qaraul.places.models import Area

BOUNDS = (0.0, 1.0, 3.0, 8.0)  # weighted events; fixed, so that weeks can be compared


@dataclass(frozen=True, slots=True)
class Exposed:
    """One area: weighted events by band, through crossings, and in all."""

    area: Area
    by_band: Sequence[float]
    through_gates: float
    total: float
    is_known: bool

    @property
    def class_number(self) -> int:
        """0 no data, 1 none, up to 5."""
        return 1 + sum(self.total > bound for bound in BOUNDS) if self.is_known else 0


@dataclass(frozen=True, slots=True)
class Shape:
    """An area of the drawing."""

    d: str
    exposed: Exposed


@dataclass(frozen=True, slots=True)
class Spreading:
    """The drawing, the table and the definition they come from."""

    indicator: Indicator
    bands: Sequence[str]
    drawing: AreaMap
    shapes: Sequence[Shape]
    rows: Sequence[Exposed]
    half_life: float

    @property
    def exposed(self) -> Sequence[Exposed]:
        """Areas with anything near."""
        return [row for row in self.rows if row.total > 0]

    @property
    def spared_count(self) -> int:
        """How many have nothing near, as far as is known."""
        return len(self.rows) - len(self.exposed)


def legend() -> list[tuple[int, str]]:
    """Class and its limits in words."""
    return [(1, _("none")), (2, "≤ 1"), (3, "1–3"), (4, "3–8"), (5, _("over 8"))]


def spreading(viewer: Viewer, today: date) -> Spreading | None:
    """What the viewer may see of it; None while no indicator of the catalogue measures it."""
    reader = Reader(viewer, today)
    indicator = next(
        (
            i
            for i in reader.indicators
            if i.kind == Kind.COMPUTED and i.measure["name"] == "exposure"
        ),
        None,
    )
    if indicator is None:
        return None
    bands = bands_of(indicator.measure)
    ends = np.array([today.toordinal()])
    found = exposure_of(reader.ground, indicator.measure, ends)
    is_known = bool(len(reader.ground.records))
    by_id = {area.pk: area for area in board_areas(reader)}
    rows = [
        Exposed(
            by_id[place.id],
            [float(n) for n in found.by_band[number, :, 0]],
            float(found.through_gates[number, 0]),
            float(found.total[number, 0]),
            is_known,
        )
        for number, place in enumerate(reader.ground.frame.places)
        if place.level == 1
    ]
    by_code = {row.area.code: row for row in rows}
    drawing = area_paths()
    edges = (0, *(round(km) for km in bands.limits_km))
    return Spreading(
        indicator=indicator,
        bands=[f"{edges[n]}–{edges[n + 1]}" for n in range(len(bands.limits_km))],
        drawing=drawing,
        shapes=[Shape(s.d, by_code[s.code]) for s in drawing.areas if s.code in by_code],
        rows=sorted(rows, key=lambda row: (-row.total, row.area.name)),
        half_life=bands.half_life_days,
    )


def told(viewer: Viewer, today: date) -> Told | None:
    """The same exposure as rings over the map of incidents."""
    page = spreading(viewer, today)
    if page is None or not any(row.is_known for row in page.rows):
        return None
    readings = [Reading(row.area.code, row.total) for row in page.exposed]
    return Told(readings, address=reverse("indicators:spill_over"))


LAYER = Layer(
    label=gettext_lazy("recent events beyond the border"),
    note=gettext_lazy("Violent events beyond the border, near ones and recent ones weighing more."),
    told=told,
)
