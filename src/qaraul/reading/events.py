"""Which type of event a text tells of: points for the concepts that its words stand for."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from qaraul.reading.patterns import Found
from qaraul.reading.results import EVENT_TYPES, Count, Evidence
from qaraul.reading.tokens import Tokens

_TABLE = Path(__file__).parent / "data" / "event_types.yaml"
_IN_TITLE, _IN_FIRST, _LATER = 1.3, 1.0, 0.8
_NOTHING = 1.2  # what "other" is worth before a word is read
_SHARPNESS = 0.9
_MOST_EVIDENCE = 12


@dataclass(frozen=True, slots=True)
class _Table:
    one: Mapping[str, Mapping[str, float]]
    both: Sequence[tuple[tuple[str, ...], Mapping[str, float]]]


@lru_cache(maxsize=1)
def _table() -> _Table:
    raw = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    both = [(tuple(rule["of"]), rule["give"]) for rule in raw["both"]]
    return _Table(raw["one"], both)


def rules_met(
    concepts: Mapping[str, float],
) -> list[tuple[tuple[str, ...], Mapping[str, float]]]:
    """The rules of the table whose concepts are all there, in the table's order."""
    by_first = _rules_by_first()
    met = [
        rule
        for concept in concepts
        for rule in by_first.get(concept, ())
        if all(other in concepts for other in rule[1])
    ]
    met.sort(key=lambda rule: rule[0])
    return [(needed, gains) for _, needed, gains in met]


@lru_cache(maxsize=1)
def _rules_by_first() -> Mapping[str, list[tuple[int, tuple[str, ...], Mapping[str, float]]]]:
    found: dict[str, list[tuple[int, tuple[str, ...], Mapping[str, float]]]] = {}
    for number, (needed, gains) in enumerate(_table().both):
        found.setdefault(needed[0], []).append((number, needed, gains))
    return found


def concepts_of(
    tokens: Tokens, found: Sequence[Found], counts: Sequence[Count]
) -> dict[str, float]:
    """The concepts of a text, each with the weight of the best place it stands in."""
    weights: dict[str, float] = {}
    first_body = tokens.sentences[tokens.title_tokens] if tokens.title_tokens < len(tokens) else 0
    for one in found:
        if not one.label.startswith("type:"):
            continue
        if one.first < tokens.title_tokens:
            weight = _IN_TITLE
        else:
            weight = _IN_FIRST if tokens.sentences[one.first] == first_body else _LATER
        concept = one.label[5:]
        weights[concept] = max(weight, weights.get(concept, 0.0))
    stated = {count.kind: count.best for count in counts}
    if stated.get("killed"):
        weights["deaths"] = _IN_FIRST
    if stated.get("displaced") and not stated.get("killed") and not stated.get("injured"):
        weights["uprooted_only"] = _IN_FIRST
    if stated.get("arrested") == 0:
        weights.pop("arrest", None)  # "nobody was caught"
    return weights


def event_types_of(concepts: Mapping[str, float]) -> dict[str, float]:
    """A probability for each type, highest first; they add up to one."""
    points = dict.fromkeys(EVENT_TYPES, 0.0)
    points["other"] = _NOTHING
    table = _table()
    for concept, weight in concepts.items():
        for event_type, gain in table.one.get(concept, {}).items():
            points[event_type] += gain * weight
    for needed, gains in rules_met(concepts):
        weight = min(concepts[concept] for concept in needed)
        for event_type, gain in gains.items():
            points[event_type] += gain * weight
    highest = max(points.values())
    grown = {t: math.exp((p - highest) * _SHARPNESS) for t, p in points.items()}
    total = sum(grown.values())
    shares = sorted(grown.items(), key=lambda item: (-item[1], item[0]))
    return {event_type: round(share / total, 4) for event_type, share in shares}


def evidence_of(tokens: Tokens, found: Sequence[Found], event_type: str) -> list[Evidence]:
    """The words that speak for the type that was chosen."""
    table = _table()
    spans: list[Evidence] = []
    for one in found:
        concept = one.label[5:]
        if not one.label.startswith("type:") or table.one.get(concept, {}).get(event_type, 0) <= 0:
            continue
        start, end = tokens.starts[one.first], tokens.ends[one.last]
        spans.append(Evidence("type", start, end, event_type))
    return list(dict.fromkeys(spans))[:_MOST_EVIDENCE]


def actors_of(found: Sequence[Found]) -> list[str]:
    """Groups that take part, never persons, in the order of the text."""
    return list(dict.fromkeys(one.label[6:] for one in found if one.label.startswith("actor:")))
