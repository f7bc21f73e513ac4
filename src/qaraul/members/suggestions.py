"""Organisations an operator may choose from: kinds of bodies by country, and named ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qaraul.errors import BadInput
from qaraul.members.choices import OrganisationKind, SecurityForce

SHIPPED = Path(__file__).parent / "data" / "organisations.yaml"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One organisation as it would be added."""

    code: str
    kind: OrganisationKind
    name: str
    name_ru: str
    country: str
    is_security_force: SecurityForce
    reason: str


@cache
def suggestions(path: Path = SHIPPED) -> tuple[Suggestion, ...]:
    """All suggestions of a file, each code once; `BadInput` names a row that cannot be used.

    A kind of body becomes one suggestion for each of its countries; a named body comes first.
    """
    found: dict[str, Suggestion] = {}
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))["organisations"]
    for row in sorted(rows, key=lambda row: "countries" in row):
        for suggestion in _expanded(row):
            found.setdefault(suggestion.code, suggestion)
    return tuple(found.values())


def suggested(codes: list[str]) -> list[Suggestion]:
    """The suggestions of those codes; `BadInput` for a code that is not suggested."""
    known = {suggestion.code: suggestion for suggestion in suggestions()}
    for code in codes:
        if code not in known:
            raise BadInput(f"No suggestion is called “{code}”.", field="codes")
    return [known[code] for code in codes]


def _expanded(row: dict[str, Any]) -> Iterator[Suggestion]:
    if "countries" not in row:
        yield _suggestion(row, row["code"], row.get("country", ""))
        return
    for country in row["countries"].split():
        yield _suggestion(row, f"{country.lower()}-{row['code']}", country, f" ({country})")


def _suggestion(row: dict[str, Any], code: str, country: str, mark: str = "") -> Suggestion:
    try:
        return Suggestion(
            code=code,
            kind=OrganisationKind(row["kind"]),
            name=row["name"] + mark,
            name_ru=row["name_ru"] + mark,
            country=country,
            is_security_force=SecurityForce(row["is_security_force"]),
            reason=row["reason"],
        )
    except (KeyError, ValueError) as fault:
        raise BadInput(f"The suggestion “{code}” cannot be used: {fault}.") from None
