"""What the documents of a story say together: one value for each claim, and who says so; pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

CLAIMS = (
    "event_type", "place", "occurred_on", "killed", "injured", "displaced", "arrested",
    "event_status",
)  # fmt: skip
PLACE = ("place_id", "place_name", "place_precision", "area_id", "unit", "country", "lat", "lon")
UNGRADED = "F"


@dataclass(frozen=True, slots=True)
class Said:
    """One document's part in the account; `corrected` names the fields that a person put right."""

    document_id: UUID
    source_id: UUID
    reliability: str
    published_at: datetime
    title: str
    values: Mapping[str, Any]
    corrected: frozenset[str] = frozenset()

    def of(self, claim: str) -> Any:
        """The document's value for a claim; None when it says nothing about it."""
        value = self.values.get("place_id" if claim == "place" else claim)
        if claim == "place":
            return value or self.values.get("unit") or None
        if claim == "occurred_on" and not self.values.get("is_date_stated"):
            return self.values.get("occurred_on") if claim in self.corrected else None
        return value


@dataclass(frozen=True, slots=True)
class Claim:
    """The value that most documents give, how many give one, and how many give this."""

    value: Any
    by: Said
    said: int
    agreeing: int

    @property
    def they_differ(self) -> bool:
        """Whether documents give different values."""
        return self.agreeing < self.said


@dataclass(frozen=True, slots=True)
class Account:
    """A story as its documents tell it."""

    lead: Said
    claims: dict[str, Claim]
    languages: list[str]
    first_published_at: datetime
    last_published_at: datetime
    source_count: int
    best_reliability: str
    countries: frozenset[str]
    documents: Sequence[Said] = field(default_factory=tuple)

    def value(self, claim: str) -> Any:
        """The value of a claim, or None."""
        found = self.claims.get(claim)
        return found.value if found else None

    @property
    def actors(self) -> list[str]:
        """The groups that any document names; where people put it right, those they left."""
        corrected = [said for said in self.documents if "actors" in said.corrected]
        said_by = corrected or self.documents
        named = (str(group) for said in said_by for group in said.values.get("actors") or ())
        return list(dict.fromkeys(named))

    @property
    def day(self) -> date:
        """The day of the event: the stated one, or the day of the first publication."""
        return self.value("occurred_on") or self.first_published_at.date()

    @property
    def place(self) -> dict[str, Any]:
        """The columns of the place that most documents name."""
        by = self.claims["place"].by if "place" in self.claims else self.lead
        return {name: by.values.get(name) for name in PLACE}


def account_of(documents: Sequence[Said]) -> Account:
    """The account of at least one document; the best source tells first, then the earliest."""
    ordered = sorted(documents, key=lambda said: (said.reliability or UNGRADED, said.published_at))
    telling = [said for said in ordered if said.values.get("event_type") != "other"] or ordered
    languages = Counter(said.values["lang"] for said in ordered if said.values.get("lang"))
    return Account(
        lead=telling[0],
        claims={claim: found for claim in CLAIMS if (found := _claim(claim, telling))},
        languages=[language for language, _ in languages.most_common()],
        first_published_at=min(said.published_at for said in ordered),
        last_published_at=max(said.published_at for said in ordered),
        source_count=len({said.source_id for said in ordered}),
        best_reliability=min(said.reliability or UNGRADED for said in ordered),
        countries=frozenset(_countries(ordered)),
        documents=ordered,
    )


def _claim(claim: str, documents: Sequence[Said]) -> Claim | None:
    """What a person put right stands; else what most say, of equals what the better source says."""
    saying = [said for said in documents if said.of(claim) is not None]
    if not saying:
        return None
    corrected = [said for said in saying if claim in said.corrected]
    counted = Counter(said.of(claim) for said in corrected or saying)
    value = counted.most_common(1)[0][0]
    by = next(said for said in corrected or saying if said.of(claim) == value)
    agreeing = sum(said.of(claim) == value for said in saying)
    return Claim(value=value, by=by, said=len(saying), agreeing=agreeing)


def _countries(documents: Sequence[Said]) -> set[str]:
    """Countries that some document names as a place of the event."""
    named: set[str] = set()
    for said in documents:
        if said.values.get("country") and not said.values.get("is_place_assumed"):
            named.add(said.values["country"])
        places = said.values.get("places") or ()
        named.update(p["country"] for p in places if p.get("role") == "event" and p.get("country"))
    return named
