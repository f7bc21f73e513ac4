"""Why no forecast can be made, kept as facts so that each reader gets it in their own words."""

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qaraul.errors import BadInput

EXTRA = ("joblib", "lightgbm", "scipy")
MONTHS, ACTIVE, SILENT, NOTHING = "months", "active", "silent", "nothing"
INSTALL, OPERATOR = "install", "operator"


class Lacking(BadInput):
    """There is too little to forecast from; `facts` is what a page says of it."""

    code = "too-little-data"

    def __init__(self, lack: str, has: int = 0, needs: int = 0) -> None:
        self.facts = {"lack": lack, "has": has, "needs": needs}
        super().__init__(in_words(self.facts))


def in_words(facts: Mapping[str, Any]) -> str:
    """The reason, in the active language."""
    has, needs = int(facts.get("has", 0)), int(facts.get("needs", 0))
    numbers = {"has": has, "needs": needs}
    if facts["lack"] == MONTHS:
        said = ngettext(
            "The records span %(has)s month; a forecast needs %(needs)s.",
            "The records span %(has)s months; a forecast needs %(needs)s.",
            has,
        )
        return said % numbers
    if facts["lack"] == ACTIVE:
        said = ngettext(
            "%(has)s month of an area has anything to learn from; a forecast needs %(needs)s.",
            "%(has)s months of areas have anything to learn from; a forecast needs %(needs)s.",
            has,
        )
        return said % numbers
    if facts["lack"] == SILENT:
        said = _("Nothing was recorded for %(has)s months: that is no data, and not peace.")
        return said % numbers
    if facts["lack"] == INSTALL:
        return _("Forecasts are not installed on this node: pip install 'qaraul[forecasts]'.")
    if facts["lack"] == OPERATOR:
        return _("The node has no operator: set QARAUL_OPERATOR.")
    return _("There is no record to forecast from.")


def require_extra() -> None:
    """Say what to install instead of failing at an import."""
    if any(find_spec(name) is None for name in EXTRA):
        raise Lacking(INSTALL)
