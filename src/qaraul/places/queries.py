"""Reads of areas that a page or a computation asks for as one thing."""

from dataclasses import dataclass
from functools import lru_cache

import shapely
from django.db.models import Count, Max

from qaraul.places.choices import Level
from qaraul.places.lookup import AreaIndex
from qaraul.places.models import Area


def edition() -> str:
    """A word that changes whenever an area does; what is computed from areas is kept under it."""
    facts = Area.objects.aggregate(count=Count("pk"), latest=Max("updated_at"))
    return f"{facts['count']} {facts['latest']}"


def area_index() -> AreaIndex:
    """The index of all current areas, made once for each edition of them."""
    return _index(edition())


@lru_cache(maxsize=1)
def _index(edition: str) -> AreaIndex:  # noqa: ARG001  the key under which it is kept
    rows = Area.objects.current().values_list("code", "level", "geometry_geojson")
    return AreaIndex((code, level, shapely.from_geojson(text)) for code, level, text in rows)


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state with its units, as the list of areas shows them."""

    state: Area
    units: list[Area]
    districts: dict[str, int]  # by the unit's code

    @property
    def approximate_count(self) -> int:
        """Units whose outline is not their own yet."""
        return sum(unit.is_approximate for unit in self.units)


def states_with_units(search: str = "") -> list[StateRow]:
    """Core states with their units; with a search, the ones whose name in any language fits."""
    areas = list(Area.objects.current().core().light().filter(level__lte=Level.UNIT))
    finer = dict(
        Area.objects.current()
        .filter(level=Level.DISTRICT)
        .values_list("parent__code")
        .annotate(count=Count("pk"))
        .values_list("parent__code", "count")
    )
    rows = []
    for state in (area for area in areas if area.level == Level.STATE):
        units = [area for area in areas if area.parent_id == state.pk and is_named(area, search)]
        if units or is_named(state, search):
            rows.append(StateRow(state, sorted(units, key=lambda u: u.name), finer))
    return sorted(rows, key=lambda row: row.state.name)


def is_named(area: Area, search: str) -> bool:
    """Whether the code or a name in any language begins with the search, or a word of it does."""
    wanted = search.casefold().strip()
    if not wanted or area.code.casefold().startswith(wanted):
        return True
    names = [str(name).casefold() for name in area.names.values()]
    return any(name.startswith(wanted) or f" {wanted}" in name for name in names)


def neighbouring_states() -> list[Area]:
    """States around the core, of which the node holds the outline only."""
    found = Area.objects.current().light().filter(level=Level.STATE, is_core=False)
    return sorted(found, key=lambda area: area.name)


def areas_beside(area: Area, limit: int = 20) -> list[Area]:
    """Areas of the same level whose outline touches this one's, by name."""
    west, south, east, north = area.bbox
    here = shapely.buffer(area.geometry, 0.01)
    level = Area.objects.current().filter(level=area.level).exclude(pk=area.pk)
    near = [
        other
        for other in level
        if other.bbox[0] <= east
        and other.bbox[2] >= west
        and other.bbox[1] <= north
        and other.bbox[3] >= south
        and shapely.intersects(here, other.geometry)
    ]
    return sorted(near, key=lambda found: found.name)[:limit]


def areas_below(area: Area) -> list[Area]:
    """Current areas directly in this one, by name in the reader's language."""
    found = Area.objects.current().light().filter(parent=area)
    return sorted(found, key=lambda below: below.name)


def districts_at(area: Area) -> Level:
    """The finest level worth drawing around an area: its own, or its children's."""
    deeper = Area.objects.current().filter(parent=area).values_list("level", flat=True).first()
    return Level(max(area.level, Level.UNIT) if deeper is None else deeper)


def area_choices(level: Level = Level.UNIT) -> list[tuple[str, str]]:
    """Code and name of each core area of a level, for forms."""
    found = Area.objects.current().core().light().at(level)
    return sorted(((area.code, area.name) for area in found), key=lambda choice: choice[1])
