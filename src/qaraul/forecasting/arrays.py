"""Names of the array types, and the check every score starts with."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Singles: TypeAlias = npt.NDArray[np.float32]
Whole: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Unit: TypeAlias = int | str
Units: TypeAlias = npt.NDArray[Any]  # ids of units: whole numbers or texts, in rising order


def checked(draws: npt.ArrayLike, observed: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Draws (cells, draws) and observations (cells,) as float64.

    ValueError when the shapes do not match, there is no draw, or a value is missing.
    """
    x, y = np.asarray(draws, np.float64), np.asarray(observed, np.float64)
    if x.ndim != 2 or x.shape[1] == 0 or y.shape != x.shape[:1]:  # noqa: PLR2004  cells × draws
        raise ValueError(f"draws {x.shape} do not match observed {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("a forecast or an observation is missing")
    return x, y
