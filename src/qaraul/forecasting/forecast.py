"""A forecast: draws for units and months, with everything needed to make it again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qaraul.errors import BadInput
from qaraul.forecasting.arrays import Floats, Singles, Units

HIGHEST_COUNT = 1e9


@dataclass(frozen=True, slots=True)
class Forecast:
    """draws: (units, months, draws), float32, counts >= 0, in rising order along the draws.

    units: ids. months: numbers of the target months. data_end: last month that the model saw.
    """

    units: Units
    months: tuple[int, ...]
    draws: Singles
    model: str
    version: str
    data_end: int
    seed: int

    def __post_init__(self) -> None:
        """Refuse draws that do not fit, are missing or below zero."""
        if self.draws.ndim != 3 or self.draws.shape[:2] != (len(self.units), len(self.months)):  # noqa: PLR2004
            raise BadInput(f"draws {self.draws.shape} do not match the units and months")
        if not ((self.draws >= 0) & (self.draws <= HIGHEST_COUNT)).all():
            raise BadInput("a draw is missing, below zero or without end")

    @property
    def leads(self) -> tuple[int, ...]:
        """Months from the end of the data to each target month."""
        return tuple(month - self.data_end for month in self.months)

    def probability(self, at_least: float) -> Floats:
        """Share of draws at or above a count: (units, months)."""
        shares: Floats = (self.draws >= at_least).mean(axis=2)
        return shares

    def expected(self) -> Floats:
        """Mean of the draws: (units, months)."""
        means: Floats = self.draws.mean(axis=2, dtype=np.float64)
        return means

    def quantiles(self, levels: Sequence[float]) -> Floats:
        """Quantiles of the draws: (levels, units, months), linear between draws."""
        found: Floats = np.quantile(self.draws, levels, axis=2).astype(np.float64)
        return found

    def fingerprint(self) -> str:
        """SHA-256 of everything in the forecast, in hexadecimal: what a journal keeps of it."""
        facts = (self.model, self.version, self.data_end, self.seed, self.months, self.draws.shape)
        digest = hashlib.sha256(repr(facts).encode())
        digest.update("\x1f".join(map(str, self.units.tolist())).encode())
        digest.update(np.ascontiguousarray(self.draws, "<f4").tobytes())
        return digest.hexdigest()
