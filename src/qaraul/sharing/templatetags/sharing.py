"""How a marking is shown: the label, who sees the record, why."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from qaraul.members.choices import Role
from qaraul.members.viewers import viewer_of
from qaraul.sharing.choices import TLP
from qaraul.sharing.kinds import kind_of, kinds
from qaraul.sharing.models import Marked
from qaraul.sharing.queries import audience_of, explain, open_release
from qaraul.sharing.services import PROPOSERS

register = template.Library()
COLOURS = {TLP.GREEN: " g", TLP.AMBER: " a", TLP.AMBER_STRICT: " a", TLP.RED: " r"}


@register.simple_tag
def tlp(marked: Marked | int) -> SafeString:
    """The label in the standard's own words and colours, of a record or of a number."""
    label = TLP(marked.tlp if isinstance(marked, Marked) else marked)
    return format_html(
        '<span class="tlp{}" lang="en" dir="ltr">{}</span>', COLOURS.get(label, ""), label.label
    )


@register.simple_tag
def kind_label(name: str) -> str:
    """What a kind of record is called."""
    return capfirst(str(kinds.get(name).label))


@register.inclusion_tag("sharing/_mark.html", takes_context=True)
def audience(context: dict[str, Any], record: Marked) -> dict[str, Any]:
    """Label and audience: by name and count for the origin, the own reason for everyone else."""
    return _seen(context, record)


@register.inclusion_tag("sharing/_mark_line.html", takes_context=True)
def audience_line(context: dict[str, Any], record: Marked) -> dict[str, Any]:
    """The same without names, where there is room for a line."""
    return _seen(context, record)


def _seen(context: dict[str, Any], record: Marked) -> dict[str, Any]:
    viewer = viewer_of(context["request"])
    is_own = record.is_own(viewer)
    return {
        "record": record,
        "is_own": is_own,
        "card": audience_of(TLP(record.tlp), record.audience) if is_own else None,
        "explanation": explain(viewer, record),
    }


@register.inclusion_tag("sharing/_acts.html", takes_context=True)
def release_acts(context: dict[str, Any], record: Marked) -> dict[str, Any]:
    """What this viewer may do about who sees the record: release, sign, change, recall."""
    viewer = viewer_of(context["request"])
    may_propose = record.is_own(viewer) and viewer.has(*PROPOSERS)
    waiting = open_release(record) if may_propose else None
    return {
        "record": record,
        "kind": kind_of(record).name,
        "may_propose": may_propose,
        "may_recall": record.is_own(viewer) and viewer.has(Role.RELEASER),
        "waiting": waiting if waiting and not waiting.released_at else None,
    }
