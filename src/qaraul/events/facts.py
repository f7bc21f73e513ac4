"""The rules that an incident's facts keep, whoever writes them: a form, a file or a machine."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from qaraul.errors import BadInput
from qaraul.events.choices import (
    COUNT_FIELDS,
    HARMS,
    Credibility,
    DatePrecision,
    EventType,
    PlacePrecision,
    Status,
)
from qaraul.lines import many_lines, one_line
from qaraul.places.models import Area

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_PLACE, LONGEST_ACTOR = 200, 8_000, 200, 120
MOST_ACTORS = 20
HIGHEST_COUNT = 10_000_000
EARLIEST = date(1900, 1, 1)
TOMORROW = timedelta(days=1)  # it is a day later further east


def _text(
    longest: int, *, required: bool = False, clean: Callable[[str], str] = one_line
) -> Callable[[str, Any], str]:
    def rule(name: str, value: Any) -> str:
        text = clean(str(value or ""))
        if required and not text:
            raise BadInput(_("This must not stay empty."), field=name)
        if len(text) > longest:
            raise BadInput(
                _("At most %(n)s characters; these are %(have)s.")
                % {"n": longest, "have": len(text)},
                field=name,
            )
        return text

    return rule


def _one_of(values: frozenset[Any]) -> Callable[[str, Any], Any]:
    def rule(name: str, value: Any) -> Any:
        if value not in values:
            known = ", ".join(str(v) for v in sorted(values))
            raise BadInput(
                _("“%(value)s” is not one of: %(known)s.") % {"value": value, "known": known},
                field=name,
            )
        return value

    return rule


def _day(name: str, value: Any) -> date | None:
    if value is not None and (not isinstance(value, date) or value < EARLIEST):
        raise BadInput(_("This is not a date after 1900."), field=name)
    return value


def _degrees(limit: int) -> Callable[[str, Any], float | None]:
    def rule(name: str, value: Any) -> float | None:
        if value is None:
            return None
        if not -limit <= float(value) <= limit:
            raise BadInput(_("Between −%(n)s and %(n)s degrees.") % {"n": limit}, field=name)
        return float(value)

    return rule


def _whole(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or not 0 <= value <= HIGHEST_COUNT:
        raise BadInput(_("A whole number of at least 0, or nothing."), field=name)
    return value


def _actors(name: str, value: Any) -> list[str]:
    actors = [_text(LONGEST_ACTOR)(name, actor) for actor in value or []]
    if len(actors) > MOST_ACTORS:
        raise BadInput(_("At most %(n)s groups.") % {"n": MOST_ACTORS}, field=name)
    return list(dict.fromkeys(a for a in actors if a))


def _area(name: str, value: Any) -> Area | None:
    if value is not None and not isinstance(value, Area):
        raise BadInput(_("This is not an area."), field=name)
    return value


RULES: dict[str, Callable[[str, Any], Any]] = {
    "title": _text(LONGEST_TITLE, required=True),
    "summary": _text(LONGEST_SUMMARY, clean=many_lines),
    "language": _text(5),
    "event_type": _one_of(frozenset(EventType.values)),
    "status": _one_of(frozenset(Status.values)),
    "occurred_on": _day,
    "occurred_until": _day,
    "date_precision": _one_of(frozenset(DatePrecision.values)),
    "area": _area,
    "place_name": _text(LONGEST_PLACE),
    "lat": _degrees(90),
    "lon": _degrees(180),
    "place_precision": _one_of(frozenset(PlacePrecision.values)),
    "actors": _actors,
    "credibility": _one_of(frozenset(Credibility.values)),
} | dict.fromkeys(COUNT_FIELDS, _whole)

FACTS = tuple(RULES)
"""The fields that people may write."""

# The other incident begins with the time and place of the first; harm and actors are counted anew.
COPIED_BY_SPLIT = (
    "language", "event_type", "occurred_on", "occurred_until", "date_precision", "area",
    "place_name", "lat", "lon", "place_precision",
)  # fmt: skip


def checked(given: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The facts, cleaned; `BadInput` names the first field that breaks a rule.

    Counts that come together must be given together: `{"killed_best": 3}` becomes 3, 3, 3.
    """
    if unknown := sorted(set(given) - set(RULES)):
        raise BadInput(_("No such fact: %(names)s.") % {"names": ", ".join(unknown)})
    facts = {name: RULES[name](name, value) for name, value in given.items()}
    for harm in HARMS:
        if any(f"{harm}_{end}" in facts for end in ("low", "best", "high")):
            facts |= _in_order(harm, facts)
    _dates_agree(facts, today)
    if (facts.get("lat") is None) != (facts.get("lon") is None):
        raise BadInput(_("Give both latitude and longitude, or neither."), field="lat")
    if facts.get("lat") == 0 and facts.get("lon") == 0:
        raise BadInput(
            _("0, 0 lies in the Atlantic. Leave both empty when the point is not known."),
            field="lat",
        )
    return facts


def _in_order(harm: str, facts: Mapping[str, Any]) -> dict[str, int | None]:
    names = [f"{harm}_{end}" for end in ("low", "best", "high")]
    low, best, high = (facts.get(name) for name in names)
    if best is not None:
        low, high = (best if low is None else low), (best if high is None else high)
    elif low is not None or high is not None:
        raise BadInput(_("Give the best estimate too, or leave all three empty."), field=names[1])
    if best is not None and not low <= best <= high:
        raise BadInput(
            _("At least ≤ best estimate ≤ at most. Zero means none; empty means not known."),
            field=names[1],
        )
    return dict(zip(names, (low, best, high), strict=True))


def _dates_agree(facts: Mapping[str, Any], today: date) -> None:
    begin, end = facts.get("occurred_on"), facts.get("occurred_until")
    if "occurred_on" in facts and begin is None:
        raise BadInput(_("This must not stay empty."), field="occurred_on")
    if begin and begin > today + TOMORROW:
        raise BadInput(_("This day has not come yet."), field="occurred_on")
    if begin and end and end < begin:
        raise BadInput(_("The end lies before the beginning."), field="occurred_until")
