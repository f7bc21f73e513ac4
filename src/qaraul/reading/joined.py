"""Numbers that a text adds up or implies: "two soldiers and a boy", "a shepherd was shot"."""

from collections.abc import Sequence

from qaraul.reading.numerals import Numeral
from qaraul.reading.patterns import Found
from qaraul.reading.tokens import ENDED, PAUSED, Tokens

_LINK = 4
_ONE_REACH = 4


def with_sums(
    tokens: Tokens,
    numbers: Sequence[Numeral],
    people: frozenset[int],
    joiners: frozenset[int],
    cues: Sequence[tuple[str, int, int]],
) -> list[Numeral]:
    """The numbers, with "five fighters and two soldiers" made one; a cue between keeps them apart.

    `people`, `joiners`: tokens that are such words. `cues`: kind, first and last token.
    """
    summed: list[Numeral] = []
    chain: list[Numeral] = []
    for numeral in numbers:
        if chain and not _goes_on(tokens, chain[-1], numeral, people, joiners, cues):
            summed.extend(_closed(chain, joiners, cues))
            chain = []
        chain.append(numeral)
    summed.extend(_closed(chain, joiners, cues))
    return summed


def _goes_on(
    tokens: Tokens,
    one: Numeral,
    other: Numeral,
    people: frozenset[int],
    joiners: frozenset[int],
    cues: Sequence[tuple[str, int, int]],
) -> bool:
    between = range(one.last + 1, other.first)
    if not 1 <= len(between) <= _LINK or tokens.sentences[one.last] != tokens.sentences[other.last]:
        return False
    is_linked = other.first - 1 in joiners or tokens.breaks[other.first] == PAUSED
    inner_pause = any(tokens.breaks[i] in (PAUSED, ENDED) for i in between)
    names_people = any(i in people for i in between) and any(
        i in people for i in range(other.last + 1, min(other.last + 4, len(tokens)))
    )
    parted = any(one.last < first and last < other.first for _, first, last in cues)
    return is_linked and names_people and not inner_pause and not parted


def _closed(
    chain: Sequence[Numeral],
    joiners: frozenset[int],
    cues: Sequence[tuple[str, int, int]],
) -> list[Numeral]:
    """One number for a chain that ends in "and"; otherwise the numbers as they were."""
    if len(chain) < 2 or chain[-1].first - 1 not in joiners:  # noqa: PLR2004
        return list(chain)
    first, last = chain[0].first, chain[-1].last
    before = {kind for kind, _, end in cues if first - _ONE_REACH <= end < first}
    after = {kind for kind, start, _ in cues if last < start <= last + _ONE_REACH}
    if before and after and before != after:
        return list(chain)  # "killed two men and five women were hurt"
    return [Numeral(first, last, sum(n.value for n in chain), is_worded=chain[0].is_worded)]


def implied_ones(
    tokens: Tokens,
    found: Sequence[Found],
    taken: frozenset[int],
    cues: Sequence[tuple[str, int, int, frozenset[str]]],
) -> list[tuple[str, Numeral]]:
    """Kinds that are said of one person without a number: "a shepherd was wounded in the leg".

    Only words of the language's `links` may stand between the person and the verb.
    """
    vague = {one.last for one in found if one.label == "unit:vague"}
    persons = {
        one.last: one.first
        for one in found
        if one.label == "unit:person" and one.first - 1 not in vague
    }
    links = {i for o in found if o.label == "unit:links" for i in range(o.first, o.last + 1)}
    said: dict[str, Numeral] = {}
    for kind, first, last, sides in cues:
        if kind in said or first in taken:
            continue
        at = _person_beside(tokens, persons, links, first, last, sides)
        if at is not None and at not in taken:
            said[kind] = Numeral(persons[at], at, 1, is_worded=True)
    return list(said.items())


def _person_beside(
    tokens: Tokens,
    persons: dict[int, int],
    links: set[int],
    first: int,
    last: int,
    sides: frozenset[str],
) -> int | None:
    if "before" in sides:
        at = first - 1
        while at >= 0 and first - at <= _ONE_REACH and at in links and at not in persons:
            at -= 1
        if at in persons and not _is_parted(tokens, at + 1, first):
            return at
    if "after" in sides:
        at = last + 1
        while at < len(tokens) and at - last <= _ONE_REACH and at in links and at not in persons:
            at += 1
        if at in persons and not _is_parted(tokens, last + 1, at):
            return at
    return None


def _is_parted(tokens: Tokens, low: int, high: int) -> bool:
    return any(tokens.breaks[i] in (PAUSED, ENDED) for i in range(low, high + 1))
