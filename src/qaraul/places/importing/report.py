"""What an import took, what it refused and why, row by row."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowReport:
    """One row: its number, what it names, what became of it and why."""

    row: int
    name: str
    outcome: Outcome
    code: str = ""
    reason: str = ""


@dataclass(slots=True)
class AreaReport:
    """All rows of one file; the counts add up to its rows."""

    file: str
    level: int
    layer: str = ""
    is_kept: bool = True  # false after a dry run, or when nothing was to be taken
    rows: list[RowReport] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows came to each outcome."""
        counted = Counter(row.outcome for row in self.rows)
        return {outcome.value: counted[outcome] for outcome in Outcome}

    @property
    def refused(self) -> list[RowReport]:
        """The rows that were not taken."""
        return [row for row in self.rows if row.outcome is Outcome.REFUSED]
