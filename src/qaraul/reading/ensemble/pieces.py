"""What a text is made of, whatever its language: pieces of words, hashed into a fixed table."""

from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from qaraul.reading.tokens import Tokens

BUCKETS = 1 << 17
"""How many places the table has; pieces that meet in one place share its weight."""

_LENGTHS = (3, 4, 5)
_STEM = 6
_MOST_TOKENS = 400
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - 17)
_WORD_SEED, _PAIR_SEED = 0x51ED270B, 0x2545F491

Ids = NDArray[np.int64]


def pieces_of(tokens: Tokens) -> Ids:
    """The places of a text's pieces, each once, ascending: int64, 0 <= id < `BUCKETS`.

    Pieces are runs of three to five letters over the folded words, the words' first six letters
    and pairs of those; every number is the same sign. Only the first 400 words count.
    """
    folds = [
        "0" if value is not None else fold
        for fold, value in zip(
            tokens.folds[:_MOST_TOKENS], tokens.values[:_MOST_TOKENS], strict=True
        )
    ]
    if not folds:
        return np.empty(0, dtype=np.int64)
    found = np.concatenate([*_runs(" ".join(["", *folds, ""])), _words(folds)])
    found.sort()
    return found[np.concatenate(([True], found[1:] != found[:-1]))]


def _runs(text: str) -> list[Ids]:
    """Every run of letters, all at once: a rolling hash over the code points."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    codes = codes * np.uint64(0xFF51AFD7ED558CCD) + np.uint64(1)
    found: list[Ids] = []
    for length in _LENGTHS:
        if len(codes) < length:
            break
        hashed = np.zeros(len(codes) - length + 1, dtype=np.uint64) + np.uint64(length)
        for offset in range(length):
            hashed = (hashed ^ codes[offset : len(codes) - length + 1 + offset]) * _PRIME
            hashed ^= hashed >> np.uint64(29)
        found.append((hashed * _PRIME >> _SHIFT).astype(np.int64))
    return found


def _words(folds: list[str]) -> Ids:
    stems = [fold[:_STEM].encode("utf-8", "replace") for fold in folds]
    ids = [crc32(stem, _WORD_SEED) for stem in stems]
    ids += [crc32(b" ".join(pair), _PAIR_SEED) for pair in pairwise(stems)]
    return np.array(ids, dtype=np.int64) % BUCKETS
