"""How values and states are shown. `{% load indicators %}`."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qaraul.indicators import wording
from qaraul.indicators.boards import TONES
from qaraul.indicators.choices import Status

EARLIER = {
    "same_month_last_year": gettext_lazy("the same month of last year"),
    "mean_8": gettext_lazy("the mean of the eight before"),
    "mean_12": gettext_lazy("the mean of the twelve before"),
    "previous": gettext_lazy("the one before"),
}

register = template.Library()
register.filter("figure", wording.figure)


@register.simple_tag
def state(status: int) -> str:
    """The state of a value as a tag with its word; colour never stands alone."""
    found = Status(status)
    return format_html('<span class="tag {}">{}</span>', TONES.get(found, ""), found.label)


@register.filter
def signed(value: float | None) -> str:
    """A change with its sign."""
    if value is None:
        return "–"
    shown = wording.figure(abs(value))
    return f"{'−' if value < 0 else '+'}{shown}" if value else shown


@register.filter
def limit_words(rule: dict[str, object], name: str) -> str:
    """A limit of a rule as it is read: “≥ 5”."""
    text = str(rule.get(name) or "")
    if text and rule.get("type") == "change":
        text = f"{text} × {EARLIER[str(rule['against'])]}"
    if text and rule.get("relative_to") == "base":
        text = _("%(limit)s × the base rate") % {"limit": text}
    if text and rule.get("relative_to") == "missing":
        text = _("%(limit)s closed") % {"limit": text}
    if rule.get("type") == "own_history":
        return _("above the %(n)sth percentile of its own %(months)s months") % {
            "n": rule[name],
            "months": rule["months"],
        }
    return text.replace(">=", "≥").replace("<=", "≤")


@register.filter
def times(ratio: float) -> str:
    """A ratio as it is read."""
    return f"× {wording.figure(round(ratio, 2))}"


@register.filter
def surge_words(surge: object) -> str:
    """“17 where 4 ± 2 is usual”, for a kept surge."""
    said = {
        "observed": getattr(surge, "observed", 0),
        "usual": round(float(getattr(surge, "usual", 0)), 1),
        "spread": round(float(getattr(surge, "spread", 0)), 1),
        "days": getattr(surge, "days", 1),
    }
    return wording.explained(said, getattr(surge, "began_on"))  # noqa: B009  any object with these facts
