"""Each row of a file becomes an area to be written, or a refusal with its reason."""

import re
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry

from qaraul.errors import BadInput
from qaraul.places.choices import Kind, Level
from qaraul.places.converters import AreaCode
from qaraul.places.importing.columns import LOCAL, Columns, first, names_in
from qaraul.places.importing.outlines import as_text, checked, label_point
from qaraul.places.importing.parents import Order
from qaraul.places.importing.report import Outcome, RowReport
from qaraul.places.importing.rows import RawArea
from qaraul.places.models import Area, area_id

CODE = re.compile(AreaCode.regex)


def _sound(raw: RawArea, name: str) -> BaseGeometry:
    """The outline of a row that has one and a name."""
    if raw.shape is None:
        raise BadInput(raw.fault)
    if not name:
        raise BadInput("it has no name")
    return checked(raw.shape)


@dataclass(slots=True)
class Judge:
    """Judges the rows of one file in order; remembers what it has let in."""

    order: Order
    columns: Columns
    source: str
    taken: dict[str, Area] = field(default_factory=dict)

    def judge(self, raw: RawArea) -> RowReport:
        """Let the row in or refuse it."""
        names = names_in(raw.columns, self.columns)
        name = names.get("en") or next(iter(names.values()), "")
        try:
            area, outcome = self._area(raw.columns, names, name, _sound(raw, name))
            self._keep(area)
        except BadInput as refusal:
            return RowReport(raw.row, name, Outcome.REFUSED, reason=refusal.message)
        return RowReport(raw.row, name, outcome, area.code)

    def _keep(self, area: Area) -> None:
        if area.code in self.taken:
            raise BadInput(f"an earlier row has the code {area.code} too")
        self.taken[area.code] = area

    def _area(
        self, row: dict[str, Any], names: dict[str, str], name: str, shape: BaseGeometry
    ) -> tuple[Area, Outcome]:
        state = self.order.state_of(row, self.columns, shape)
        if self.columns.level <= Level.UNIT:
            return self._redrawn(self.order.same_as(row, self.columns, shape, state), shape)
        parent = self.order.parent_of(row, self.columns, shape, state)
        code = self._code(row, parent, name)
        known = self.order.by_code.get(code)
        if known and known.level != self.columns.level:
            raise BadInput(f"its code {code} belongs to {known.name_en}")
        spoken = {language: text for language, text in names.items() if language != LOCAL}
        fresh = Area(
            id=area_id(code),
            code=code,
            level=self.columns.level,
            kind=Kind.DISTRICT if self.columns.level == Level.DISTRICT else Kind.SUBDISTRICT,
            parent=parent,
            iso2=state.iso2,
            name_en=name,
            name_ru=spoken.get("ru", ""),
            names={"en": name} | spoken,
            is_core=state.is_core,
        )
        return self._outlined(fresh, shape), self._outcome(fresh, known)

    def _redrawn(self, known: Area, shape: BaseGeometry) -> tuple[Area, Outcome]:
        """A state or unit of ours with the file's outline and its own names."""
        if known.geometry_geojson == as_text(shape):
            return known, Outcome.UNCHANGED
        fresh = Area.objects.get(pk=known.pk)
        return self._outlined(fresh, shape), Outcome.REPLACED

    def _outlined(self, area: Area, shape: BaseGeometry) -> Area:
        area.geometry_geojson = as_text(shape)
        area.bbox = [round(side, 4) for side in shape.bounds]
        area.label_lon, area.label_lat = label_point(shape)
        area.is_imported, area.is_approximate = True, False
        area.source = self.source
        return area

    def _code(self, row: dict[str, Any], parent: Area, name: str) -> str:
        """The file's own code, else one made of the parent's code and the name."""
        code = first(row, self.columns.code)
        if not code:
            code = f"{parent.code}.{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-')}"
        if not CODE.fullmatch(code):
            raise BadInput(f"its code “{code[:80]}” cannot be used")
        return code

    @staticmethod
    def _outcome(fresh: Area, known: Area | None) -> Outcome:
        if known is None:
            return Outcome.ADDED
        same = ("parent_id", "name_en", "names", "geometry_geojson", "iso2")
        is_same = all(getattr(known, name) == getattr(fresh, name) for name in same)
        return Outcome.UNCHANGED if is_same else Outcome.REPLACED
