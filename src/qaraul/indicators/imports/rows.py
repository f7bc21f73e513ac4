"""What a reader of a file yields: a value to be kept, or a row that was refused and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from qaraul.events.areas import area_tree
from qaraul.indicators.models import Indicator
from qaraul.places.models import Area


@dataclass(frozen=True, slots=True)
class Given:
    """One value as the service takes it, and the row it stood in."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that was not taken, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One row about a country that the node does not hold: counted, not kept."""

    row: int


Found: TypeAlias = Given | Refused | Elsewhere


class Known:
    """The catalogue and the areas, looked up once for a file."""

    def __init__(self) -> None:
        self.indicators = {i.code: i for i in Indicator.objects.active()}
        self.areas = {
            code: area
            for code, area in area_tree().by_code.items()
            if area.valid_to is None and area.level <= 1
        }
        self.by_external: dict[tuple[str, str], Indicator] = {
            (str(named["scheme"]), str(named["code"])): indicator
            for indicator in self.indicators.values()
            for named in indicator.external
        }
        self._by_name = {
            name.casefold(): area
            for area in self.areas.values()
            if area.level == 0
            for name in area.names.values()
            if name
        }

    def state(self, *, iso3: str = "", name: str = "") -> Area | None:
        """A core state by its three letters or by a name; None for the others."""
        area = self.areas.get(ISO3[iso3]) if iso3 in ISO3 else self._by_name.get(name.casefold())
        return area if area is not None and area.is_core else None


ISO3 = {"KAZ": "KZ", "KGZ": "KG", "TJK": "TJ", "TKM": "TM", "UZB": "UZ", "AFG": "AF"}
