"""Weigh pieces and evidence together: a probability for each type and each status."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from qaraul.reading.ensemble.artefact import Artefact, Weights
from qaraul.reading.ensemble.pieces import Ids
from qaraul.reading.results import EVENT_TYPES, STATUSES

_TYPES = len(EVENT_TYPES)


@dataclass(frozen=True, slots=True)
class Decision:
    """Probabilities, highest first; each of the two adds up to one."""

    types: dict[str, float]
    statuses: dict[str, float]

    @property
    def event_type(self) -> str:
        """The likeliest type."""
        return next(iter(self.types))

    @property
    def status(self) -> str:
        """The likeliest status."""
        return next(iter(self.statuses))


def scores_of(model: Artefact, pieces: Ids, evidence: Mapping[str, float]) -> Weights:
    """Log odds of every class, before they are warmed: (classes,) float32."""
    scores = model.bias.copy()
    if len(pieces):
        each = np.full(len(pieces), len(pieces) ** -0.5, dtype=np.float32)
        scores += each @ model.pieces.take(pieces, axis=0)
    known = [(model.names[name], value) for name, value in evidence.items() if name in model.names]
    if known:
        rows, values = zip(*known, strict=True)
        scores += np.array(values, dtype=np.float32) @ model.evidence[list(rows)]
    return scores


def decide(
    model: Artefact,
    pieces: Ids,
    evidence: Mapping[str, float],
    extra: Weights | None = None,
) -> Decision:
    """The ensemble's answer; `extra` are log odds that a further model adds."""
    scores = scores_of(model, pieces, evidence)
    if extra is not None:
        scores = scores + extra
    return Decision(
        types=_shares(EVENT_TYPES, scores[:_TYPES] * np.float32(model.warmth[0])),
        statuses=_shares(STATUSES, scores[_TYPES:] * np.float32(model.warmth[1])),
    )


def _shares(names: tuple[str, ...], scores: Weights) -> dict[str, float]:
    grown = np.exp((scores - scores.max()).astype(np.float64))
    shares = (grown / grown.sum()).tolist()
    ranked = sorted(zip(names, shares, strict=True), key=lambda one: (-one[1], one[0]))
    return {name: round(share, 4) for name, share in ranked}
