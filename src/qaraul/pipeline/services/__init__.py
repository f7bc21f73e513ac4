"""What may be done with documents to read and with signals; every act is journaled."""

from qaraul.pipeline.services.correcting import correct_reading
from qaraul.pipeline.services.indexing import index_incidents
from qaraul.pipeline.services.merging import merge_signals, split_document, undo
from qaraul.pipeline.services.queue import (
    claim_signal,
    dismiss_signal,
    escalate_signal,
    hand_over,
    let_go,
    reopen_signal,
    snooze_signal,
)
from qaraul.pipeline.services.raising import Raised, raise_signal
from qaraul.pipeline.services.reading import read_again, read_due_documents
from qaraul.pipeline.services.verifying import add_later_documents, verify_signal
from qaraul.pipeline.services.writing import HeldByAnother

__all__ = [
    "HeldByAnother",
    "Raised",
    "add_later_documents",
    "claim_signal",
    "correct_reading",
    "dismiss_signal",
    "escalate_signal",
    "hand_over",
    "index_incidents",
    "let_go",
    "merge_signals",
    "raise_signal",
    "read_again",
    "read_due_documents",
    "reopen_signal",
    "snooze_signal",
    "split_document",
    "undo",
    "verify_signal",
]
