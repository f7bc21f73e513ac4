"""The table of what was read: one row for each claim, with who says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qaraul.events.choices import EventType
from qaraul.events.groups import group_label
from qaraul.pipeline.account import Account, Said
from qaraul.pipeline.choices import COUNTS, EventStatus, Field
from qaraul.places import gazetteer
from qaraul.places.models import Area

NEXT_BEST = 0.05
"""The least probability at which the second type is worth a word."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim: its value in words or numbers, what stands under it, how sure, who says so."""

    field: Field
    label: str
    value: str = ""
    note: str = ""
    day: date | None = None
    low: int | None = None
    best: int | None = None
    high: int | None = None
    is_number: bool = False
    sure: float | None = None
    agreeing: int = 0
    documents: int = 0
    they_differ: bool = False
    is_corrected: bool = False


def claim_rows(account: Account, areas: Mapping[Any, Area]) -> list[ClaimRow]:
    """The rows in the order of the page."""
    return [
        _type_row(account),
        _place_row(account, areas),
        _day_row(account),
        *(_count_row(account, kind) for kind in COUNTS),
        _actors_row(account),
        _status_row(account),
    ]


def _facts(account: Account, field: Field) -> dict[str, Any]:
    claim = account.claims.get(field)
    return {
        "field": field,
        "label": str(field.label),
        "agreeing": claim.agreeing if claim else 0,
        "documents": len(account.documents),
        "they_differ": claim.they_differ if claim else False,
        "is_corrected": any(field in said.corrected for said in account.documents),
    }


def _type_row(account: Account) -> ClaimRow:
    claim = account.claims[Field.EVENT_TYPE]
    rivals = claim.by.values.get("event_types") or {}
    corrected = Field.EVENT_TYPE in claim.by.corrected
    other = sorted(((p, t) for t, p in rivals.items() if t != claim.value), reverse=True)
    note = ""
    if other and other[0][0] >= NEXT_BEST and not corrected:
        note = _("next best: %(type)s %(n)s %%") % {
            "type": EventType(other[0][1]).label,
            "n": round(other[0][0] * 100),
        }
    return ClaimRow(
        **_facts(account, Field.EVENT_TYPE),
        value=str(EventType(claim.value).label),
        note=note,
        sure=None if corrected else rivals.get(claim.value),
    )


def _place_row(account: Account, areas: Mapping[Any, Area]) -> ClaimRow:
    claim = account.claims.get("place")
    facts = _facts(account, Field.PLACE)
    if claim is None:
        return ClaimRow(**facts, note=_("no place was read"))
    values = claim.by.values
    area = areas.get(values.get("area_id"))
    place = gazetteer.place_by_id(values.get("place_id") or "")
    name = place.name_in(get_language() or "en") if place else values.get("place_name")
    names = [name, area.name if area else ""]
    if values.get("is_place_assumed"):
        note = _("no place was read; the country of the source")
    else:
        note = precision_words().get(str(values.get("place_precision")), "")
    return ClaimRow(**facts, value=", ".join(dict.fromkeys(n for n in names if n)), note=note)


def precision_words() -> dict[str, str]:
    """How exact the reader's places are, in words."""
    return {
        "settlement": _("settlement"),
        "feature": _("named spot"),
        "district": _("district"),
        "region": _("region"),
        "country": _("country"),
    }


def _day_row(account: Account) -> ClaimRow:
    claim = account.claims.get(Field.DATE)
    note = _("day") if claim else _("no day was read; the day of publication")
    return ClaimRow(**_facts(account, Field.DATE), day=account.day, note=note)


def _count_row(account: Account, kind: Field) -> ClaimRow:
    claim = account.claims.get(kind)
    facts = _facts(account, kind)
    if claim is None:
        return ClaimRow(**facts, is_number=True, note=_("not said"))
    ends = [claim.value, *(n for said in account.documents for n in _ends(said, kind))]
    note = _("said in the text, not a gap") if claim.value == 0 else ""
    low, high = min(ends), max(ends)
    if low != high:
        note = _("best (lowest–highest)")
    return ClaimRow(**facts, is_number=True, low=low, best=claim.value, high=high, note=note)


def _ends(said: Said, kind: Field) -> list[int]:
    """The lowest and highest number that a document gives; a person's number stands alone."""
    value = said.of(kind)
    if value is None or kind in said.corrected:
        return [] if value is None else [value]
    spans = [c for c in said.values.get("counts") or () if c.get("kind") == kind]
    named = [n for c in spans for n in (c.get("low"), c.get("high")) if isinstance(n, int)]
    return [value, *named]


def _actors_row(account: Account) -> ClaimRow:
    facts = _facts(account, Field.ACTORS)
    naming = sum(bool(said.values.get("actors")) for said in account.documents)
    if not account.actors:
        return ClaimRow(**facts, note=_("no group was read"))
    return ClaimRow(
        **{**facts, "agreeing": naming},
        value="; ".join(map(group_label, account.actors)),
        note=_("also who only makes a statement: take out who did not act"),
    )


def _status_row(account: Account) -> ClaimRow:
    value = account.value(Field.STATUS) or EventStatus.ACTUAL
    return ClaimRow(**_facts(account, Field.STATUS), value=str(EventStatus(value).label))
