"""What was read before, kept on disk, so that near-duplicates and stories cost no memory."""

import sqlite3
from array import array
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

import orjson

from qaraul.reading.near import ALIKE, NearDuplicates, Print, is_near_duplicate
from qaraul.reading.stories import Heart, belongs, cells, joined

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value BLOB);
CREATE TABLE IF NOT EXISTS documents (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, signature BLOB, facts BLOB, story TEXT);
CREATE TABLE IF NOT EXISTS bands (key INTEGER, document INTEGER);
CREATE INDEX IF NOT EXISTS bands_key ON bands (key);
CREATE TABLE IF NOT EXISTS stories (id TEXT PRIMARY KEY, heart BLOB);
CREATE TABLE IF NOT EXISTS cells (key TEXT, story TEXT);
CREATE INDEX IF NOT EXISTS cells_key ON cells (key);
"""
_PRAGMAS = (
    "locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536",
)  # fmt: skip
_MOST_COMPARED = 20


class Memory:
    """An index of prints and stories in a file; what was not committed goes with the process.

    `sqlite3.OperationalError` when another process has it open, `DatabaseError` when it is broken.
    """

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, timeout=1.0)
        self._near = NearDuplicates()
        try:
            for pragma in _PRAGMAS:
                self._database.execute(f"PRAGMA {pragma}")
            self._database.executescript(_SCHEMA)
            self._database.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError:
            self._database.close()
            raise

    def __enter__(self) -> Self:
        """The open index."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; what was not committed is not in it."""
        self._database.close()

    def commit(self) -> None:
        """What was placed so far outlives the process."""
        self._database.execute("COMMIT")
        self._database.execute("BEGIN IMMEDIATE")

    def state(self, key: str) -> bytes | None:
        """What was kept under a key."""
        row = self._database.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def keep(self, key: str, value: bytes) -> None:
        """Keep something under a key, until the next commit in memory only."""
        self._database.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, value))

    def has(self, identity: str) -> bool:
        """Whether a document of that id was placed before."""
        query = "SELECT 1 FROM documents WHERE id = ?"
        return self._database.execute(query, (identity,)).fetchone() is not None

    def place(
        self, identity: str, kept: Print | None, heart: Heart | None
    ) -> tuple[str | None, str]:
        """Remember a document; the earlier one that it repeats, and the id of its story."""
        keys: list[int] = []
        near: tuple[str, str] | None = None
        if kept is not None and kept.signature:
            keys = [_key(band) for band in self._near.bands(kept.signature)]
            near = self._repeated(kept, keys)
        twin, story = near or (None, self._story(identity, heart))
        is_first = kept is not None and twin is None
        row = (
            identity,
            array("Q", kept.signature).tobytes() if kept is not None and is_first else None,
            orjson.dumps(_facts(kept)) if kept is not None and is_first else None,
            story,
        )
        query = "INSERT INTO documents (id, signature, facts, story) VALUES (?, ?, ?, ?)"
        cursor = self._database.execute(query, row)
        if is_first:
            self._database.executemany(
                "INSERT INTO bands VALUES (?, ?)", [(key, cursor.lastrowid) for key in keys]
            )
        return twin, story

    def _repeated(self, kept: Print, keys: list[int]) -> tuple[str, str] | None:
        marks = ",".join("?" * len(keys))
        query = f"""
            SELECT d.id, d.signature, d.facts, d.story FROM documents d JOIN (
                SELECT document, count(*) AS shared FROM bands WHERE key IN ({marks})
                GROUP BY document ORDER BY shared DESC, document LIMIT {_MOST_COMPARED}
            ) b ON b.document = d.number ORDER BY d.number"""  # noqa: S608  only marks and a constant
        for identity, signature, facts, story in self._database.execute(query, keys).fetchall():
            other = array("Q", signature)
            if self._near.similarity(kept.signature, other) < ALIKE:
                continue
            if is_near_duplicate(kept, _unpacked(other, orjson.loads(facts))):
                return identity, story
        return None

    def _story(self, identity: str, heart: Heart | None) -> str:
        if heart is None:
            return identity
        around = cells(heart)
        marks = ",".join("?" * len(around))
        query = f"""SELECT s.heart FROM stories s JOIN cells c ON c.story = s.id
                    WHERE c.key IN ({marks}) ORDER BY s.rowid DESC"""  # noqa: S608  only marks
        for (packed,) in self._database.execute(query, around):
            story = _heart(orjson.loads(packed))
            if belongs(heart, story):
                grown = orjson.dumps(_packed_heart(joined(story, heart)))
                self._database.execute(
                    "UPDATE stories SET heart = ? WHERE id = ?", (grown, story.story)
                )
                return story.story
        packed_new = orjson.dumps(_packed_heart(heart))
        self._database.execute("INSERT INTO stories VALUES (?, ?)", (identity, packed_new))
        self._database.execute("INSERT INTO cells VALUES (?, ?)", (around[0], identity))
        return identity


def _key(band: str) -> int:
    """A band as a signed 64-bit number, which SQLite keeps in eight bytes."""
    return int(band, 16) - (1 << 63)


def _facts(kept: Print) -> list[list[str]]:
    return [sorted(each) for each in (kept.numbers, kept.places, kept.days, kept.names)]


def _unpacked(signature: Sequence[int], facts: list[list[str]]) -> Print:
    numbers, places, days, names = (frozenset(each) for each in facts)
    return Print(tuple(signature), numbers, places, days, names)


def _packed_heart(heart: Heart) -> list[str | float]:
    first, last = heart.first.isoformat(), heart.last.isoformat()
    return [heart.story, heart.lat, heart.lon, first, last, heart.event_type, heart.status]


def _heart(values: list[str]) -> Heart:
    story, lat, lon, first, last, event_type, status = values
    return Heart(
        story, float(lat), float(lon), date.fromisoformat(first), date.fromisoformat(last),
        event_type, status,
    )  # fmt: skip
