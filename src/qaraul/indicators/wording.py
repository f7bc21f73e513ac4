"""How a signal of this app says what it found, in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from qaraul.events.choices import EventType
from qaraul.formats import long_day, number
from qaraul.indicators.choices import Status, Subject
from qaraul.pipeline.hints import Hint
from qaraul.places.choices import STAND_INS

IN_RUSSIAN = frozenset({"ru", "kk", "ky", "tg"})


def of_crossing(said: Mapping[str, Any]) -> Hint:
    """A limit that was passed."""
    title = said["title_ru"] if _language() in IN_RUSSIAN and said["title_ru"] else said["title_en"]
    after, where = Status(said["after"]).label, _place(said)
    address = reverse("indicators:indicator", args=[said["indicator"]])
    return Hint(
        title=_("%(indicator)s, %(area)s: %(state)s")
        % {"indicator": title, "area": where, "state": after},
        sentence=_(
            "The value is %(value)s (%(unit)s) on %(day)s. It was “%(before)s” and is “%(after)s”."
        )
        % {
            "value": figure(said["value"]),
            "unit": said["unit"],
            "day": long_day(date.fromisoformat(said["end"])),
            "before": Status(said["before"]).label,
            "after": after,
        },
        address=f"{address}?area={said['area']}" if said["area"] else address,
    )


def of_surge(said: Mapping[str, Any]) -> Hint:
    """A series that counts far more than usual."""
    subject, kind = Subject(said["subject"]).label, EventType(said["event_type"]).label
    return Hint(
        title=_("Surge of %(subject)s, %(type)s, %(area)s")
        % {"subject": subject, "type": kind, "area": _place(said)},
        sentence=explained(said, date.fromisoformat(said["day"])),
        address=reverse("indicators:surges"),
    )


def explained(said: Mapping[str, Any], day: date) -> str:
    """“17 where 4 ± 2 is usual”, in words."""
    return ngettext(
        "%(n)s in %(days)s day up to %(day)s, where %(usual)s ± %(spread)s is usual, after "
        "correction for the volume of reports.",
        "%(n)s in %(days)s days up to %(day)s, where %(usual)s ± %(spread)s is usual, after "
        "correction for the volume of reports.",
        said["days"],
    ) % {
        "n": figure(said["observed"]),
        "days": number(said["days"]),
        "day": long_day(day),
        "usual": figure(said["usual"]),
        "spread": figure(said["spread"]),
    }


def figure(value: float | None) -> str:
    """A number as it is read: whole where it is whole, else with the places that tell something."""
    if value is None:
        return "–"
    most = 2 if abs(value) < 10 else 1  # noqa: PLR2004  two digits before the point
    places = next(n for n in range(most + 1) if round(value, n) == round(value, most))
    return number(value, places)


def _place(said: Mapping[str, Any]) -> str:
    names = said.get("names") or {}
    wanted = _language()
    for language in (wanted, *STAND_INS.get(wanted, ()), "en"):
        if names.get(language):
            return str(names[language])
    return str(said.get("area") or _("the whole region"))


def _language() -> str:
    return (get_language() or "en").split("-", maxsplit=1)[0]
