"""Counts of incidents drawn on areas: five fixed classes, and "no data" apart."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from qaraul.events.areas import area_tree
from qaraul.events.filters import IncidentFilter
from qaraul.events.queries import map_counts
from qaraul.members.viewers import Viewer
from qaraul.places.choices import Level
from qaraul.places.maps import AreaMap, area_paths
from qaraul.places.models import Area
from qaraul.sources.models import Source

# Upper bounds of the classes; fixed, so that weeks and filters can be compared.
BOUNDS = (0, 3, 9, 29)


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """One area of the drawing; a count of None is "no data"."""

    code: str
    name: str
    d: str
    count: int | None
    class_number: int


@dataclass(frozen=True, slots=True)
class StateName:
    """The name of a state, where there is room for it."""

    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Choropleth:
    """A drawing of counts, with what stands beside it for those who do not see it."""

    drawing: AreaMap
    areas: list[DrawnArea]
    names: list[StateName]

    @property
    def ranked(self) -> list[DrawnArea]:
        """Areas with data, the highest first: the table beside the map."""
        known = [area for area in self.areas if area.count is not None]
        return sorted(known, key=lambda area: (-(area.count or 0), area.name))

    @property
    def highest(self) -> list[DrawnArea]:
        """At most three areas with most incidents."""
        return [area for area in self.ranked[:3] if area.count]

    @property
    def unknown_count(self) -> int:
        """Areas of which no source tells."""
        return sum(area.count is None for area in self.areas)


@dataclass(frozen=True, slots=True)
class IncidentMap:
    """The map of a filter, and what is not on it."""

    choropleth: Choropleth
    elsewhere: int
    unplaced: int
    total: int


def class_of(count: int | None) -> int:
    """0 no data, 1 none, 2 one to three, 3 up to nine, 4 up to 29, 5 thirty and more."""
    return 0 if count is None else 1 + sum(count > bound for bound in BOUNDS)


def legend() -> list[tuple[int, str]]:
    """Class and its limits in words."""
    return [(1, _("none")), (2, "1–3"), (3, "4–9"), (4, "10–29"), (5, _("30 and more"))]


def choropleth(
    drawing: AreaMap, counts: Mapping[str, int], areas: Mapping[str, Area]
) -> Choropleth:
    """Counts by code on a drawing of units; `areas` holds those units and their states."""
    told_of = covered_states() | {areas[code].iso2 for code in counts if code in areas}
    drawn = []
    for shape in drawing.areas:
        if (area := areas.get(shape.code)) is None:
            continue  # it came, or went, between two looks at the areas
        count = counts.get(area.code, 0) if area.iso2 in told_of else None
        drawn.append(DrawnArea(area.code, area.name, shape.d, count, class_of(count)))
    states = [area for area in areas.values() if area.level == Level.STATE]
    names = [StateName(s.name, *drawing.place(s.label_lon, s.label_lat)) for s in states]
    return Choropleth(drawing, drawn, names)


def incident_map(viewer: Viewer, wanted: IncidentFilter) -> IncidentMap:
    """The map of what the viewer may see."""
    counts = map_counts(viewer, wanted)
    drawing = area_paths()
    tree = area_tree(codes=[shape.code for shape in drawing.areas])
    core = {code: a for code, a in tree.by_code.items() if a.is_core and not a.valid_to}
    picture = choropleth(drawing, counts.by_area, core)
    drawn = sum(area.count or 0 for area in picture.areas)
    return IncidentMap(
        choropleth=picture,
        elsewhere=counts.total - counts.unplaced - drawn,
        unplaced=counts.unplaced,
        total=counts.total,
    )


def covered_states() -> frozenset[str]:
    """States that an enabled source tells of: there, no incident means none that we know of."""
    lists = Source.objects.filter(is_enabled=True).values_list("coverage", flat=True)
    return frozenset(code for codes in lists for code in codes)
