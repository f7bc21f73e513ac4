"""Whether the event happened, is remembered, feared, denied or played."""

from collections.abc import Sequence
from datetime import date

from qaraul.reading.patterns import Found
from qaraul.reading.results import Date, Evidence
from qaraul.reading.tokens import Tokens

_IN_TITLE, _IN_FIRST, _LATER = 1.5, 1.0, 0.7
_ENOUGH = {"drill": 1.5, "denied": 1.5, "historical": 1.5, "hypothetical": 1.5}
_LONG_AGO = 1.6
_MOST_EVIDENCE = 6


def status_of(
    tokens: Tokens, found: Sequence[Found], dates: Sequence[Date], published: date | None
) -> tuple[str, list[Evidence]]:
    """The status, and the words that speak for it when it is not "actual"."""
    points: dict[str, float] = dict.fromkeys(_ENOUGH, 0.0)
    spans: dict[str, list[Evidence]] = {status: [] for status in _ENOUGH}
    first_body = tokens.sentences[tokens.title_tokens] if tokens.title_tokens < len(tokens) else 0
    is_headline = not tokens.title_tokens and len(tokens) > 0 and tokens.sentences[-1] <= 1
    seen: set[tuple[str, str]] = set()
    for one in found:
        status = one.label[7:] if one.label.startswith("status:") else ""
        if status not in points:
            continue
        words = (status, " ".join(tokens.words[one.first : one.last + 1]))
        if words in seen:
            continue
        seen.add(words)
        if one.first < tokens.title_tokens:
            weight = _IN_TITLE
        else:
            weight = _IN_FIRST if tokens.sentences[one.first] == first_body else _LATER
            if is_headline and weight == _IN_FIRST:
                weight = _IN_TITLE
        points[status] += weight
        start, end = tokens.starts[one.first], tokens.ends[one.last]
        spans[status].append(Evidence("status", start, end, status))
    if published and any(_is_long_ago(d, published) for d in dates):
        points["historical"] += _LONG_AGO
    reached = {s: p / _ENOUGH[s] for s, p in points.items() if p >= _ENOUGH[s]}
    if not reached:
        return "actual", []
    status = max(reached, key=lambda s: (reached[s], s))
    return status, spans[status][:_MOST_EVIDENCE]


def _is_long_ago(named: Date, published: date) -> bool:
    """A year is named in the text itself, and it is over a year before the publication."""
    year = named.date[:4]
    return year.isdigit() and int(year) < published.year - 1 and len(named.text) > 3  # noqa: PLR2004
