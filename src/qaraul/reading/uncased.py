"""Which words make a person's name in Arabic script, where no capital shows it.

A word is a name by a list, by how it is put together (عبدالـ, ـالله), or because a title, a word of
kinship or "named" stands before it and it is no everyday word.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from qaraul.reading.characters import normal
from qaraul.reading.people import Word
from qaraul.reading.tokens import JOINED, SPACED

_DATA = Path(__file__).parent / "data" / "arabic_script_names.yaml"
_MOST_WORDS, _SHORTEST, _SHORTEST_REST = 4, 3, 3
_LONGEST_PHRASE = 3
_FAMILY = "ی"
_INFLECTED = ("ها", "های", "هایی", "ترین", "ونه", "ونو", "گان", "ند")
_POLITE = "جان"


@dataclass(frozen=True, slots=True)
class _Lists:
    given: frozenset[str]
    doubtful: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    families: frozenset[str]
    family_ends: tuple[str, ...]
    titles: frozenset[str]
    offices: frozenset[str]
    introducing: frozenset[tuple[str, ...]]
    named_after: frozenset[tuple[str, ...]]
    named_since: str
    plain: frozenset[str]


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    raw: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))

    def words(key: str) -> frozenset[str]:
        return frozenset(normal(word) for line in raw[key] for word in line.split())

    def phrases(*keys: str) -> frozenset[tuple[str, ...]]:
        listed = (phrase for key in keys for phrase in raw[key])
        return frozenset(tuple(normal(word) for word in phrase.split()) for phrase in listed)

    kin = frozenset((word,) for word in words("kin"))
    return _Lists(
        given=words("given"),
        doubtful=words("doubtful"),
        starts=tuple(map(normal, raw["starts"])),
        ends=tuple(map(normal, raw["ends"])),
        families=words("families"),
        family_ends=tuple(map(normal, raw["family_ends"])),
        titles=words("titles"),
        offices=words("offices"),
        introducing=kin | phrases("kin_phrases", "named"),
        named_after=phrases("named_after"),
        named_since=normal(raw["named_since"]),
        plain=words("plain"),
    )


def uncased_names_in(
    words: Sequence[Word],
    known: tuple[AbstractSet[str], AbstractSet[str]],
    everyday: AbstractSet[int],
    places: AbstractSet[int],
    *,
    ends_families: bool,
) -> Iterator[tuple[int, int]]:
    """First and last word of each name in a script without capitals.

    known: given names besides those of the list, the sure and the doubtful ones.
    everyday: words that the language's lexicons know; places: words of place names. Both stay
    unless they carry on a name.
    ends_families: whether ی ends family names (Dari and Persian), or too many words (Pashto).
    """
    lists, (sure, doubtful) = _lists(), known
    doubtful = lists.doubtful | doubtful
    given = (lists.given | sure) - doubtful
    text = _Text(words, lists, given, doubtful, everyday, places, ends_families)
    introduced = text.introduced()
    at = 0
    while at < len(words):
        last = text.name_from(at, introduced)
        if last is None:
            at += 1
        else:
            yield at, last
            at = last + 1


@dataclass(frozen=True, slots=True)
class _Text:
    words: Sequence[Word]
    lists: _Lists
    given: AbstractSet[str]
    doubtful: AbstractSet[str]
    everyday: AbstractSet[int]
    places: AbstractSet[int]
    ends_families: bool

    def introduced(self) -> frozenset[int]:
        """The words before which a title, a kinship or "named" stands."""
        marked: set[int] = set()
        for at, word in enumerate(self.words):
            if not word.is_uncased:
                continue
            for size in range(1, _LONGEST_PHRASE + 1):
                phrase = tuple(w.word for w in self.words[at : at + size])
                if phrase in self.lists.introducing:
                    marked.add(at + size)
                if phrase in self.lists.named_after and self._goes_with_last(at):
                    marked.update(self._named_before(at))
            if word.word in self.lists.titles:
                marked.add(at + 1)
        return frozenset(marked)

    def _named_before(self, at: int) -> Iterator[int]:
        """The name in "د … په نوم" begins after the one word and ends before the others."""
        for back in range(2, _MOST_WORDS + 2):
            if at >= back and self.words[at - back].word == self.lists.named_since:
                yield at - back + 1
                return

    def name_from(self, at: int, introduced: AbstractSet[int]) -> int | None:
        """The last word of the name that begins here, or nothing."""
        if not self.words[at].is_uncased:
            return None
        is_led = at in introduced and self._goes_with_last(at)
        last = at
        while last - at < _MOST_WORDS - 1 and self._goes_on(last + 1, first=at):
            last += 1
        if self._looks_like_one(at):
            return last
        word = self.words[at].word
        after_office = at > 0 and self._goes_with_last(at)
        after_office = after_office and self.words[at - 1].word in self.lists.offices
        if word in self.doubtful and (last > at or is_led or after_office):
            return last
        return last if is_led and self._may_be_one(at) else None

    def _goes_with_last(self, at: int) -> bool:
        return self.words[at].pause in (SPACED, JOINED)

    def _looks_like_one(self, at: int) -> bool:
        word = self.words[at].word
        if word in self.doubtful or word in self.lists.plain or at in self.places:
            return False
        return word in self.given or self._is_composed(word)

    def _is_composed(self, word: str) -> bool:
        """Names put together of known parts: عبدالرحیم, رحمت‌الله, قربانعلی."""
        parts = (self.lists.starts, self.lists.ends)
        for part in (p for group in parts for p in group):
            rest = len(word) - len(part)
            is_part = word.endswith(part) if part in self.lists.ends else word.startswith(part)
            if is_part and rest >= _SHORTEST_REST:
                return True
        return False

    def _may_be_one(self, at: int) -> bool:
        word = self.words[at].word
        is_known = at in self.everyday or at in self.places or word in self.lists.plain
        is_title = word in self.lists.titles or word in self.lists.offices
        return (
            len(word) >= _SHORTEST
            and not is_known
            and not is_title
            and not word.endswith(_INFLECTED)
        )

    def _goes_on(self, at: int, *, first: int) -> bool:
        if at >= len(self.words) or not self.words[at].is_uncased or not self._goes_with_last(at):
            return False
        word = self.words[at].word
        if word in self.lists.offices or word in self.lists.titles:
            return False
        if word in self.lists.families or word in self.doubtful:
            return word != _POLITE
        if self._looks_like_one(at):
            return True
        is_long = len(word) > _SHORTEST
        if is_long and word.endswith(self.lists.family_ends) and self._may_be_one(at):
            return True
        begun = self.words[first].word
        is_begun = begun in self.doubtful or self._looks_like_one(first)
        is_family = self.ends_families and word.endswith(_FAMILY)
        return is_long and is_begun and is_family and self._may_be_one(at)
