"""Texts as numbers, and how alike two of them are: the kernel that is fitted on."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qaraul.reading.clues import Clues
from qaraul.reading.ensemble.artefact import Weights
from qaraul.reading.ensemble.pieces import BUCKETS

Floats = NDArray[np.float64]
EVIDENCE_WEIGHT = math.sqrt(0.2)
_STEPS = 8
"""Rarity in eighths: whole numbers, so that sums are exact on every machine."""
_MANY = 48


@dataclass(frozen=True, slots=True)
class Matrix:
    """The texts' pieces and evidence, ready to be compared."""

    clues: Sequence[Clues]
    rarity: Floats
    evidence: Floats
    names: list[str]

    def roots(self) -> Floats:
        """The root of each text's number of pieces: (texts,)."""
        return np.sqrt(np.array([max(len(one.pieces), 1) for one in self.clues], dtype=np.float64))

    def kernel(self, *, pieces: bool = True, evidence: bool = True) -> Floats:
        """How alike each two texts are: (texts, texts), symmetric; one part may be left out."""
        n = len(self.clues)
        alike = np.ones((n, n))
        if pieces:
            roots = self.roots()
            alike += _shared(self.clues, np.rint(self.rarity * _STEPS)) / (
                _STEPS**2 * np.outer(roots, roots)
            )
        if evidence:
            alike += np.round(self.evidence @ self.evidence.T, 9)
        return alike

    def weights(self, shares: Floats) -> tuple[Weights, Weights, Weights]:
        """Pieces', evidence's and constant weights from the texts' shares (texts, classes)."""
        table = np.zeros((BUCKETS, shares.shape[1]))
        each = shares / self.roots()[:, None]
        for one, share in zip(self.clues, each, strict=True):
            table[one.pieces] += share
        table *= np.square(self.rarity)[:, None]
        dense = self.evidence.T @ shares * EVIDENCE_WEIGHT
        return (
            table.astype(np.float32),
            dense.astype(np.float32),
            shares.sum(axis=0).astype(np.float32),
        )


def matrix_of(clues: Sequence[Clues], chosen: Sequence[int] | None = None) -> Matrix:
    """The matrix of some texts; rarity and names come from the `chosen` ones, or from all."""
    known = range(len(clues)) if chosen is None else chosen
    seen = np.zeros(BUCKETS)
    for index in known:
        seen[clues[index].pieces] += 1
    rarity = np.rint(np.log((1 + len(known)) / (1 + seen)) * _STEPS) / _STEPS
    names = sorted({name for index in known for name in clues[index].evidence})
    place = {name: column for column, name in enumerate(names)}
    evidence = np.zeros((len(clues), len(names)))
    for row, one in enumerate(clues):
        for name, value in one.evidence.items():
            if name in place:
                evidence[row, place[name]] = value * EVIDENCE_WEIGHT
    return Matrix(clues, rarity, evidence, names)


def _shared(clues: Sequence[Clues], rarity: Floats) -> Floats:
    """The squared rarity of the pieces that two texts share, in exact whole numbers."""
    n = len(clues)
    holders: dict[int, list[int]] = defaultdict(list)
    for index, one in enumerate(clues):
        for piece in one.pieces.tolist():
            holders[piece].append(index)
    alike = np.zeros((n, n))
    common = [piece for piece, texts in holders.items() if len(texts) >= _MANY]
    columns = np.zeros((n, len(common)), dtype=np.float32)
    for column, piece in enumerate(common):
        columns[holders.pop(piece), column] = rarity[piece]
    alike += columns @ columns.T
    for piece, texts in holders.items():
        alike[np.ix_(texts, texts)] += rarity[piece] ** 2
    return alike
