"""Reading stories and signals for pages and machine doors; each starts from `visible_to`."""

from qaraul.pipeline.queries.detail import SignalPage, colleagues, history, signal_page
from qaraul.pipeline.queries.queue import Queue, needs_review_count, queue
from qaraul.pipeline.queries.search import Bit, Hit, find, search_words

__all__ = [
    "Bit",
    "Hit",
    "Queue",
    "SignalPage",
    "colleagues",
    "find",
    "history",
    "needs_review_count",
    "queue",
    "search_words",
    "signal_page",
]
