"""Surges: days on which a series counts far more than its own weeks and the volume explain."""

from qaraul.forecasting.surges.detecting import Plan, Verdicts, detect
from qaraul.forecasting.surges.discoveries import benjamini_hochberg, level_for

__all__ = ["Plan", "Verdicts", "benjamini_hochberg", "detect", "level_for"]
