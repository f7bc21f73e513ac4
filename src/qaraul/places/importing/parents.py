"""Which area of ours a row belongs to or stands for: by code, by name, by where it lies."""

import re
from collections import defaultdict
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from qaraul.errors import BadInput
from qaraul.places.choices import Kind, Level
from qaraul.places.gazetteer import folded
from qaraul.places.importing.columns import Columns, first, names_in, said
from qaraul.places.models import Area

MOST_OF_IT = 0.5  # share of a row's surface that must lie in its parent
ISO3 = {
    "KAZ": "KZ", "KGZ": "KG", "TJK": "TJ", "TKM": "TM", "UZB": "UZ", "AFG": "AF", "IRN": "IR",
    "PAK": "PK", "CHN": "CN", "RUS": "RU", "AZE": "AZ", "MNG": "MN", "IND": "IN", "TUR": "TR",
    "GEO": "GE", "ARM": "AM",
}  # fmt: skip
KIND_WORDS = {
    "region", "oblast", "province", "district", "city", "velayat", "viloyat", "viloyati",
    "welayaty", "область", "велаят", "провинция", "город", "облысы", "қаласы", "облусу", "шаары",
    "вилояти", "ولایت", "استان",
}  # fmt: skip
CITY_WORDS = {"city", "город", "қаласы", "шаары", "shahri", "шаҳри", "şäheri", "شهر"}


def bare(name: str) -> str:
    """A name folded, without the word for its kind."""
    return " ".join(word for word in words(name) if word not in KIND_WORDS) or folded(name)


def words(name: str) -> list[str]:
    """The words of a name, folded, without brackets."""
    return re.sub(r"[()]", " ", folded(name)).split()


class Order:
    """The areas that the node has, ready to be asked for a row's place among them."""

    def __init__(self, areas: list[Area]) -> None:
        """Take all current areas; their outlines are read once."""
        self.by_code = {area.code: area for area in areas}
        self.shapes = {area.code: area.geometry for area in areas}
        self._named: dict[tuple[str, int, str], set[str]] = defaultdict(set)
        for area in areas:
            for name in {area.name_en, *map(str, area.names.values())}:
                for form in {folded(name), bare(name)}:
                    self._named[area.iso2, area.level, form].add(area.code)

    def add(self, area: Area, shape: BaseGeometry) -> None:
        """Let later rows of the same file find this one."""
        self.by_code[area.code] = area
        self.shapes[area.code] = shape

    def state_of(self, row: dict[str, Any], columns: Columns, shape: BaseGeometry) -> Area:
        """The state of a row, as told or by where it lies; BadInput when the node has it not."""
        for column in columns.states:
            told = said(row, column).upper()
            code = ISO3.get(told, told[:2])
            if code in self.by_code:
                return self.by_code[code]
        states = [area for area in self.by_code.values() if area.level == Level.STATE]
        if state := self._holder(states, shape):
            return state
        raise BadInput("it lies in no state that the node has")

    def parent_of(
        self, row: dict[str, Any], columns: Columns, shape: BaseGeometry, state: Area
    ) -> Area:
        """The area above a row: by its code, else its name, else by where most of it lies."""
        if columns.level == Level.UNIT:
            return state
        above = Level(columns.level - 1)
        for column in columns.parent_codes:
            found = self.by_code.get(said(row, column))
            if found and found.level == above:
                return found
        for column in columns.parent_names:
            if found := self._by_name(state.iso2, above, said(row, column)):
                return found
        near = [a for a in self.by_code.values() if a.level == above and a.iso2 == state.iso2]
        if found := self._holder(near, shape):
            return found
        raise BadInput(f"most of it lies in no {above.label} of {state.name_en}")

    def same_as(
        self, row: dict[str, Any], columns: Columns, shape: BaseGeometry, state: Area
    ) -> Area:
        """The state or unit of ours that a row draws anew; BadInput when it is none of them."""
        if columns.level == Level.STATE:
            return state
        code = first(row, columns.code)
        found = self.by_code.get(code)
        if found and found.level == columns.level:
            return found
        for name in names_in(row, columns).values():
            if found := self._by_name(state.iso2, Level.UNIT, name):
                return found
        units = [a for a in self.by_code.values() if a.level == Level.UNIT and a.iso2 == state.iso2]
        sure = [unit for unit in units if not unit.is_approximate]
        if (found := self._holder(sure, shape)) and self._holder([found], shape, back=True):
            return found
        raise BadInput(f"it is none of the units that {state.name_en} has today")

    def _by_name(self, iso2: str, level: Level, name: str) -> Area | None:
        """The one area of that name; of a city and a region that share it, the one meant."""
        is_city = not CITY_WORDS.isdisjoint(words(name))
        for form in (folded(name), bare(name)):
            codes = self._named.get((iso2, level, form), set()) if form else set()
            if len(codes) > 1:
                codes = {c for c in codes if (self.by_code[c].kind == Kind.CITY) == is_city}
            if len(codes) == 1:
                return self.by_code[next(iter(codes))]
        return None

    def _holder(self, areas: list[Area], shape: BaseGeometry, *, back: bool = False) -> Area | None:
        """The area that holds most of the shape; with `back`, most of which the shape holds."""
        best, most = None, MOST_OF_IT
        for area in areas:
            outline = self.shapes[area.code]
            if not shapely.intersects(outline, shape):
                continue
            whole = outline.area if back else shape.area
            share = shapely.intersection(outline, shape).area / whole
            if share > most:
                best, most = area, share
        return best
