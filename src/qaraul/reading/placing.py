"""Which place a name means, and whether the event happened there."""

import math
from collections import Counter
from collections.abc import Sequence

from qaraul.reading.gazetteer import CORE, Candidate, Entry
from qaraul.reading.languages.loading import Language
from qaraul.reading.mentions import Mention
from qaraul.reading.patterns import Found
from qaraul.reading.results import Name, Place, Role
from qaraul.reading.tokens import Tokens

_HOME = {"ky": "KG", "kk": "KZ", "tg": "TJ", "tk": "TM", "uz": "UZ", "prs": "AF", "ps": "AF"}
_PRECISION = {
    "settlement": "settlement",
    "adm1": "region",
    "adm0": "country",
    "district": "district",
}
_NEAR_KM, _SENTENCE_REACH = 160.0, 2
_LEFT = 1.2
_SENSES = {"in": 0.6, "from": -2.0, "to": -0.7}


def kilometres(a: Entry, b: Entry) -> float:
    """The great-circle distance between two places."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 12_742.0 * math.asin(min(1.0, math.sqrt(half)))


def resolve(
    mentions: Sequence[Mention], found: Sequence[Found], language: Language, country: str | None
) -> list[Entry]:
    """One place for each mention: size, country of the source, nations named, neighbours named."""
    votes: Counter[str] = Counter()
    for one in found:
        if one.label.startswith("nation:"):
            votes[one.label[7:]] += 1
    if country:
        votes[country.upper()] += 1
    for mention in mentions:
        for iso2 in {c.entry.iso2 for c in mention.candidates if c.entry.kind == "adm0"}:
            votes[iso2] += 2
    home = _HOME.get(language.code, "")
    alone = [[(_alone(c, m, votes, home), c.entry) for c in m.candidates] for m in mentions]
    chosen = [max(scored, key=_by_points)[1] for scored in alone]
    for _ in range(2):
        chosen = [
            max(
                ((points + _company(entry, i, chosen), entry) for points, entry in scored),
                key=_by_points,
            )[1]
            for i, scored in enumerate(alone)
        ]
    return chosen


def _by_points(scored: tuple[float, Entry]) -> tuple[float, str]:
    return scored[0], scored[1].id


def _alone(candidate: Candidate, mention: Mention, votes: Counter[str], home: str) -> float:
    entry = candidate.entry
    points = 1.5 if candidate.is_first else 0.0
    points += 0.5 * math.log10(entry.population + 1) + (1.5 if entry.iso2 in CORE else 0.0)
    points += min(votes[entry.iso2], 2) * 1.0 + (0.7 if entry.iso2 == home else 0.0)
    if entry.is_far or entry.kind == "world":
        points -= 4.0
    if entry.kind == "adm0":
        points += 6.0
    elif entry.kind == "adm1":
        points += 5.0 if mention.is_region else 1.0
    elif entry.is_noted:
        points += 0.7
    return points


def _company(entry: Entry, index: int, chosen: Sequence[Entry]) -> float:
    """How well a place goes with the others that the text names."""
    points = 0.0
    for other, neighbour in enumerate(chosen[:20]):
        if other == index or neighbour.id == entry.id or neighbour.kind in ("adm0", "world"):
            continue
        if kilometres(entry, neighbour) <= _NEAR_KM:
            points = max(points, 1.6)
        elif neighbour.iso2 == entry.iso2:
            points = max(points, 0.8)
    return points


def places_of(
    tokens: Tokens,
    mentions: Sequence[Mention],
    chosen: Sequence[Entry],
    found: Sequence[Found],
    *,
    is_flight: bool = False,
) -> list[Place]:
    """Each place once, at its first mention; one of them is where the event happened.

    is_flight: people left, so that the place "from" which they went is the one.
    """
    signs = _Signs(tokens, found, is_flight=is_flight)
    points: dict[str, float] = {}
    firsts: dict[str, tuple[Mention, Entry]] = {}
    for order, (mention, entry) in enumerate(zip(mentions, chosen, strict=True)):
        if entry.kind == "world":
            continue
        gain = signs.gain(mention, entry) - 0.05 * order
        if entry.id not in firsts:
            firsts[entry.id] = (mention, entry)
            points[entry.id] = gain
        else:
            points[entry.id] = max(points[entry.id], gain) + 0.3
    best = max(points, key=lambda key: points[key]) if points else None
    return [
        _place(tokens, mention, entry, "event" if key == best else "other")
        for key, (mention, entry) in firsts.items()
    ]


class _Signs:
    """What the words around a mention say of its role."""

    def __init__(self, tokens: Tokens, found: Sequence[Found], *, is_flight: bool) -> None:
        self.tokens, self.is_flight = tokens, is_flight
        self.other_before = _ends(found, "place:other_before")
        self.event_before = _ends(found, "place:event_before")
        self.from_before = _ends(found, "place:from_before")
        self.other_after = frozenset(o.first for o in found if o.label == "place:other_after")
        has_body = tokens.title_tokens < len(tokens)
        self.first_body = tokens.sentences[tokens.title_tokens] if has_body else 0

    def gain(self, mention: Mention, entry: Entry) -> float:
        """How much a mention speaks for its place being that of the event."""
        before = mention.first - 1
        gain = 2.0 if mention.first < self.tokens.title_tokens else 0.0
        gain += float(self.tokens.sentences[mention.first] == self.first_body and not gain)
        if self.is_flight and (mention.sense == "from" or before in self.from_before):
            gain += _LEFT
        else:
            gain += _SENSES.get(mention.sense, 0.0)
            gain -= 2.2 * (before in self.other_before)
            gain -= 1.6 * (mention.last + 1 in self.other_after)
        gain += 0.3 * (before in self.event_before and before not in self.other_before)
        # a country is the place only when the text names no other
        return gain - {"adm0": 6.0, "adm1": 0.4}.get(entry.kind, 0.0)


def names_of(tokens: Tokens, mentions: Sequence[Mention], chosen: Sequence[Entry]) -> list[Name]:
    """Every mention of a place, also of the same again, and of seas and continents."""
    return [
        Name(tokens.text[start:end], start, end, entry.id)
        for mention, entry in zip(mentions, chosen, strict=True)
        for start, end in [(tokens.starts[mention.first], tokens.ends[mention.last])]
    ]


def _ends(found: Sequence[Found], label: str) -> frozenset[int]:
    return frozenset(one.last for one in found if one.label == label)


def _place(tokens: Tokens, mention: Mention, entry: Entry, role: Role) -> Place:
    start, end = tokens.starts[mention.first], tokens.ends[mention.last]
    is_country = entry.kind == "adm0"
    return Place(
        text=tokens.text[start:end],
        name=entry.name,
        country=entry.iso2,
        iso=None if is_country else entry.area or None,
        area=entry.area or entry.iso2,
        lat=None if is_country else entry.lat,
        lon=None if is_country else entry.lon,
        start=start,
        end=end,
        precision=_PRECISION.get(entry.kind, entry.kind),
        role=role,
        id=entry.id,
    )
