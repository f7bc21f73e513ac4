"""Where a text names a place: spans of words that the gazetteer knows, inflected or not."""

from collections.abc import Sequence
from dataclasses import dataclass

from qaraul.reading.gazetteer import CORE, SKELETON_LEAST, Candidate, Index, Tree
from qaraul.reading.languages.loading import Language
from qaraul.reading.patterns import Found
from qaraul.reading.skeletons import skeleton, vowels, weak_skeleton
from qaraul.reading.tokens import ENDED, JOINED, PAUSED, SPACED, Tokens

_SHORTEST_STEM = 3
_FAR_LETTERS = 4
_LOWER_LENGTH, _LOWER_POPULATION = 4, 10_000
_FAR_POPULATION = 300_000
_MOST_WORDS, _MOST_ALIKE = 6, 6
_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Mention:
    """A name from token `first` to `last`; `sense` is that of the case ending, "" for none."""

    first: int
    last: int
    candidates: tuple[Candidate, ...]
    sense: str
    is_region: bool
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Tokens that speak for a place beside them, or against one."""

    district: frozenset[int]
    region: frozenset[int]
    not_before: frozenset[int]
    not_after: frozenset[int]
    prepositions: frozenset[int]
    common: frozenset[int]
    nations: frozenset[int]
    is_cased: bool
    has_capitals: bool


def surroundings(tokens: Tokens, found: Sequence[Found], language: Language) -> Surroundings:
    """Sort the words of a text by what they say of a place beside them."""

    def at(*labels: str) -> frozenset[int]:
        names = {f"place:{label}" for label in labels}
        return frozenset(i for one in found if one.label in names for i in (one.first, one.last))

    kinds = ("unit:", "date:", "type:", "count:", "status:", "actor:")
    common = {one.first for one in found if one.first == one.last and one.label.startswith(kinds)}
    for index, (word, fold) in enumerate(zip(tokens.words, tokens.folds, strict=True)):
        if word in language.numbers or word in language.stop_words or fold in language.stop_words:
            common.add(index)
    is_cased = any(word.islower() for word in tokens.words[:200])
    nations = frozenset(one.first for one in found if one.label.startswith("nation:"))
    return Surroundings(
        nations=nations,
        district=at("district", "region"),
        region=at("region"),
        not_before=at("not_before"),
        not_after=at("not_after"),
        prepositions=at("event_before", "other_before"),
        common=frozenset(common),
        is_cased=is_cased,
        has_capitals=is_cased
        and any(tokens.is_capital(i) and tokens.breaks[i] != ENDED for i in range(len(tokens))),
    )


_forms: dict[tuple[str, str, str], tuple[tuple[str, str, int], ...]] = {}


def forms_of(fold: str, language: Language) -> tuple[tuple[str, str, int], ...]:
    """What a word may be without its ending, with the ending's sense and length; itself first."""
    key = (language.code, language.variety, fold)
    kept = _forms.get(key)
    if kept is not None:
        return kept
    forms: dict[str, tuple[str, int]] = {fold: ("", 0)}
    for ending in language.endings:
        cut = len(ending.text)
        if fold.endswith(ending.text) and len(fold) - cut >= _SHORTEST_STEM - 1:
            for instead in ending.instead:
                forms.setdefault(fold[: len(fold) - cut] + instead, (ending.sense, cut))
    if len(_forms) >= _KEPT:
        _forms.clear()
    answer = _forms[key] = tuple((form, sense, cut) for form, (sense, cut) in forms.items())
    return answer


def mentions_of(
    tokens: Tokens, language: Language, index: Index, around: Surroundings
) -> list[Mention]:
    """The names in a text, the longest at each word, none overlapping."""
    found: list[Mention] = []
    at, size = 0, len(tokens)
    while at < size:
        mention = _longest(tokens, at, language, index.tree, around)
        if mention is None or not _is_believable(mention, tokens, language, around):
            mention = _guess(tokens, at, language, index, around)
        if mention is None:
            at += 1
        else:
            found.append(mention)
            at = mention.last + 1
    return found


_beginnings: dict[tuple[str, str, str], bool] = {}


