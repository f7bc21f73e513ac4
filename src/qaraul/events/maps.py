"""The choropleth of a filter: areas in five fixed classes of counts, and "no data" apart."""

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
    """One area of the drawing."""

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
class IncidentMap:
    """A drawing, its table and what is not on it."""

    drawing: AreaMap
    areas: list[DrawnArea]
    names: list[StateName]
    elsewhere: int
    unplaced: int
    total: int

    @property
    def ranked(self) -> list[DrawnArea]:
        """Areas with incidents, the most first."""
        counted = [area for area in self.areas if area.count]
        return sorted(counted, key=lambda area: (-(area.count or 0), area.name))


def class_of(count: int | None) -> int:
    """0 no data, 1 none, 2 one to three, 3 up to nine, 4 up to 29, 5 thirty and more."""
    return 0 if count is None else 1 + sum(count > bound for bound in BOUNDS)


def legend() -> list[tuple[int, str]]:
    """Class and its limits in words."""
    return [(1, _("none")), (2, "1–3"), (3, "4–9"), (4, "10–29"), (5, _("30 and more"))]


def incident_map(viewer: Viewer, wanted: IncidentFilter) -> IncidentMap:
    """The map of what the viewer may see."""
    counts = map_counts(viewer, wanted)
    drawing = area_paths()
    known = {code: a for code, a in area_tree().by_code.items() if a.is_core and not a.valid_to}
    told_of = _states_told_of() | {known[c].iso2 for c in counts.by_area if c in known}
    areas = []
    for shape in drawing.areas:
        area = known[shape.code]
        count = counts.by_area.get(area.code, 0) if area.iso2 in told_of else None
        areas.append(DrawnArea(area.code, area.name, shape.d, count, class_of(count)))
    drawn = sum(area.count or 0 for area in areas)
    return IncidentMap(
        drawing=drawing,
        areas=areas,
        names=_state_names(drawing, known),
        elsewhere=counts.total - counts.unplaced - drawn,
        unplaced=counts.unplaced,
        total=counts.total,
    )


def _states_told_of() -> set[str]:
    """States that an enabled source tells of: there, no incident means none that we know of."""
    lists = Source.objects.filter(is_enabled=True).values_list("coverage", flat=True)
    return {code for codes in lists for code in codes}


def _state_names(drawing: AreaMap, known: dict[str, Area]) -> list[StateName]:
    states = [area for area in known.values() if area.level == Level.STATE]
    return [StateName(s.name, *drawing.place(s.label_lon, s.label_lat)) for s in states]
