"""Near-duplicates: nearly the same words, and no other place, number or day."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import eq

from rensa import RMinHash

from qaraul.reading.characters import folded, normal
from qaraul.reading.results import Reading

PERMUTATIONS, BANDS = 128, 32
_ROWS = PERMUTATIONS // BANDS
_SEED = 20_260_321
_SHINGLE = 5
ALIKE = 0.5
"""The least share of common five-letter pieces at which two texts are looked at as one."""
_LONGEST = 20_000
_NOT_WORDS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_]{4,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SMALLEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of a text to compare it with others."""

    signature: tuple[int, ...]
    numbers: frozenset[str]
    places: frozenset[str]
    days: frozenset[str]
    names: frozenset[str]


class NearDuplicates:
    """MinHash signatures, the keys under which alike texts meet, and how alike two are."""

    def signature(self, text: str) -> list[int]:
        """128 numbers that stand for a text; nothing when it has no letters."""
        plain = _NOT_WORDS.sub(" ", folded(normal_text(text[:_LONGEST]))).strip()
        if not plain:
            return []
        padded = f" {plain} "
        pieces = {padded[i : i + _SHINGLE] for i in range(max(len(padded) - _SHINGLE + 1, 1))}
        hashed = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
        hashed.update(sorted(pieces))
        return list(hashed.digest())

    def bands(self, signature: Sequence[int]) -> list[str]:
        """32 keys; texts that share one are worth comparing."""
        keys: list[str] = []
        for band in range(0, len(signature), _ROWS):
            rows = signature[band : band + _ROWS]
            raw = b"".join(value.to_bytes(8, "big") for value in (band, *rows))
            keys.append(blake2b(raw, digest_size=8).hexdigest())
        return keys

    def similarity(self, a: Sequence[int], b: Sequence[int]) -> float:
        """The share of common pieces, estimated: 0 to 1."""
        if not a or len(a) != len(b):
            return 0.0
        shared: int = sum(map(eq, a, b))
        return shared / len(a)


def normal_text(text: str) -> str:
    """A whole text in lower case, with one letter for each sound."""
    return normal(text)


def print_of(text: str, reading: Reading) -> Print:
    """The print of a text that has been read."""
    return Print(
        signature=tuple(NearDuplicates().signature(text)),
        numbers=_numbers(text, reading),
        places=frozenset(place.id for place in reading.places if place.precision != "country"),
        # as written: a copy posted a day later still says "on Tuesday"
        days=frozenset(folded(normal(date.text)) for date in reading.dates),
        names=_names(text, reading),
    )


def _numbers(text: str, reading: Reading) -> frozenset[str]:
    """Numbers in digits, each as often as it stands, and worded ones from two on.

    "4 killed, 7 hurt" and "7 killed, 7 hurt" have the same set of numbers, and tell of two things.
    """
    digits = Counter(_plain_number(found[0]) for found in _NUMBER.finditer(text))
    repeated = {f"{n}#{time}" for n, times in digits.items() for time in range(2, times + 1)}
    worded = {str(number) for number in reading.numbers if number > 1}
    return frozenset({*digits, *repeated, *worded})


def _plain_number(written: str) -> str:
    whole, _, part = written.replace(",", ".").partition(".")
    return f"{int(whole)}.{int(part)}" if part else str(int(whole)) if len(whole) < 20 else whole  # noqa: PLR2004


def _names(text: str, reading: Reading) -> frozenset[str]:
    """The beginnings of capital words: names, known to the gazetteer or not."""
    if reading.script == "Arab":
        return frozenset()
    return frozenset(
        folded(normal(word))[:_SMALLEST_STEM]
        for word in _WORD.findall(text)
        if word[0].isupper() and word[1].islower()
    )


def is_near_duplicate(a: Print, b: Print) -> bool:
    """Whether two texts say the same of the same: alike, and neither names what the other does not.

    A shorter or longer copy may lack a number or a place; it may not have another one instead.
    """
    if NearDuplicates().similarity(a.signature, b.signature) < ALIKE:
        return False
    return not any(
        _differ(x, y)
        for x, y in (
            (a.numbers, b.numbers),
            (a.places, b.places),
            (a.days, b.days),
        )
    ) and not _named_otherwise(a.names, b.names)


def _named_otherwise(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether each text has a name that is not in the other, not even with a slip of the pen."""
    return _has_own(a - b, b - a) and _has_own(b - a, a - b)


def _has_own(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return any(
        all((Counter(name) & Counter(other)).total() < _SMALLEST_STEM - 1 for other in theirs)
        for name in ours
    )


def _differ(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a - b) and bool(b - a)


def first_alike(new: Print, earlier: Iterable[tuple[str, Print]]) -> str | None:
    """The id of the first earlier text that the new one repeats."""
    for identity, kept in earlier:
        if is_near_duplicate(new, kept):
            return identity
    return None
