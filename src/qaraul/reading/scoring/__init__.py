"""How good the reader is: a line for each task and language, with its number and baselines."""

from qaraul.reading.scoring.card import TASKS, Card, score
from qaraul.reading.scoring.lines import Line

__all__ = ["TASKS", "Card", "Line", "score"]
