"""The parts of a filter in words, each with the address of the view without it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from qaraul.events.areas import area_tree
from qaraul.events.choices import EventType, Status
from qaraul.events.filters import NO_AREA, PARAMETERS, IncidentFilter
from qaraul.formats import long_day
from qaraul.members.models import Organisation
from qaraul.sharing.choices import TLP

MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of a filter that can be removed."""

    label: str
    url: str


def chips(wanted: IncidentFilter, path: str) -> list[Chip]:
    """A chip for each part that narrows."""
    said = _said(wanted)
    found = []
    for parameter in PARAMETERS:
        if said.get(parameter):
            query = wanted.without(parameter).as_query()
            found.append(Chip(said[parameter], f"{path}?{query}" if query else path))
    return found


def _said(wanted: IncidentFilter) -> dict[str, str]:
    return {
        "q": _("words: %(q)s") % {"q": wanted.q} if wanted.q else "",
        "type": _named(_("type"), [str(EventType(t).label) for t in wanted.types]),
        "area": _named(_("area"), _areas(wanted.areas)),
        "dates": _dates(wanted),
        "cred": _named(_("credibility"), _spans(wanted.credibilities), most=6),
        "status": _named(_("state"), [str(Status(s).label) for s in wanted.statuses]),
        "tlp": _named(_("marking"), [str(TLP(t).label) for t in wanted.tlps], most=5),
        "origin": _named(_("origin"), _organisations(wanted.origins)),
        "casualties": _("people were killed or injured") if wanted.has_casualties else "",
        "bbox": _("in a part of the map") if wanted.bbox else "",
    }


def _named(what: str, names: list[str], most: int = MOST_NAMED) -> str:
    if not names:
        return ""
    rest = f", +{len(names) - most}" if len(names) > most else ""
    return f"{what}: {', '.join(names[:most])}{rest}"


def _spans(numbers: tuple[int, ...]) -> list[str]:
    """1–4 for 1, 2, 3 and 4."""
    if len(numbers) > MOST_NAMED and numbers[-1] - numbers[0] == len(numbers) - 1:
        return [f"{numbers[0]}–{numbers[-1]}"]
    return [str(n) for n in numbers]


def _areas(codes: tuple[str, ...]) -> list[str]:
    if not codes:
        return []
    known = area_tree(codes=set(codes) - {NO_AREA}).by_code
    names = {code: known[code].name for code in codes if code in known} | {
        NO_AREA: _("no area known")
    }
    return [names.get(code, code) for code in codes]


def _organisations(codes: tuple[str, ...]) -> list[str]:
    if not codes:
        return []
    names = {o.code: str(o) for o in Organisation.objects.filter(code__in=codes)}
    return [names.get(code, code) for code in codes]


def _dates(wanted: IncidentFilter) -> str:
    since, until = (long_day(d) if d else "" for d in (wanted.since, wanted.until))
    if since and until:
        return _("from %(since)s to %(until)s") % {"since": since, "until": until}
    if since:
        return _("from %(since)s") % {"since": since}
    return _("until %(until)s") % {"until": until} if until else ""
