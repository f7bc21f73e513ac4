"""The law of the chain: each link follows the one before, and none is changed or missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson

from qaraul.errors import BadInput
from qaraul.journal.digests import digest


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as the chain sees it: its place, the hashes it names, the hash it ought to have."""

    sequence: int
    previous: str
    hash: str
    computed: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found: how many rows, the last hash, and the first thing wrong."""

    checked: int
    broken_at: int | None = None
    fault: str = ""
    last_hash: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, dropped or reordered."""
        return self.broken_at is None


def check(links: Iterable[Link], *, known: Iterable[tuple[int, str]] = ()) -> Verdict:
    """Walk the links from the first and name the first that is wrong.

    known: places of the chain with the hash that stands there for certain, such as its head or
    one that somebody noted down; a chain that ends before such a place lost its tail.
    """
    certain = dict(known)
    expected, previous = 1, ""
    for link in links:
        if fault := _fault(link, expected, previous, certain):
            return Verdict(expected - 1, expected, fault, previous)
        expected, previous = expected + 1, link.hash
    if certain and max(certain) >= expected:
        return Verdict(expected - 1, expected, f"rows after {expected - 1} are missing", previous)
    return Verdict(expected - 1, last_hash=previous)


def _fault(link: Link, expected: int, previous: str, certain: dict[int, str]) -> str:
    if link.sequence != expected:
        return f"row {expected} is missing"
    if link.previous != previous:
        return f"row {expected} does not follow the row before"
    if link.hash != link.computed:
        return f"row {expected} was changed"
    if certain.get(expected, link.hash) != link.hash:
        return f"row {expected} is not the row that stood there"
    return ""


def links_of_lines(lines: Iterable[bytes]) -> Iterator[Link]:
    """The links of an exported journal, one JSON object a line; `BadInput` names a bad line."""
    for number, line in enumerate(lines, start=1):
        try:
            row = orjson.loads(line)
            claimed = row.pop("hash")
            yield Link(row["sequence"], row["previous"], claimed, digest(row))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadInput(f"Line {number} is not a line of an exported journal.") from None
