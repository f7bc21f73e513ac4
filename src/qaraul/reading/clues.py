"""Everything that the rules found in a text, gathered for the ensemble to weigh."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qaraul.reading.counts import counts_of
from qaraul.reading.ensemble.evidence import evidence_of_text, time_evidence
from qaraul.reading.ensemble.pieces import Ids, pieces_of
from qaraul.reading.events import concepts_of, event_types_of
from qaraul.reading.numerals import Numeral
from qaraul.reading.patterns import Found
from qaraul.reading.results import Count, Date, Evidence
from qaraul.reading.status import status_of
from qaraul.reading.tokens import Tokens

_MOST_EVIDENCE = 6


@dataclass(frozen=True, slots=True)
class Clues:
    """The counts as written, the text's pieces, and the lexicons' evidence with names."""

    counts: list[Count]
    pieces: Ids
    evidence: dict[str, float]
    rule_type: str
    rule_status: str


def clues_of(
    tokens: Tokens,
    found: Sequence[Found],
    numbers: Sequence[Numeral],
    dates: Sequence[Date],
    dated: frozenset[int],
    published: date | None,
    *,
    number_leads: bool,
) -> Clues:
    """What the rules say; they alone decide nothing."""
    status, _ = status_of(tokens, found, dates, published)
    counts = counts_of(tokens, found, numbers, dated, number_leads)
    trusted = believed(counts, status)
    concepts = concepts_of(tokens, found, trusted)
    types = event_types_of(concepts)
    evidence = evidence_of_text(tokens, found, concepts, types, trusted)
    has_title = bool(tokens.title_tokens)
    evidence.update(time_evidence(status, dates, published, has_title=has_title))
    return Clues(counts, pieces_of(tokens), evidence, next(iter(types)), status)


def believed(counts: list[Count], status: str) -> list[Count]:
    """The counts of a text; what is played or untrue has hurt nobody."""
    if status in {"drill", "denied"}:
        return [count for count in counts if count.high == 0]
    return counts


def status_evidence(tokens: Tokens, found: Sequence[Found], status: str) -> list[Evidence]:
    """The words that speak for a status other than "actual"."""
    if status == "actual":
        return []
    label = f"status:{status}"
    spans = [
        Evidence("status", tokens.starts[one.first], tokens.ends[one.last], status)
        for one in found
        if one.label == label
    ]
    return list(dict.fromkeys(spans))[:_MOST_EVIDENCE]