def may_begin(fold: str, language: Language, tree: Tree) -> bool:
    """Whether any name begins with this word in any of its forms; most words begin none."""
    key = (language.code, language.variety, fold)
    kept = _beginnings.get(key)
    if kept is None:
        if len(_beginnings) >= _KEPT:
            _beginnings.clear()
        kept = any(form in tree for form, _, _ in forms_of(fold, language))
        _beginnings[key] = kept
    return kept


def _longest(
    tokens: Tokens, first: int, language: Language, tree: Tree, around: Surroundings
) -> Mention | None:
    name = longest_name(tokens, first, language, tree)
    if name is None:
        return None
    last, candidates, sense = name
    return Mention(first, last, candidates, sense, is_region=_beside(first, last, around.region))


def longest_name(
    tokens: Tokens, first: int, language: Language, tree: Tree
) -> tuple[int, tuple[Candidate, ...], str] | None:
    """The longest name that begins at a token: its last token, what it may mean, its case."""
    if not may_begin(tokens.folds[first], language, tree):
        return None
    nodes: list[Tree] = [tree]
    best: tuple[int, list[Candidate], str] | None = None
    at = first
    while nodes and at < len(tokens) and at - first < _MOST_WORDS:
        if at > first and tokens.breaks[at] in (ENDED, PAUSED):
            break
        stepped: list[Tree] = []
        for form, sense, _ in forms_of(tokens.folds[at], language):
            for node in nodes:
                following = node.get(form)
                if not isinstance(following, dict):
                    continue
                stepped.append(following)
                candidates = following.get("")
                if isinstance(candidates, list):
                    if best is None or best[0] < at:
                        best = (at, list(candidates), sense)
                    else:
                        best[1].extend(candidates)
        nodes = stepped
        at += 1
    if best is None:
        return None
    last, candidates, sense = best
    return last, tuple(dict.fromkeys(candidates)), sense


def _beside(first: int, last: int, tokens: frozenset[int]) -> bool:
    return first - 1 in tokens or last + 1 in tokens


def _is_believable(
    mention: Mention, tokens: Tokens, language: Language, around: Surroundings
) -> bool:
    first, last = mention.first, mention.last
    if first - 1 in around.not_before or last + 1 in around.not_after:
        return False
    if _is_abroad(mention, language, around):
        return _is_far_town(mention, tokens, language, around)
    is_led = _beside(first, last, around.district)
    is_doubtful = first == last and _is_doubtful(mention, tokens, language, around)
    if first < last or (is_led and (around.is_cased or not is_doubtful)):
        return not around.is_cased or tokens.is_capital(first) or not around.has_capitals
    if not around.is_cased:
        return not is_doubtful and _stands_without_capital(mention, tokens, around)
    if tokens.is_capital(first):
        return _stands_with_capital(mention, tokens, around, is_doubtful=is_doubtful)
    is_plain = not around.has_capitals and not is_doubtful
    return is_plain and len(tokens.folds[first]) >= _LOWER_LENGTH and _is_known(mention)


def _is_abroad(mention: Mention, language: Language, around: Surroundings) -> bool:
    """Only settlements abroad, none of them kept by hand; English headlines have many capitals."""
    entries = [candidate.entry for candidate in mention.candidates]
    if all(entry.is_far for entry in entries):
        return True
    if mention.first < mention.last or language.code == "en" or not around.has_capitals:
        return False
    return all(e.kind == "settlement" and not e.is_noted and e.iso2 not in CORE for e in entries)


def _is_far_town(
    mention: Mention, tokens: Tokens, language: Language, around: Surroundings
) -> bool:
    """A town of the rest of the world: never a likely person, never without a sign of a place."""
    first, last = mention.first, mention.last
    is_long = sum(len(tokens.folds[i]) for i in range(first, last + 1)) > _FAR_LETTERS
    if not is_long or (first == last and _is_doubtful(mention, tokens, language, around)):
        return False
    if not around.is_cased:
        return first - 1 in around.prepositions and not mention.sense
    if not tokens.is_capital(last) or _beside_capital(first, last, tokens, around):
        return False
    opens = tokens.breaks[first] == ENDED
    return not opens or mention.sense == "in" or first < last


def _beside_capital(first: int, last: int, tokens: Tokens, around: Surroundings) -> bool:
    """Whether another capitalised word, no title of a place, makes it look like a person's name."""
    for index, joint in ((first - 1, first), (last + 1, last + 1)):
        if 0 <= index < len(tokens) and tokens.breaks[joint] in (JOINED, SPACED):
            is_name = tokens.is_capital(index) and tokens.values[index] is None
            opens = tokens.breaks[index] == ENDED
            if is_name and not opens and index not in around.district | around.prepositions:
                return True
    return False


