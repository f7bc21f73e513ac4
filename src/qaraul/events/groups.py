"""The groups that the reader knows by name, in the reader's language; others stand as written."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KNOWN: dict[str, Promise] = {
    "police": _("police"),
    "border guards": _("border guards"),
    "military": _("military"),
    "security forces": _("security forces"),
    "law enforcement": _("law enforcement"),
    "customs officers": _("customs officers"),
    "armed group": _("armed group"),
    "unknown gunmen": _("unknown gunmen"),
    "protesters": _("protesters"),
    "workers": _("workers"),
    "villagers": _("villagers"),
    "herders": _("herders"),
    "elders": _("elders"),
    "religious scholars": _("religious scholars"),
    "youth": _("youth"),
    "women's groups": _("women's groups"),
    "refugees": _("refugees"),
    "displaced families": _("displaced families"),
    "migrants": _("migrants"),
    "smugglers": _("smugglers"),
    "rescuers": _("rescuers"),
    "government officials": _("government officials"),
    "aid workers": _("aid workers"),
    "aid drivers": _("aid drivers"),
    "freight drivers": _("freight drivers"),
    "passengers": _("passengers"),
    "crowd": _("crowd"),
    "unknown": _("group not known"),
}
"""By the name that a record keeps, which is English."""


def group_label(name: str) -> str:
    """A kept group as people read it."""
    return str(KNOWN.get(name.casefold(), name))


def group_named(text: str) -> str:
    """What a record keeps of a group that somebody wrote in their own language."""
    wanted = text.strip()
    if wanted.casefold() in KNOWN:
        return wanted
    by_label = {str(label).casefold(): name for name, label in KNOWN.items()}
    return by_label.get(wanted.casefold(), wanted)


def as_lines(groups: Iterable[str]) -> str:
    """Kept groups as a form shows them, one a line."""
    return "\n".join(map(group_label, groups))


def from_lines(text: str) -> list[str]:
    """Groups to keep, of a text with one a line; empty lines are none."""
    return [group_named(line) for line in text.splitlines() if line.strip()]
