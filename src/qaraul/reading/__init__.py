"""Reading: a text becomes language, places, dates, event type and counts; no Django, no network."""

from qaraul.reading.masking import Redacted, Span, redact
from qaraul.reading.reader import VERSION, read
from qaraul.reading.results import Count, Date, Evidence, Name, Place, Reading
from qaraul.reading.search import lexemes, query_lexemes, words_and_places

__all__ = [
    "VERSION",
    "Count",
    "Date",
    "Evidence",
    "Name",
    "Place",
    "Reading",
    "Redacted",
    "Span",
    "lexemes",
    "query_lexemes",
    "read",
    "redact",
    "words_and_places",
]
