"""Sentence vectors made in the process that read the texts, one for a text and its copies."""

from collections.abc import Sequence
from itertools import compress

from qaraul.reading.bulk.done import Done
from qaraul.reading.embedding import EmbedderMissing, embedder
from qaraul.reading.near import Print, first_alike


def give_vectors(chunk: Sequence[Done]) -> None:
    """Put a vector beside each document that can join a story and repeats none before it here.

    A machine of a cluster that has no embedder gives none: whoever places the documents makes
    those that are missing, and they are the same.
    """
    try:
        maker = embedder()
    except EmbedderMissing:
        return
    asked = list(compress(chunk, _are_new(chunk)))
    for done, vector in zip(asked, maker.vectors([done.gist for done in asked]), strict=True):
        done.vector = vector


def _are_new(chunk: Sequence[Done]) -> list[bool]:
    new: list[bool] = []
    earlier: list[tuple[str, Print]] = []
    for done in chunk:
        kept = done.kept
        repeats = kept is not None and first_alike(kept, earlier) is not None
        if kept is not None and kept.signature and not repeats:
            earlier.append((done.id, kept))
        new.append(done.heart is not None and not repeats)
    return new
