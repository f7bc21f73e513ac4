"""What the lexicons say of a text, as numbers with names: concepts, rules, counts and cues."""

import math
from collections.abc import Mapping, Sequence
from datetime import date

from qaraul.reading.events import rules_met
from qaraul.reading.patterns import Found
from qaraul.reading.results import Count, Date
from qaraul.reading.tokens import Tokens

_CUE = "status:"
_LEAST_SHARE = 1e-3
_MOST_CUES = 2
_NONE_STATED = -0.5
_YEAR_DIGITS = 4


def evidence_of_text(
    tokens: Tokens,
    found: Sequence[Found],
    concepts: Mapping[str, float],
    types: Mapping[str, float],
    counts: Sequence[Count],
) -> dict[str, float]:
    """The lexicons' evidence: `concept:`, `pair:`, `rule:` (log shares), `count:` and `cue:`."""
    values = {f"concept:{name}": weight for name, weight in concepts.items()}
    for needed, _ in rules_met(concepts):
        values["pair:" + "+".join(needed)] = min(concepts[name] for name in needed)
    for name, share in types.items():
        values[f"rule:{name}"] = 0.3 * math.log(share + _LEAST_SHARE)
    for count in counts:
        values[f"count:{count.kind}"] = 1.0 if count.best else _NONE_STATED
    values.update(_cues(tokens, found))
    return values


def _cues(tokens: Tokens, found: Sequence[Found]) -> dict[str, float]:
    """How often words of denial, drills, fears and remembrance stand, and where."""
    body = tokens.sentences[tokens.title_tokens] if tokens.title_tokens < len(tokens) else 0
    values: dict[str, float] = {}
    for one in found:
        if not one.label.startswith(_CUE):
            continue
        if one.first < tokens.title_tokens:
            place = "title"
        else:
            place = "first" if tokens.sentences[one.first] == body else "later"
        name = f"cue:{one.label[len(_CUE) :]}:{place}"
        values[name] = min(values.get(name, 0.0) + 1.0, _MOST_CUES)
    return values


def time_evidence(
    status: str, dates: Sequence[Date], published: date | None, *, has_title: bool
) -> dict[str, float]:
    """What the rules of status say, and whether a year long past is named."""
    values = {f"status:{status}": 1.0}
    if not has_title:
        values[f"status:{status}:untitled"] = 1.0
    if published is not None:
        years = [
            int(d.date[:_YEAR_DIGITS])
            for d in dates
            if d.date[:_YEAR_DIGITS].isdigit() and len(d.text) >= _YEAR_DIGITS
        ]
        if years and min(years) < published.year - 1:
            values["long_ago"] = 1.0
    return values