def _is_doubtful(
    mention: Mention, tokens: Tokens, language: Language, around: Surroundings
) -> bool:
    """Whether the word is more often something else: an everyday word, a nation, a listed one."""
    first = mention.first
    is_nation = first in around.nations and not any(c.is_first for c in mention.candidates)
    letters = len(tokens.folds[first])
    is_own = letters > _LOWER_LENGTH and any(c.entry.is_noted for c in mention.candidates)
    return (
        is_nation
        or (first in around.common and not is_own)
        or any(
            form in language.not_places for form, _, _ in forms_of(tokens.folds[first], language)
        )
    )


def _stands_with_capital(
    mention: Mention, tokens: Tokens, around: Surroundings, *, is_doubtful: bool
) -> bool:
    opens = tokens.breaks[mention.first] == ENDED
    if is_doubtful:
        led = mention.first - 1 in around.prepositions or mention.sense in ("in", "from", "to")
        return not opens and led
    return not opens or _is_known(mention) or mention.sense == "in"


def _is_known(mention: Mention) -> bool:
    """A place that somebody keeps by hand, a unit, or a town of the region with some people."""
    return any(
        c.entry.is_noted
        or (
            c.entry.iso2 in CORE
            and (c.entry.kind != "settlement" or c.entry.population >= _LOWER_POPULATION)
        )
        for c in mention.candidates
    )


def _stands_without_capital(mention: Mention, tokens: Tokens, around: Surroundings) -> bool:
    """Arabic script has no capitals: the place must be known, and a short name introduced."""
    is_noted = any(c.entry.is_noted or c.entry.kind != "settlement" for c in mention.candidates)
    is_introduced = mention.first - 1 in around.prepositions
    letters = len(tokens.folds[mention.first])
    if mention.sense and (not is_noted or mention.candidates[0].entry.kind in ("adm0", "world")):
        return False  # a chance likeness after taking an ending off, or "Chinese" for China
    if any(c.entry.kind == "adm0" for c in mention.candidates) and letters >= _SHORTEST_STEM:
        return True
    if is_noted and letters > _SHORTEST_STEM:
        return True
    people = max(c.entry.population for c in mention.candidates)
    in_core = any(c.entry.iso2 in CORE for c in mention.candidates)
    if is_noted:
        return is_introduced
    if in_core:
        return letters > _SHORTEST_STEM and (is_introduced or people >= _FAR_POPULATION)
    return is_introduced and letters > _SHORTEST_STEM + 1 and people >= _FAR_POPULATION


def _guess(
    tokens: Tokens, at: int, language: Language, index: Index, around: Surroundings
) -> Mention | None:
    """A name in an unlisted spelling, known by its consonants where a place is expected."""
    if at in around.common | around.nations or tokens.values[at] is not None:
        return None
    introduced = at - 1 in around.prepositions or _beside(at, at, around.district)
    if around.is_cased and not tokens.is_capital(at):
        return None
    expected = introduced
    for form, sense, cut in forms_of(tokens.folds[at], language):
        if form in language.not_places:
            return None
        if not expected and sense != "in":
            continue
        word = tokens.words[at][: len(tokens.words[at]) - cut]
        entries = _alike(word, index, is_cased=around.is_cased)
        if entries:
            region = _beside(at, at, around.region)
            return Mention(at, at, entries, sense, is_region=region, is_guess=True)
    return None


def _alike(word: str, index: Index, *, is_cased: bool) -> tuple[Candidate, ...]:
    key = skeleton(word) if is_cased else weak_skeleton(word)
    if len(key) < SKELETON_LEAST + (not is_cased):
        return ()
    kept = (index.strong if is_cased else index.weak).get(key, ())
    spare = len(key) - SKELETON_LEAST  # a short name must have its vowels in the same number
    near = [e for e, count in kept if not is_cased or abs(count - vowels(word)) <= min(spare, 1)]
    unique = tuple(dict.fromkeys(near))
    return tuple(Candidate(e, is_first=False) for e in unique) if len(unique) <= _MOST_ALIKE else ()
