"""Codes of the log and of the filter in the reader's words."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qaraul.sources.choices import (
    Fault,
    ItemFault,
    RemarkKind,
    SourceKind,
    SourceState,
)
from qaraul.sources.filters import SourceFilter
from qaraul.sources.provenance import country_name, language_name
from qaraul.sources.services import Trial


def chips(wanted: SourceFilter, address: str) -> list[dict[str, str]]:
    """Each part of a filter, with the address of the list without it."""
    names = {
        "q": _("words"),
        "state": _("state"),
        "kind": _("kind"),
        "reliability": _("reliability"),
        "country": _("country"),
        "language": _("language"),
    }
    found = []
    for name, value in wanted.parts():
        rest = wanted.as_query(without=name)
        label = f"{names[name]}: {_value(name, value)}"
        found.append({"label": label, "url": f"{address}?{rest}" if rest else address})
    return found


def _value(name: str, value: str) -> str:
    if name == "state":
        return str(SourceState(value).label)
    words = {"kind": kind_label, "country": country_name, "language": language_name}
    return words[name](value) if name in words else value


def kind_label(kind: str) -> str:
    """Who publishes, in words."""
    return str(SourceKind(kind).label) if kind in SourceKind.values else kind


def fault_label(code: str) -> str:
    """Why a fetch brought nothing."""
    return str(Fault(code).label) if code in Fault.values else code


def remedy(code: str) -> str:
    """What can be done about a fault, and by whom; empty where the node can say nothing."""
    if code != Fault.ADDRESS_REFUSED:
        return ""
    return _(
        "Whoever runs this node can open it: the setting QARAUL_FETCH_ALLOW names the host and "
        "port. Ask them, if the feed may be read from there."
    )


def refusals(rows: Iterable[Sequence[object]]) -> list[tuple[object, str, object]]:
    """Row, reason, detail of each refused item."""
    known = ItemFault.values
    return [
        (row, str(ItemFault(code).label) if code in known else str(code), detail)
        for row, code, detail in rows
    ]


def remarks(rows: Iterable[Sequence[object]]) -> list[tuple[str, object]]:
    """Remark and detail."""
    known = RemarkKind.values
    return [
        (str(RemarkKind(kind).label) if kind in known else str(kind), detail)
        for kind, detail in rows
    ]


def told_fetch(found: Trial) -> str:
    """The result of a trial in one sentence."""
    if found.fault:
        detail = f" ({found.note})" if found.note else ""
        told = _("It did not work: %(fault)s.") % {"fault": fault_label(found.fault) + detail}
        return f"{told} {remedy(found.fault)}".rstrip()
    items = ngettext("%(n)s item", "%(n)s items", found.items) % {"n": found.items}
    if not found.refused:
        return _("It answers: %(items)s, nothing refused.") % {"items": items}
    refused = ngettext("%(n)s was refused", "%(n)s were refused", len(found.refused))
    return _("It answers: %(items)s; %(refused)s.") % {
        "items": items,
        "refused": refused % {"n": len(found.refused)},
    }
