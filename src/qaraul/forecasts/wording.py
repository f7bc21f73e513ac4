"""How a chance is said: “about 1 in 8; usually 1 in 25”, in the reader's language."""

import math
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qaraul.formats import language, number

RAREST, QUARTER, NEARLY_ALL = 0.005, 0.25, 0.95
SMALLEST_COUNT, LEAST_SHOWN = 0.05, 0.1  # what rounds to nothing is written “<0.1”
GROUPS: dict[str, tuple[Promise, Promise, Promise]] = {
    "level": (
        gettext_lazy("How much happened lately"),
        gettext_lazy("Much happened here lately; quiet months would lower the chance."),
        gettext_lazy("Little happened here lately; a bloody month would raise the chance."),
    ),
    "frequency": (
        gettext_lazy("In how many months something happened"),
        gettext_lazy("Many of the past months saw something; a longer calm would lower it."),
        gettext_lazy("Few of the past months saw something; repeated events would raise it."),
    ),
    "trend": (
        gettext_lazy("Where the level is going"),
        gettext_lazy("The level is rising; a turn would lower the chance."),
        gettext_lazy("The level is falling or flat; a rise would raise the chance."),
    ),
    "time since": (
        gettext_lazy("Time since the last event"),
        gettext_lazy("The last event is near; each quiet month lowers the chance."),
        gettext_lazy("The last event is long ago; a new one would raise the chance at once."),
    ),
    "neighbours": (
        gettext_lazy("What happens among neighbours"),
        gettext_lazy("Neighbouring areas see violence; calm there would lower the chance."),
        gettext_lazy("Neighbouring areas are quiet; violence there would raise the chance."),
    ),
    "covariates": (
        gettext_lazy("Other facts of the area"),
        gettext_lazy("They raise the chance."),
        gettext_lazy("They lower the chance."),
    ),
    "lead": (
        gettext_lazy("How far ahead the month is"),
        gettext_lazy("Farther months leave more time for something to happen."),
        gettext_lazy("The month is near: less can have changed by then."),
    ),
}
"""Name of a group of features, and what it means when it raises or lowers a chance."""


def in_words(chance: float) -> str:
    """A chance as a count that people picture; never 0 or all for what is only nearly so."""
    if chance < RAREST:
        return _("less than 1 in 200")
    if chance > NEARLY_ALL:
        return _("more than 19 in 20")
    if chance < QUARTER:
        return _("about 1 in %(n)s") % {"n": round(1 / chance)}
    return _("about %(n)s in 10") % {"n": _of_ten(chance)}


def usual_in_words(share: float, months: int) -> str:
    """The base rate: how often it was so in the area's own past."""
    if not months:
        return _("nothing is known of the past")
    if share == 0:
        return _("not once in %(n)s months") % {"n": months}
    if share == 1:
        return _("in every one of %(n)s months") % {"n": months}
    if share < QUARTER:
        return _("usually 1 in %(n)s") % {"n": round(1 / share)}
    return _("usually %(n)s in 10") % {"n": _of_ten(share)}


def _of_ten(share: float) -> int:
    """Halves are rounded up, so that a higher share never reads lower."""
    return min(math.floor(share * 10 + 0.5), 9)


def month_name(month: date) -> str:
    """A month as it stands in a sentence."""
    named = date_format(month, "YEAR_MONTH_FORMAT")
    return named if language() == "en" else named.lower()


def count(value: float) -> str:
    """A count or a mean, as briefly as it can be said."""
    if 0 < value < SMALLEST_COUNT:
        return f"<{number(LEAST_SHOWN, 1)}"
    shown = round(value, 1)
    return number(shown, 1 if shown < 10 and shown % 1 else 0)  # noqa: PLR2004  one digit before the point
