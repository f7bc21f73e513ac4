"""Reading: a text becomes language, places, dates, event type and counts; no Django, no network."""

from qaraul.reading.reader import VERSION, read
from qaraul.reading.results import Count, Date, Evidence, Place, Reading
from qaraul.reading.search import lexemes, query_lexemes

__all__ = [
    "VERSION",
    "Count",
    "Date",
    "Evidence",
    "Place",
    "Reading",
    "lexemes",
    "query_lexemes",
    "read",
]
