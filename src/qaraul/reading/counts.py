"""How many were killed, injured, displaced, arrested: each count rests on a number in the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qaraul.reading.joined import implied_ones, with_sums
from qaraul.reading.numerals import Numeral
from qaraul.reading.patterns import Found
from qaraul.reading.results import COUNT_KINDS, Count
from qaraul.reading.tokens import PAUSED, SPACED, Tokens

_REACH = 15
_UNIT_REACH = 2
_PAUSE_COST, _NUMBER_COST, _CUE_COST, _PEOPLE_GAIN = 2.5, 4.0, 2.0, 2.0
_YEARS = range(1300, 2101)
_WORST = 14.0
_LONE_ONE, _TOTAL_GAIN, _UNUSUAL_SIDE, _JOIN_COST = 4.0, 5.0, 1.5, 2.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    cost: float
    kind: str
    cue: int
    numeral: int


@dataclass(frozen=True, slots=True)
class _Signs:
    """The tokens at which each kind of counting word begins or ends."""

    people: frozenset[int]
    not_people: frozenset[int]
    families: frozenset[int]
    total: frozenset[int]
    at_least: frozenset[int]
    up_to: frozenset[int]
    joiners: frozenset[int]
    labels: frozenset[int]
    vague: frozenset[int]


def counts_of(
    tokens: Tokens,
    found: Sequence[Found],
    numbers: Sequence[Numeral],
    dated: frozenset[int],
    tends_before: bool = False,  # noqa: FBT001, FBT002  what the language does, not a switch
) -> list[Count]:
    """The counts of people in a text; `dated` are tokens that belong to a date.

    tends_before: in this language the verb comes last, and the number before it.
    """
    signs = _signs(found)
    denied = frozenset(
        i
        for one in found
        if one.label.startswith("count:") and one.label.endswith(":none")
        for i in range(one.first, one.last + 1)
    )
    usable = [
        n for n in numbers if n.first not in denied and _counts_people(n, tokens, signs, dated)
    ]
    cues = [cue for cue in _cues(found) if cue[1] not in denied]
    spans = [cue[:3] for cue in cues]
    usable = with_sums(tokens, usable, signs.people, signs.joiners, spans)
    chosen = _assign(tokens, cues, usable, signs, tends_before=tends_before)
    counts = [_count(kind, numeral, tokens, signs) for kind, numeral in chosen]
    stated = {count.kind for count in counts}
    counts += [c for c in _none_of(found, tokens) if c.kind not in stated]
    stated |= {count.kind for count in counts}
    open_cues = [cue for cue in cues if cue[0] not in stated]
    covered = denied.union(*(range(n.first, n.last + 1) for n in numbers))
    ones = implied_ones(tokens, found, covered, open_cues) if open_cues else []
    return counts + [_count(kind, numeral, tokens, signs) for kind, numeral in ones]


def best_of(kind: str, counts: Iterable[Count]) -> int | None:
    """The value to show for one kind: the highest that the text gives, or nothing."""
    values = [count.best for count in counts if count.kind == kind]
    return max(values) if values else None


def _signs(found: Sequence[Found]) -> _Signs:
    starts: dict[str, set[int]] = {}
    for one in found:
        if one.label.startswith("unit:"):
            starts.setdefault(one.label[5:], set()).update(range(one.first, one.last + 1))
    names = (
        "people", "not_people", "families", "total", "at_least", "up_to", "sum_joiners", "labels",
        "vague",
    )  # fmt: skip
    return _Signs(*(frozenset(starts.get(name, ())) for name in names))


def _counts_people(n: Numeral, tokens: Tokens, signs: _Signs, dated: frozenset[int]) -> bool:
    if any(index in dated for index in range(n.first, n.last + 1)):
        return False
    goes_on = n.last + 1 < len(tokens) and tokens.breaks[n.last + 1] == SPACED
    if (goes_on and n.last + 1 in signs.vague) or all(
        i in signs.vague for i in range(n.first, n.last + 1)
    ):
        return False  # "hundreds of thousands"
    text, start, end = tokens.text, tokens.starts[n.first], tokens.ends[n.last]
    if _is_score_or_share(text[max(start - 2, 0) : start], text[end : end + 2]):
        return False
    for index in range(n.last + 1, min(n.last + 1 + _UNIT_REACH, len(tokens))):
        if tokens.sentences[index] != tokens.sentences[n.last]:
            break
        if index in signs.people:
            return True
        if index in signs.not_people or index in signs.families:
            return False
        if tokens.breaks[index] == PAUSED:
            break
    is_label = n.first - 1 in signs.labels and tokens.breaks[n.first] != PAUSED
    return (n.value not in _YEARS or n.is_worded) and not is_label


def _is_score_or_share(before: str, after: str) -> bool:
    """A part of 5:0, of 4.5 or of 30 %."""
    if before[-1:] in ":.," and before[:1].isdigit() and before[-1:]:
        return True
    return after[:1] == "%" or (after[:1] in ":.," and after[1:].isdigit())


def _cues(found: Sequence[Found]) -> list[tuple[str, int, int, frozenset[str]]]:
    """Kind, first and last token, and the sides on which the number may stand."""
    sides: dict[tuple[str, int, int], set[str]] = {}
    for one in found:
        if one.label.startswith("count:"):
            _, kind, side = one.label.split(":")
            if side != "none":
                sides.setdefault((kind, one.first, one.last), set()).add(side)
    merged: list[tuple[str, int, int, frozenset[str]]] = []
    for (kind, start, end), where in sorted(sides.items(), key=lambda item: item[0][1:]):
        if merged and merged[-1][0] == kind and start <= merged[-1][2]:
            _, first, last, earlier = merged.pop()
            merged.append((kind, min(start, first), max(end, last), earlier | where))
        else:
            merged.append((kind, start, end, frozenset(where)))
    return merged


def _assign(
    tokens: Tokens,
    cues: Sequence[tuple[str, int, int, frozenset[str]]],
    numbers: Sequence[Numeral],
    signs: _Signs,
    *,
    tends_before: bool,
) -> list[tuple[str, Numeral]]:
    """Give each number to the nearest word that asks for one; the cheapest pairs first."""
    candidates: list[_Candidate] = []
    first_near = 0
    for n, numeral in enumerate(numbers):
        while first_near < len(cues) and cues[first_near][2] < numeral.first - 2 * _REACH:
            first_near += 1
        for c in range(first_near, len(cues)):
            if cues[c][1] > numeral.last + 2 * _REACH:
                break
            cost = _cost(tokens, cues, c, numbers, n, signs)
            if cost is None:
                continue
            if tends_before and numeral.first > cues[c][2]:
                cost += _UNUSUAL_SIDE
            if cost <= _WORST:
                candidates.append(_Candidate(cost, cues[c][0], c, n))
    candidates.sort(key=lambda one: (one.cost, one.numeral, one.cue))
    taken_cues: set[int] = set()
    taken: set[int] = set()
    pairs: list[tuple[str, Numeral]] = []
    for one in candidates:
        if one.cue in taken_cues or one.numeral in taken:
            continue
        taken_cues.add(one.cue)
        taken.add(one.numeral)
        pairs.append((one.kind, numbers[one.numeral]))
    pairs.sort(key=lambda pair: pair[1].first)
    return pairs


def _cost(
    tokens: Tokens,
    cues: Sequence[tuple[str, int, int, frozenset[str]]],
    c: int,
    numbers: Sequence[Numeral],
    n: int,
    signs: _Signs,
) -> float | None:
    _, first, last, sides = cues[c]
    numeral = numbers[n]
    if tokens.sentences[first] != tokens.sentences[numeral.first]:
        return None
    if numeral.last < first:
        if "before" not in sides:
            return None
        low, high = numeral.last, first
        between = [m for m in (n + 1,) if m < len(numbers) and numbers[m].last < first]
        blocking = c > 0 and cues[c - 1][0] != cues[c][0] and cues[c - 1][1] > numeral.last
    elif numeral.first > last:
        if "after" not in sides:
            return None
        low, high = last, numeral.first
        between = [m for m in (n - 1,) if m >= 0 and numbers[m].first > last]
        following = c + 1 < len(cues) and cues[c + 1][0] != cues[c][0]
        blocking = following and cues[c + 1][2] < numeral.first
    else:
        is_inside = first < numeral.first and numeral.last < last  # "took 11 lives"
        return -_gain(tokens, numeral, signs) if is_inside else None
    gap = high - low - 1
    pauses = sum(tokens.breaks[i] == PAUSED for i in range(low + 1, high + 1))
    is_other_one = bool(pauses) and numeral.value == 1 and numeral.is_worded
    if gap > _REACH or is_other_one:
        return None
    joins = any(i in signs.joiners for i in range(low + 1, high)) and not between
    hindrance = pauses * _PAUSE_COST + len(between) * _NUMBER_COST + blocking * _CUE_COST
    hindrance += joins * _JOIN_COST
    return gap + hindrance - _gain(tokens, numeral, signs)


def _gain(tokens: Tokens, numeral: Numeral, signs: _Signs) -> float:
    near = range(numeral.last + 1, min(numeral.last + 3, len(tokens)))
    return (
        any(i in signs.people for i in near) * _PEOPLE_GAIN
        + (numeral.first - 1 in signs.total) * _TOTAL_GAIN
        - (numeral.value == 1 and numeral.is_worded) * _LONE_ONE
    )


def _count(kind: str, numeral: Numeral, tokens: Tokens, signs: _Signs) -> Count:
    before = range(max(numeral.first - 3, 0), numeral.first)
    after = range(numeral.last + 1, min(numeral.last + 3, len(tokens)))
    low, high = numeral.value, numeral.value
    is_minimum = any(i in signs.at_least for i in (*before, *after))
    is_maximum = any(i in signs.up_to and i not in signs.total for i in before)
    return Count(
        kind=kind,
        low=0 if is_maximum else low,
        best=numeral.value,
        high=None if is_minimum else high,
        start=tokens.starts[numeral.first],
        end=tokens.ends[numeral.last],
    )


def _none_of(found: Sequence[Found], tokens: Tokens) -> list[Count]:
    said: dict[str, Count] = {}
    for kind in COUNT_KINDS:
        for one in found:
            if one.label == f"count:{kind}:none" and kind not in said:
                start, end = tokens.starts[one.first], tokens.ends[one.last]
                said[kind] = Count(kind, 0, 0, 0, start, end)
    return list(said.values())
