"""Parts of pages: icons, numbers, dates, grades, likelihoods, small charts. `{% load parts %}`."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qaraul import formats
from qaraul.journal import reasons
from qaraul.web import assets, charts, grades, icons

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
LANGUAGE_TAGS = {"uz-cyr": "uz-Cyrl", "uz-lat": "uz-Latn", "prs": "fa-AF"}

register = template.Library()
register.simple_tag(assets.address, name="asset")
register.filter("number", formats.number)
register.filter("percent", formats.percent)
register.filter("digits", formats.digits)
register.filter("listed", formats.listed)
register.filter("short_day", formats.short_day)
register.filter("long_day", formats.long_day)
register.filter("reason_text", reasons.in_words)


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "clock" %}: an inline icon; the word stands beside it."""
    return mark_safe(icons.svg(name))  # noqa: S308  drawn by us, no input


@register.simple_tag
def comma() -> str:
    """{% comma %}: the comma of the reader's language and a blank, between parts of a place."""
    return formats.listed(("", ""))


@register.simple_tag
def day(value: date | datetime | None, form: str = "long") -> str:
    """{% day on %}: a date in the reader's calendar, the Gregorian beside a Solar Hijri one."""
    if value is None:
        return formats.UNKNOWN
    on = value.astimezone(UTC).date() if isinstance(value, datetime) else value
    if form == "full":
        shown = formats.full_day(on)
        return format_html('<time datetime="{}">{}</time>', on.isoformat(), shown)
    if form == "short":
        shown = formats.short_day(on)
        return format_html('<time datetime="{}">{}</time>', on.isoformat(), shown)
    return format_html(
        '<time datetime="{}">{}</time>{}', on.isoformat(), formats.long_day(on), second_calendar(on)
    )


def second_calendar(on: date) -> str:
    """The Gregorian date beside a Solar Hijri one; nothing for other readers."""
    if formats.language() not in formats.SOLAR_HIJRI_LANGUAGES:
        return ""
    return format_html(' <span class="cal">({})</span>', formats.gregorian(on))


@register.simple_tag
def moment(value: datetime | None, form: str = "long") -> str:
    """{% moment at %}: date and time in UTC; form="short" leaves this year out."""
    if value is None:
        return formats.UNKNOWN
    at = value.astimezone(UTC)
    on = formats.short_day(at.date()) if form == "short" else formats.long_day(at.date())
    shown = formats.parted(on, formats.clock(at), sign=",")
    return format_html('<time datetime="{}">{}</time>', f"{at:%Y-%m-%dT%H:%MZ}", shown)


@register.filter
def moment_text(value: datetime | None) -> str:
    """{% blocktranslate with at=t|moment_text %}: a moment without markup, for sentences."""
    if value is None:
        return formats.UNKNOWN
    at = value.astimezone(UTC)
    return formats.parted(formats.long_day(at.date()), formats.clock(at), sign=",")


@register.simple_tag
def clock(value: datetime) -> str:
    """{% clock signal.created_at %}: the time today, else the short date."""
    at = value.astimezone(UTC)
    is_today = at.date() == datetime.now(UTC).date()
    shown = formats.clock(at) if is_today else formats.short_day(at.date())
    return format_html('<time datetime="{}">{}</time>', f"{at:%Y-%m-%dT%H:%MZ}", shown)


@register.simple_tag
def counts(low: int | None, best: int | None, high: int | None) -> str:
    """{% counts low best high %}: "2 (0–5)", "0", or "–" for not known."""
    if best is None and low is None and high is None:
        return format_html('<span title="{}">{}</span>', _("not known"), formats.UNKNOWN)
    if low == high or (low is None and high is None):
        return formats.number(best if best is not None else low)
    ends = f"{formats.number(low)}–{formats.number(high)}"
    return ends if best is None else f"{formats.number(best)} ({ends})"


@register.simple_tag
def grade(reliability: str, credibility: int | None, *, words: bool = False) -> str:
    """{% grade "B" 2 words=True %}: source and item, two fields side by side, with their words.

    A source that the viewer may not know of has no letter: F would say that nobody can judge it.
    """
    letter = reliability if reliability in grades.RELIABILITY else formats.UNKNOWN
    figure = credibility if credibility in grades.CREDIBILITY else 6
    source = grades.RELIABILITY.get(letter, grades.NOT_SHARED)
    said = formats.parted(str(source), str(grades.CREDIBILITY[figure]))
    mark = format_html('<span class="grade" title="{}">{}{}</span>', said, letter, figure)
    return format_html('{} <span class="mut">{}</span>', mark, said) if words else mark


@register.inclusion_tag("web/parts/likelihood.html")
def likelihood(
    value: float, low: float, high: float, base_rate: float, *, bar: bool = True
) -> dict[str, Any]:
    """{% likelihood p low high base_rate %}: number, range, word, base rate; never one alone."""
    return {
        "value": value, "low": low, "high": high, "base_rate": base_rate,
        "word": grades.likelihood_word(value),
        "one_in": round(1 / value) if value else None,
        "usual_one_in": round(1 / base_rate) if base_rate else None,
        "bar": bar and {
            "x": round(2 + low * 156, 1), "width": round((high - low) * 156, 1),
            "value": round(2 + value * 156, 1), "usual": round(2 + base_rate * 156, 1),
        },
    }  # fmt: skip


@register.filter
def likelihood_word(value: float) -> str:
    """{{ p|likelihood_word }}: "12 %, very unlikely (5–20 %)": number, word, the word's range."""
    low, high = grades.likelihood_range(value)
    ends = f"{formats.percent(low)}–{formats.percent(high)}"
    word = f"{grades.likelihood_word(value)} ({ends})"
    return formats.parted(formats.percent(value), word, sign=",")


@register.inclusion_tag("web/parts/spark.html")
def spark(values: Sequence[float], label: str) -> dict[str, Any]:
    """{% spark counts label=_("Incidents a week, 8 weeks") %}: a word-sized line."""
    shown = formats.listed(formats.number(value) for value in values)
    return {"line": charts.spark(values), "label": f"{label}: {shown}"}


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """{% field form.reason %}: label, hint, errors, control."""
    return {"field": bound}


@register.filter
def lang_tag(code: str) -> str:
    """A language code as HTML takes it; "" for what is none, such as a publisher's own label."""
    tag = (code or "").replace("_", "-")
    return LANGUAGE_TAGS.get(tag.lower(), tag) if LANGUAGE_TAG.fullmatch(tag) else ""


@register.filter
def asks_something(form: BaseForm) -> bool:
    """Whether some field must be filled; only then the others say that they need not."""
    return any(field.required for field in form.fields.values())


@register.filter
def position(number: int, places: int = 1) -> str:
    """A coordinate of a drawing, written the same in every language."""
    return f"{number:.{places}f}".rstrip("0").rstrip(".")
