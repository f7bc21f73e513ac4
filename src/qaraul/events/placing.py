"""Find the area of coordinates, the finest that the node knows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import numpy as np

from qaraul.places.choices import Level
from qaraul.places.models import Area, area_id
from qaraul.places.queries import area_index

REACH = 0.05  # degrees: a point on a simplified border or shore still belongs to its area


def locate(lons: Sequence[float], lats: Sequence[float]) -> list[UUID | None]:
    """The finest area that holds each point; None where none does."""
    index = area_index()
    x, y = np.asarray(lons, float), np.asarray(lats, float)
    codes = np.full(len(x), "", dtype=object)
    for level in sorted(Level, reverse=True):
        open_ = np.flatnonzero(codes == "")
        if len(open_):
            codes[open_] = index.locate(x[open_], y[open_], level, REACH if level == 0 else 0.0)
    return [area_id(str(code)) if code else None for code in codes]


def with_area(facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts; coordinates without an area are given theirs."""
    if facts.get("area") is not None or facts.get("lat") is None:
        return facts
    (found,) = locate([facts["lon"]], [facts["lat"]])
    return {**facts, "area": Area.objects.filter(pk=found).first() if found else None}
