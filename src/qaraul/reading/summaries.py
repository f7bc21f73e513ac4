"""A story in at most three of its own sentences, each with the document it stands in."""

from collections.abc import Sequence
from dataclasses import dataclass

from qaraul.reading.search import lexemes
from qaraul.reading.sentences import sentences

MOST = 3
_MOST_SOURCES, _MOST_SENTENCES = 24, 8
_SHORTEST, _LONGEST = 25, 420
_WEIGHTS = {"type": 1.0, "place": 0.8, "count": 0.9, "date": 0.3}
_POSITION, _CENTRALITY, _TRUST, _OWN_LANGUAGE = 1.0, 1.2, 0.4, 3.0
_TOO_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Fact:
    """Characters from `start` to `end` that say something of a kind; equal values are one fact."""

    kind: str
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class Source:
    """One document: `text` with its title first, when it has one, up to `title_end`.

    trust: from 0 to 1, how reliable its source is. facts: what was read in it.
    """

    id: str
    text: str
    lang: str
    title_end: int = 0
    trust: float = 0.0
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence of the summary, word for word, and where it stands."""

    source: str
    text: str
    lang: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    source: Source
    start: int
    end: int
    order: int
    words: frozenset[str]
    facts: frozenset[tuple[str, str]]

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]


def summarise(sources: Sequence[Source], *, to: str, most: int = MOST) -> list[Chosen]:
    """At most `most` sentences that tell the story, the weightiest first.

    to: the reader's language; sentences in it go first, where some document has one. A sentence
    weighs by its position, by the facts in it, by how much its words are those of the others, and
    by its source. One that repeats those chosen, or that only adds facts already told, is left
    out. Pure: the same sources give the same sentences.
    """
    candidates = [c for source in sources[:_MOST_SOURCES] for c in _candidates(source)]
    weights = [_weight(c, candidates, to) for c in candidates]
    ranked = sorted(range(len(candidates)), key=lambda i: (-weights[i], i))
    chosen: list[_Candidate] = []
    for index in ranked:
        candidate = candidates[index]
        if len(chosen) == most:
            break
        if not chosen or _adds(candidate, chosen):
            chosen.append(candidate)
    return [Chosen(c.source.id, c.text, c.source.lang, c.start, c.end) for c in chosen]


def _candidates(source: Source) -> list[_Candidate]:
    """The first sentences of the text, or the title of a document that has nothing else."""
    spans = sentences(source.text, source.lang, start=source.title_end)
    kept = [(s, e) for s, e in spans[:_MOST_SENTENCES] if _SHORTEST <= e - s <= _LONGEST]
    if not kept and source.title_end:
        kept = sentences(source.text[: min(source.title_end, _LONGEST)], source.lang)[:1]
    return [
        _Candidate(
            source=source,
            start=start,
            end=end,
            order=order,
            words=frozenset(lexemes(source.text[start:end], source.lang)),
            facts=frozenset(
                (fact.kind, fact.value)
                for fact in source.facts
                if start <= fact.start and fact.end <= end
            ),
        )
        for order, (start, end) in enumerate(kept)
        if source.text[start:end].strip()
    ]


def _weight(candidate: _Candidate, candidates: Sequence[_Candidate], to: str) -> float:
    kinds = {kind for kind, _ in candidate.facts}
    others = [c for c in candidates if c.source.id != candidate.source.id]
    central = sum(_alike(candidate, c) for c in others) / len(others) if others else 0.0
    weight = _POSITION / (1 + candidate.order) + _CENTRALITY * central
    weight += sum(_WEIGHTS.get(kind, 0.0) for kind in kinds) + _TRUST * candidate.source.trust
    is_own = _same_language(candidate.source.lang, to) and bool(kinds or candidate.order == 0)
    return weight + _OWN_LANGUAGE * is_own


def _same_language(a: str, b: str) -> bool:
    first, second = (("prs" if code == "fa" else code).partition("_")[0] for code in (a, b))
    return first == second


def _alike(a: _Candidate, b: _Candidate) -> float:
    """How much two sentences say the same, from 0 to 1: by words, or by facts across languages."""
    words = _share(a.words, b.words) if _same_language(a.source.lang, b.source.lang) else 0.0
    return max(words, _share(a.facts, b.facts))


def _share(a: frozenset[str] | frozenset[tuple[str, str]], b: frozenset[object]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0


def _adds(candidate: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    """Whether a sentence tells something that the chosen ones do not."""
    if any(_alike(candidate, c) >= _TOO_ALIKE for c in chosen):
        return False
    told = frozenset(fact for c in chosen for fact in c.facts)
    is_same_source = any(c.source.id == candidate.source.id for c in chosen)
    return bool(candidate.facts - told) or (not told and is_same_source and candidate.order <= 1)
