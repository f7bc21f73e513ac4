"""Geometry of small drawings; no colours, no markup."""

from collections.abc import Sequence
from dataclasses import dataclass

SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 96, 28, 3


@dataclass(frozen=True, slots=True)
class Spark:
    """A word-sized line: its path and its last point."""

    path: str
    x: float
    y: float


def spark(values: Sequence[float]) -> Spark | None:
    """The line through values at even distances; None with fewer than two."""
    if len(values) <= 1:
        return None
    low, high = min(values), max(values)
    step = (SPARK_WIDTH - 2 * SPARK_EDGE) / (len(values) - 1)
    scale = (SPARK_HEIGHT - 2 * SPARK_EDGE) / ((high - low) or 1)
    points = [
        (round(SPARK_EDGE + i * step, 1), round(SPARK_HEIGHT - SPARK_EDGE - (v - low) * scale, 1))
        for i, v in enumerate(values)
    ]
    return Spark("M" + "L".join(f"{x} {y}" for x, y in points), *points[-1])
