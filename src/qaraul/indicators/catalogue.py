"""The catalogue file: read, checked entry by entry, ready for the database; no database here."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, TooLarge
from qaraul.indicators import rules
from qaraul.indicators.choices import AreaLevel, Cadence, Direction, Kind
from qaraul.indicators.measures import measures

STARTER = Path(__file__).with_name("data") / "catalogue.yaml"
LARGEST_FILE = 2 * 1024 * 1024
MOST_INDICATORS = 500
REQUIRED = (
    "code", "pillar", "title_en", "question_en", "kind", "unit", "source", "cadence", "direction",
    "level",
)  # fmt: skip
CHOICES: dict[str, Any] = {
    "kind": Kind, "cadence": Cadence, "direction": Direction, "level": AreaLevel,
}  # fmt: skip
COPIED = (
    *REQUIRED, "title_ru", "question_ru", "formula", "needs_en", "needs_ru", "data_protection",
)  # fmt: skip
USUAL_WINDOW = 365


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entries of a file as columns of `Indicator`, and the file's digest."""

    entries: tuple[dict[str, Any], ...]
    edition: str


def read(path: Path = STARTER) -> Catalogue:
    """The catalogue of a YAML file; `BadInput` names the first entry that cannot be used."""
    if path.stat().st_size > LARGEST_FILE:
        raise TooLarge(_("A catalogue may have at most 2 MB."))
    content = path.read_bytes()
    try:
        plan = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError):
        raise BadInput(_("This is not a YAML file.")) from None
    listed = plan.get("indicators") if isinstance(plan, Mapping) else None
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_INDICATORS:
        raise BadInput(_("The file has no list “indicators”."))
    pillars = plan.get("pillars") or {}
    entries = [_entry(order, row, pillars) for order, row in enumerate(listed)]
    codes = [entry["code"] for entry in entries]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise BadInput(_("These codes stand there twice: %(codes)s.") % {"codes": ", ".join(twice)})
    return Catalogue(tuple(entries), hashlib.sha256(content).hexdigest())


def _entry(order: int, row: Any, pillars: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(row, Mapping) or not all(
        str(row.get(name) or "").strip() for name in REQUIRED
    ):
        needed = ", ".join(REQUIRED)
        raise BadInput(
            _("Entry %(n)s lacks one of: %(names)s.") % {"n": order + 1, "names": needed}
        )
    code = str(row["code"])
    for name, choices in CHOICES.items():
        if row[name] not in choices.values:
            known = ", ".join(choices.values)
            raise BadInput(
                _("%(code)s: “%(value)s” is not one of: %(known)s.")
                % {"code": code, "value": row[name], "known": known}
            )
    rule = dict(row.get("rule") or {"type": "none"})
    measure = dict(row.get("measure") or {})
    try:
        rules.check(rule)
    except (ValueError, KeyError, TypeError) as fault:
        raise BadInput(_("%(code)s: %(fault)s") % {"code": code, "fault": fault}) from None
    if row["kind"] == Kind.COMPUTED and measure.get("name") not in measures:
        known = ", ".join(measures.names())
        raise BadInput(
            _("%(code)s: no measure is called “%(name)s”; known are: %(known)s.")
            % {"code": code, "name": measure.get("name"), "known": known}
        )
    pillar = pillars.get(row["pillar"]) or {}
    return {
        **{name: str(row.get(name) or "") for name in COPIED},
        "order": order,
        "pillar_en": str(pillar.get("en") or row["pillar"]),
        "pillar_ru": str(pillar.get("ru") or ""),
        "thresholds": dict(row.get("thresholds") or {}),
        "rule": rule,
        "measure": measure,
        "window_days": int(row.get("window_days") or USUAL_WINDOW) if measure else 0,
        "external": list(row.get("external") or []),
    }
