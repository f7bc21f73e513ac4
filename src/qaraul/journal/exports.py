"""The journal as a file that anybody can check: one JSON object a line."""

from collections.abc import Iterable, Iterator

from qaraul.journal.digests import canonical
from qaraul.journal.models import Entry


def lines(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Each entry with all that its hash covers, and the hash.

    The hash is the SHA-256 of the line's JSON (sorted keys, no spaces) without `hash`.
    """
    for entry in entries:
        yield canonical({**entry.chained(), "hash": entry.hash}) + b"\n"
