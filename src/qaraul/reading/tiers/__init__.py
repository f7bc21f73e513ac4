"""What a model may be asked about a text, and which of its answers are believed; no network."""

from qaraul.reading.tiers.asking import (
    Answer,
    Ask,
    Kind,
    NoAnswer,
    Question,
    extraction,
    summary,
    translation,
)
from qaraul.reading.tiers.believing import Refused, Suggested, believed_extraction
from qaraul.reading.tiers.prose import believed_prose

__all__ = [
    "Answer",
    "Ask",
    "Kind",
    "NoAnswer",
    "Question",
    "Refused",
    "Suggested",
    "believed_extraction",
    "believed_prose",
    "extraction",
    "summary",
    "translation",
]
