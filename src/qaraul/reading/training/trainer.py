"""Train the ensemble: one ridge logistic regression for types and one for statuses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qaraul.reading.clues import Clues
from qaraul.reading.ensemble.artefact import CLASSES, packed
from qaraul.reading.reader import clues_in
from qaraul.reading.results import EVENT_TYPES, STATUSES
from qaraul.reading.training.examples import Example, folds_of
from qaraul.reading.training.fitting import fit_dual, softmax
from qaraul.reading.training.matrix import Floats, Matrix, matrix_of

VERSION = "1.0"
FOLDS = 3
RIDGE = 0.1
STEPS = 150
_WARMTHS = np.round(np.arange(0.3, 1.81, 0.05), 2)
_TYPES = len(EVENT_TYPES)

Picks = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parts:
    """Which parts of the features are used; both, but for a baseline."""

    pieces: bool = True
    evidence: bool = True


WHOLE = Parts()


def read_clues(examples: Sequence[Example]) -> tuple[list[Example], list[Clues]]:
    """The examples that can be read, with what is weighed in them."""
    pairs = [(one, clues_in(one.title, one.text, published=one.published)) for one in examples]
    kept = [(one, clues) for one, clues in pairs if clues is not None]
    return [one for one, _ in kept], [clues for _, clues in kept]


def train(examples: Sequence[Example], *, about: dict[str, object] | None = None) -> bytes:
    """The bytes of the trained weights, the same for the same examples and lexicons."""
    kept, clues = read_clues(examples)
    warmth = warmths(kept, crossed(kept, clues, folds=FOLDS))
    matrix = matrix_of(clues)
    pieces, evidence, bias = matrix.weights(_shares(matrix.kernel(), kept))
    said = {"version": VERSION, "texts": len(kept), "warmth": list(warmth), **(about or {})}
    return packed(pieces, evidence, bias, matrix.names, said)


def crossed(
    examples: Sequence[Example], clues: Sequence[Clues], *, folds: int, parts: Parts = WHOLE
) -> Floats:
    """Log odds (texts, classes) of each text by weights that its story had no part in."""
    fold = np.array(folds_of((one.story for one in examples), folds))
    scores = np.zeros((len(examples), len(CLASSES)))
    for number in range(folds):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if len(outside) == 0:
            continue
        scores[outside] = scored(examples, clues, inside, outside, parts)
    return scores


def scored(
    examples: Sequence[Example],
    clues: Sequence[Clues],
    inside: Picks,
    outside: Picks,
    parts: Parts = WHOLE,
) -> Floats:
    """Log odds (outside, classes) of some texts by weights trained on others."""
    matrix: Matrix = matrix_of(clues, inside.tolist())
    kernel = matrix.kernel(pieces=parts.pieces, evidence=parts.evidence)
    shares = _shares(kernel[np.ix_(inside, inside)], [examples[i] for i in inside])
    answer: Floats = kernel[np.ix_(outside, inside)] @ shares
    return answer


def _shares(kernel: Floats, examples: Sequence[Example]) -> Floats:
    """The texts' shares (texts, classes); a text without an answer has none in that half."""
    shares = np.zeros((len(examples), len(CLASSES)))
    halves = (
        ([one.event_type for one in examples], EVENT_TYPES, slice(0, _TYPES)),
        ([one.event_status for one in examples], STATUSES, slice(_TYPES, None)),
    )
    for answers, names, columns in halves:
        known = np.array([i for i, answer in enumerate(answers) if answer is not None])
        if len(known) == 0:
            continue
        wanted = np.zeros((len(known), len(names)))
        for row, index in enumerate(known):
            wanted[row, names.index(str(answers[index]))] = 1.0
        fitted = fit_dual(kernel[np.ix_(known, known)], wanted, ridge=RIDGE, steps=STEPS)
        block = np.zeros((len(examples), len(names)))
        block[known] = fitted
        shares[:, columns] = block
    return shares


def warmths(examples: Sequence[Example], scores: Floats) -> tuple[float, float]:
    """What the log odds of types and of statuses are multiplied by to be well calibrated."""
    types = _warmth([e.event_type for e in examples], EVENT_TYPES, scores[:, :_TYPES])
    statuses = _warmth([e.event_status for e in examples], STATUSES, scores[:, _TYPES:])
    return types, statuses


def _warmth(answers: Sequence[str | None], names: tuple[str, ...], scores: Floats) -> float:
    known = [i for i, answer in enumerate(answers) if answer is not None]
    if not known:
        return 1.0
    columns = [names.index(str(answers[i])) for i in known]
    losses = [
        -np.log(softmax(scores[known] * warmth)[np.arange(len(known)), columns] + 1e-9).mean()
        for warmth in _WARMTHS
    ]
    return float(_WARMTHS[int(np.argmin(losses))])
