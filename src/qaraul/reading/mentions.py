"""Where a text names a place: spans of words that the gazetteer knows, inflected or not."""

from collections.abc import Sequence
from dataclasses import dataclass

from qaraul.reading.gazetteer import CORE, Entry, Index
from qaraul.reading.languages.loading import Language
from qaraul.reading.patterns import Found
from qaraul.reading.tokens import ENDED, PAUSED, Tokens

_SHORTEST_STEM = 3
_UNCASED_LENGTH, _UNCASED_POPULATION = 4, 20_000
_LOWER_LENGTH, _LOWER_POPULATION = 5, 10_000
_MOST_WORDS = 6
_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Mention:
    """A name from token `first` to `last`; `sense` is that of the case ending, "" for none."""

    first: int
    last: int
    entries: tuple[Entry, ...]
    sense: str
    is_region: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Tokens that speak for a place beside them, or against one."""

    district: frozenset[int]
    region: frozenset[int]
    not_before: frozenset[int]
    not_after: frozenset[int]
    prepositions: frozenset[int]


def surroundings(found: Sequence[Found]) -> Surroundings:
    """Sort the place words of a text by what they say."""

    def at(label: str, *, last: bool = True) -> frozenset[int]:
        return frozenset(
            (one.last if last else one.first) for one in found if one.label == f"place:{label}"
        )

    return Surroundings(
        at("district") | at("region"),
        at("region"),
        at("not_before"),
        at("not_after", last=False),
        at("event_before") | at("other_before"),
    )


_forms: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}


def forms_of(fold: str, language: Language) -> tuple[tuple[str, str], ...]:
    """What a word may be without its ending, each with the ending's sense; the word itself first."""
    key = (language.code, fold)
    kept = _forms.get(key)
    if kept is not None:
        return kept
    forms: dict[str, str] = {fold: ""}
    for ending in language.endings:
        if fold.endswith(ending.text) and len(fold) - len(ending.text) >= _SHORTEST_STEM - 1:
            stem = fold[: len(fold) - len(ending.text)]
            for instead in ending.instead:
                forms.setdefault(stem + instead, ending.sense)
    if len(_forms) >= _KEPT:
        _forms.clear()
    answer = _forms[key] = tuple(forms.items())
    return answer


def mentions_of(
    tokens: Tokens, language: Language, index: Index, around: Surroundings
) -> list[Mention]:
    """The names in a text, the longest at each word, none overlapping."""
    is_cased = any(word.islower() for word in tokens.words[:200])
    has_capitals = is_cased and any(
        tokens.is_capital(i) and tokens.breaks[i] not in (ENDED,) for i in range(len(tokens))
    )
    found: list[Mention] = []
    at, size = 0, len(tokens)
    while at < size:
        mention = _longest(tokens, at, language, index, around)
        if mention is not None and _is_believable(
            mention, tokens, language, around, is_cased=is_cased, has_capitals=has_capitals
        ):
            found.append(mention)
            at = mention.last + 1
        else:
            at += 1
    return found


def _longest(
    tokens: Tokens, first: int, language: Language, root: Index, around: Surroundings
) -> Mention | None:
    nodes: list[Index] = [root]
    best: tuple[int, list[Entry], str] | None = None
    at = first
    while nodes and at < len(tokens) and at - first < _MOST_WORDS:
        if at > first and tokens.breaks[at] in (ENDED, PAUSED):
            break
        stepped: list[Index] = []
        for form, sense in forms_of(tokens.folds[at], language):
            for node in nodes:
                following = node.get(form)
                if not isinstance(following, dict):
                    continue
                stepped.append(following)
                entries = following.get("")
                if isinstance(entries, list):
                    if best is None or best[0] < at:
                        best = (at, list(entries), sense)
                    else:
                        best[1].extend(entries)
        nodes = stepped
        at += 1
    if best is None:
        return None
    last, entries, sense = best
    beside = {first - 1, last + 1}
    unique = tuple(dict.fromkeys(entries))
    return Mention(first, last, unique, sense, is_region=bool(beside & around.region))


def _is_believable(
    mention: Mention,
    tokens: Tokens,
    language: Language,
    around: Surroundings,
    *,
    is_cased: bool,
    has_capitals: bool,
) -> bool:
    first, last = mention.first, mention.last
    if first - 1 in around.not_before or last + 1 in around.not_after:
        return False
    beside = first - 1 in around.district or last + 1 in around.district
    name = tokens.folds[first]
    letters = sum(len(tokens.folds[i]) for i in range(first, last + 1))
    people = max(entry.population for entry in mention.entries)
    is_known = any(e.kind != "settlement" or e.id.startswith("own:") for e in mention.entries)
    doubtful = first == last and any(
        form in language.not_places for form, _ in forms_of(name, language)
    )
    if doubtful:
        return beside
    if not is_cased:
        near = beside or first - 1 in around.prepositions
        if first == last and letters < _UNCASED_LENGTH:
            return near and (is_known or people >= _UNCASED_POPULATION)
        return is_known or near or people >= _UNCASED_POPULATION
    if tokens.is_capital(first):
        return True
    core = any(entry.iso2 in CORE or entry.population >= _SHORT_LIST for entry in mention.entries)
    big = people >= _LOWER_POPULATION or is_known
    return not has_capitals and core and big and letters >= _LOWER_LENGTH


_SHORT_LIST = 1_000_000
