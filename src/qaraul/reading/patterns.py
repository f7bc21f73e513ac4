"""Phrases of a language, found in one pass over the words of a text.

A phrase is words parted by spaces. `word*` also takes any ending, `a|b` takes either, `...` skips
up to six words of the same sentence, and `=word` asks for the exact letters: without it a phrase
is also found when it is typed without the language's own letters.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from qaraul.reading.characters import folded
from qaraul.reading.tokens import ENDED, Tokens

SKIP = 6
_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of the lexicon in a text: tokens `first` to `last`, both included."""

    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    label: str
    parts: tuple[tuple[int, bool], ...]  # element, whether words may be skipped before it


@dataclass(slots=True)
class Phrasebook:
    """All labelled phrases of one language, ready to be searched."""

    normalise: Callable[[str], str]
    fold: Callable[[str], str] = folded
    _elements: dict[str, int] = field(default_factory=dict)
    _whole: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _stems: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _lengths: tuple[int, ...] = ()
    _single: dict[int, list[_Phrase]] = field(default_factory=lambda: defaultdict(list))
    _pairs: dict[int, dict[int, list[_Phrase]]] = field(default_factory=lambda: defaultdict(dict))
    _skipping: dict[int, list[_Phrase]] = field(default_factory=lambda: defaultdict(list))
    _seen: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)

    def add(self, label: str, phrases: Iterable[str]) -> None:
        """Add phrases under one label."""
        for phrase in phrases:
            parts: list[tuple[int, bool]] = []
            skips = False
            for part in phrase.replace("-", " ").split():
                if part == "...":
                    skips = True
                    continue
                parts.append((self._element(part), skips))
                skips = False
            if parts:
                self._file(_Phrase(label, tuple(parts)))

    def _file(self, phrase: _Phrase) -> None:
        """Keep it by its first element, and by the second when that must follow."""
        first, *rest = phrase.parts
        if not rest:
            self._single[first[0]].append(phrase)
        elif rest[0][1]:
            self._skipping[first[0]].append(phrase)
        else:
            self._pairs[first[0]].setdefault(rest[0][0], []).append(phrase)

    def close(self) -> None:
        """Make ready to search: no phrase is added afterwards."""
        self._lengths = tuple(sorted({len(stem) for stem in self._stems}))

    def add_all(self, labelled: Mapping[str, Iterable[str]], prefix: str = "") -> None:
        """Add a table of label and phrases."""
        for label, phrases in labelled.items():
            self.add(prefix + label, phrases or ())

    def _element(self, part: str) -> int:
        if part in self._elements:
            return self._elements[part]
        number = self._elements[part] = len(self._elements)
        for alternative in part.split("|"):
            exact = alternative.startswith("=")
            is_stem = alternative.endswith("*")
            word = self.normalise(alternative.strip("=*"))
            table = self._stems if is_stem else self._whole
            table[word].add(number)
            if not exact:
                table[self.fold(word)].add(number)
        return number

    def _elements_of(self, word: str, fold: str) -> frozenset[int]:
        seen = self._seen.get((word, fold))
        if seen is not None:
            return seen
        found: set[int] = set()
        for form in {word, fold}:
            found |= self._whole.get(form, frozenset())
            for length in self._lengths:
                if length > len(form):
                    break
                found |= self._stems.get(form[:length], frozenset())
        if len(self._seen) >= _KEPT:
            self._seen.clear()
        answer = self._seen[word, fold] = frozenset(found)
        return answer

    def search(self, tokens: Tokens) -> list[Found]:
        """Every phrase that occurs, in the order of the text."""
        elements = [
            self._elements_of(w, f) for w, f in zip(tokens.words, tokens.folds, strict=True)
        ]
        found: list[Found] = []
        nothing: frozenset[int] = frozenset()
        for index, here in enumerate(elements):
            following = elements[index + 1] if index + 1 < len(elements) else nothing
            for element in here:
                single = self._single.get(element, ())
                found.extend(Found(phrase.label, index, index) for phrase in single)
                for phrase in self._longer(element, following):
                    last = self._end_of(phrase, index, elements, tokens)
                    if last is not None:
                        found.append(Found(phrase.label, index, last))
        found.sort(key=lambda one: (one.first, one.last, one.label))
        return found

    def _longer(self, element: int, following: frozenset[int]) -> Iterator[_Phrase]:
        """The phrases of several words that may go on as the text does."""
        seconds = self._pairs.get(element)
        if seconds:
            for second in following:
                yield from seconds.get(second, ())
        yield from self._skipping.get(element, ())

    @staticmethod
    def _end_of(
        phrase: _Phrase, first: int, elements: list[frozenset[int]], tokens: Tokens
    ) -> int | None:
        at = first
        for element, skips in phrase.parts[1:]:
            reach = at + 1 + (SKIP if skips else 0)
            for following in range(at + 1, min(reach, len(elements) - 1) + 1):
                if tokens.breaks[following] == ENDED:
                    return None
                if element in elements[following]:
                    at = following
                    break
            else:
                return None
        return at
