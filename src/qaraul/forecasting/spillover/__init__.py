"""Spill-over: how near, how many and how recent the events beyond an area's border are."""

from qaraul.forecasting.spillover.exposure import (
    Bands,
    Exposure,
    Gates,
    Happenings,
    exposure,
    scaled_to_own_past,
)

__all__ = ["Bands", "Exposure", "Gates", "Happenings", "exposure", "scaled_to_own_past"]
