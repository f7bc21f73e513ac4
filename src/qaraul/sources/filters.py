"""One state of the list of sources, as it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from qaraul.errors import BadInput
from qaraul.sources.choices import Reliability, SourceKind, SourceState
from qaraul.sources.models import Source
from qaraul.sources.querysets import SourceQuerySet

LONGEST_WORDS, LONGEST_CODE = 100, 8
KNOWN: dict[str, list[str]] = {
    "state": list(SourceState.values),
    "kind": list(SourceKind.values),
    "reliability": list(Reliability.values),
}


@dataclass(frozen=True, slots=True)
class SourceFilter:
    """What the list is narrowed to; an empty word means everything."""

    q: str = ""
    state: str = ""
    kind: str = ""
    reliability: str = ""
    country: str = ""
    language: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "SourceFilter":
        """The filter that an address states; `BadInput` names the part that is wrong."""
        given = {f.name: query.get(f.name, "").strip() for f in fields(cls)}
        for name, known in KNOWN.items():
            if given[name] and given[name] not in known:
                raise BadInput(f"{name}: one of {', '.join(known)}", field=name)
        for name in ("country", "language"):
            if len(given[name]) > LONGEST_CODE or not (given[name] or "a").isalpha():
                raise BadInput(f"{name}: a code of letters", field=name)
        if len(given["q"]) > LONGEST_WORDS or "\x00" in given["q"]:
            raise BadInput(_("At most %(n)s characters.") % {"n": LONGEST_WORDS}, field="q")
        return cls(**given)

    def apply(self, rows: SourceQuerySet[Source]) -> SourceQuerySet[Source]:
        """The rows that fit; they carry their `state`."""
        rows = rows.with_state()
        wanted: dict[str, Any] = {
            name: value
            for name in ("state", "kind", "reliability", "language")
            if (value := getattr(self, name))
        }
        if self.country:
            country = self.country.upper()
            rows = rows.filter(Q(country=country) | Q(coverage__icontains=f'"{country}"'))
        if self.q:
            words = Q(title__icontains=self.q) | Q(publisher__icontains=self.q)
            rows = rows.filter(words | Q(code__icontains=self.q))
        return rows.filter(**wanted)

    def as_query(self, *, without: str = "") -> str:
        """The same filter for an address, a part left out where one is named."""
        parts = {f.name: getattr(self, f.name) for f in fields(self) if f.name != without}
        return urlencode({name: value for name, value in parts.items() if value})

    def parts(self) -> list[tuple[str, str]]:
        """Name and value of what is set."""
        return [(f.name, v) for f in fields(self) if (v := getattr(self, f.name))]
