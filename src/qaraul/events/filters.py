"""One filter for every way to look at incidents: its state is the address of the view."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from qaraul.errors import BadInput
from qaraul.events.areas import area_tree
from qaraul.events.choices import Credibility, EventType, Status
from qaraul.events.models import Incidents
from qaraul.events.words import MOST_CHARACTERS, words_of
from qaraul.lexemes.queries import matching
from qaraul.members.models import Organisation
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP

Box = tuple[float, float, float, float]
MOST_VALUES = 100
EAST_END, NORTH_END = 180, 90  # degrees
TLP_NAMES = {tlp.name.lower().replace("_", "-"): tlp for tlp in TLP}
NO_AREA = "none"


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """What a list, a map, a histogram, a file or a feed is narrowed to; empty means everything."""

    q: str = ""
    types: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    credibilities: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    tlps: tuple[int, ...] = ()
    origins: tuple[str, ...] = ()
    has_casualties: bool = False
    bbox: Box | None = None

    @classmethod
    def from_query(cls, query: QueryDict | Mapping[str, str]) -> "IncidentFilter":
        """The filter that an address states; `BadInput` names the part that cannot be read."""
        given = _Given(query)
        since, until = given.day("from"), given.day("to")
        if since and until and since > until:
            raise BadInput(_("“From” lies after “to”: exchange the two days."), field="from")
        return cls(
            q=given.text("q"),
            types=given.listed("type", EventType.values),
            areas=given.words("area"),
            since=since,
            until=until,
            credibilities=given.credibilities("cred"),
            statuses=given.listed("status", Status.values),
            tlps=tuple(sorted(TLP_NAMES[name].value for name in given.listed("tlp", TLP_NAMES))),
            origins=given.words("origin"),
            has_casualties=given.listed("casualties", ("yes",)) == ("yes",),
            bbox=given.box("bbox"),
        )

    def as_query(self) -> str:
        """The filter as the query of an address, always written the same; "" for everything."""
        return urlencode(self.parts(), safe=",:")

    def parts(self) -> dict[str, str]:
        """The parts of the address, by parameter."""
        names = {tlp.value: name for name, tlp in TLP_NAMES.items()}
        written = {
            "q": self.q,
            "type": ",".join(self.types),
            "area": ",".join(self.areas),
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "cred": ",".join(str(c) for c in self.credibilities),
            "status": ",".join(self.statuses),
            "tlp": ",".join(names[tlp] for tlp in self.tlps),
            "origin": ",".join(self.origins),
            "casualties": "yes" if self.has_casualties else "",
            "bbox": ",".join(repr(side) for side in self.bbox) if self.bbox else "",
        }
        return {name: value for name, value in written.items() if value}

    def without(self, parameter: str) -> "IncidentFilter":
        """The same filter without one part of its address."""
        empty = IncidentFilter()
        names = PARAMETERS[parameter]
        return replace(self, **{name: getattr(empty, name) for name in names})

    @property
    def is_empty(self) -> bool:
        """Whether nothing is narrowed."""
        return self == IncidentFilter()

    def apply(self, rows: Incidents, viewer: Viewer) -> Incidents:
        """The rows that fit; `rows` start from `visible_to(viewer)`."""
        if self.origins:
            known = Organisation.objects.filter(code__in=self.origins)
            rows = rows.shown_from(viewer, known.values_list("pk", flat=True))
        if self.q:
            rows = rows.filter(pk__in=matching("incident", words_of(self.q)))
        for condition in self._conditions():
            rows = rows.filter(condition)
        return rows

    def _conditions(self) -> Iterable[Q]:
        if self.types:
            yield Q(event_type__in=self.types)
        if self.areas:
            yield _in_areas(self.areas)
        if self.since:
            yield Q(occurred_on__gte=self.since)
        if self.until:
            yield Q(occurred_on__lte=self.until)
        if self.credibilities:
            yield Q(credibility__in=self.credibilities)
        if self.statuses:
            yield Q(status__in=self.statuses)
        if self.tlps:
            yield Q(tlp__in=self.tlps)
        if self.has_casualties:
            yield Q(killed_best__gt=0) | Q(injured_best__gt=0)
        if self.bbox:
            west, south, east, north = self.bbox
            yield Q(lon__gte=west, lon__lte=east, lat__gte=south, lat__lte=north)


PARAMETERS: dict[str, tuple[str, ...]] = {
    "q": ("q",),
    "type": ("types",),
    "area": ("areas",),
    "dates": ("since", "until"),
    "cred": ("credibilities",),
    "status": ("statuses",),
    "tlp": ("tlps",),
    "origin": ("origins",),
    "casualties": ("has_casualties",),
    "bbox": ("bbox",),
}
"""The parts that can be removed, and what each of them states."""


def _in_areas(codes: Iterable[str]) -> Q:
    """Incidents in these areas and in all below them; "none" stands for those without an area."""
    wanted = set(codes) - {NO_AREA}
    tree = area_tree(codes=wanted)
    if missing := sorted(wanted - tree.by_code.keys()):
        raise BadInput(
            _("No area has the code %(codes)s.") % {"codes": ", ".join(missing)}, field="area"
        )
    inside = Q(area__in=tree.within(wanted))
    return inside | Q(area__isnull=True) if NO_AREA in codes else inside


class _Given:
    """The parameters of an address, each read by its own rule."""

    def __init__(self, query: QueryDict | Mapping[str, str]) -> None:
        self.query = query

    def raw(self, name: str) -> list[str]:
        """All values of a parameter: repeated, or parted by commas."""
        query = self.query
        values = query.getlist(name) if isinstance(query, QueryDict) else [query.get(name, "")]
        parts = [part.strip() for value in values for part in str(value or "").split(",")]
        found = list(dict.fromkeys(part for part in parts if part))
        if len(found) > MOST_VALUES:
            raise BadInput(_("At most %(n)s values.") % {"n": MOST_VALUES}, field=name)
        return found

    def text(self, name: str) -> str:
        """Free text, bounded."""
        text = " ".join(str(self.query.get(name) or "").replace("\x00", "").split())
        if len(text) > MOST_CHARACTERS:
            raise BadInput(_("At most %(n)s characters.") % {"n": MOST_CHARACTERS}, field=name)
        return text

    def words(self, name: str) -> tuple[str, ...]:
        """Codes, as they stand."""
        return tuple(sorted(word.replace("\x00", "")[:60] for word in self.raw(name)))

    def listed(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        """Values out of the known ones, in their order."""
        names = list(known)
        # AMBER+STRICT: a plus in an address is a plus or a blank, depending on who wrote it.
        wanted = {v.lower().replace("+", "-").replace(" ", "-") for v in self.raw(name)}
        if unknown := sorted(wanted - set(names)):
            raise BadInput(
                _("“%(value)s” is not one of: %(known)s.")
                % {"value": unknown[0], "known": ", ".join(names)},
                field=name,
            )
        return tuple(n for n in names if n in wanted)

    def credibilities(self, name: str) -> tuple[int, ...]:
        """Grades as 1,2 or as 1-4."""
        grades: set[int] = set()
        for part in self.raw(name):
            low, dash, high = part.partition("-")
            ends = (low, high if dash else low)
            if not all(e.isdecimal() and int(e) in Credibility.values for e in ends):
                raise BadInput(_("Credibility is a number from 1 to 6."), field=name)
            grades |= set(range(int(ends[0]), int(ends[1]) + 1))
        return tuple(sorted(grades))

    def day(self, name: str) -> date | None:
        """A date as 2026-11-23."""
        if not (text := str(self.query.get(name) or "").strip()):
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise BadInput(_("Write the date as 2026-11-23."), field=name) from None

    def box(self, name: str) -> Box | None:
        """West, south, east, north in degrees."""
        parts = [p for p in str(self.query.get(name) or "").split(",") if p.strip()]
        if not parts:
            return None
        try:
            west, south, east, north = (float(part) for part in parts)
        except ValueError:
            west = south = east = north = float("nan")
        across = -EAST_END <= west <= east <= EAST_END
        if not (across and -NORTH_END <= south <= north <= NORTH_END):
            raise BadInput(_("Four numbers: west, south, east, north."), field=name)
        return (west, south, east, north)
