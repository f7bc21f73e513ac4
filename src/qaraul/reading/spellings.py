"""Places as search knows them: any spelling of a known name, in any case, stands for one lexeme."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from qaraul.reading.characters import folded, normal
from qaraul.reading.gazetteer import CORE, Candidate, Entry, index_for
from qaraul.reading.languages.loading import Language
from qaraul.reading.mentions import longest_name, may_begin
from qaraul.reading.tokens import ENDED, WORD, Tokens

_POPULATION, _FAR_POPULATION = 8_000, 500_000
_MOST_NAMESAKES = 4


def _joined(name: str) -> str:
    """A name in plain letters without gaps: Fayzabad, Gorno-Badakhshan as one word each."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(folded(normal(word)) for word in WORD.findall(plain))


def _is_asked_for(entry: Entry) -> bool:
    """A place that people search by name; a hamlet's name is more often a word of the language."""
    if entry.is_noted or entry.kind != "settlement":
        return True
    return entry.population >= (_POPULATION if entry.iso2 in CORE else _FAR_POPULATION)


def place_lexemes(tokens: Tokens, spoken: Language) -> Iterator[tuple[int, int, str]]:
    """First and last token of each known place's name, with the name that stands for all others.

    Which of several places of one name is meant is not asked: each gives a lexeme.
    """
    tree = index_for(spoken.variety).tree
    is_cased = any(
        tokens.is_capital(at) and tokens.breaks[at] != ENDED for at in range(len(tokens))
    )
    past = 0
    for at, fold in enumerate(tokens.folds):
        if at < past or not may_begin(fold, spoken, tree) or tokens.values[at] is not None:
            continue
        name = longest_name(tokens, at, spoken, tree)
        if name is None:
            continue
        last, candidates, _ = name
        past = last + 1
        if last == at and (
            (is_cased and not tokens.is_capital(at)) or _is_everyday(tokens.words[at], fold, spoken)
        ):
            continue
        for place in _standing_for(candidates):
            yield at, last, place


@lru_cache(maxsize=20_000)
def _standing_for(candidates: tuple[Candidate, ...]) -> tuple[str, ...]:
    known = [c.entry for c in candidates if _is_asked_for(c.entry)]
    known.sort(key=lambda entry: (not entry.is_noted, -entry.population, entry.id))
    return tuple(dict.fromkeys(_joined(entry.name) for entry in known[:_MOST_NAMESAKES]))


def _is_everyday(word: str, fold: str, spoken: Language) -> bool:
    listed = (spoken.stop_words, spoken.not_places, spoken.numbers)
    return any(word in words or fold in words for words in listed)
