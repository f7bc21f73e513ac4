"""What was read before, kept on disk, so that near-duplicates and stories cost no memory."""

import sqlite3
from array import array
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from qaraul.reading.bulk.done import Done
from qaraul.reading.bulk.recent import Recent
from qaraul.reading.embedding import Embedder, Vectors, centred
from qaraul.reading.near import ALIKE, NearDuplicates, Print, is_near_duplicate
from qaraul.reading.stories import Heart, Links, Why, cells, joined, together

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value BLOB);
CREATE TABLE IF NOT EXISTS documents (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, signature BLOB, facts BLOB, story TEXT);
CREATE TABLE IF NOT EXISTS bands (key INTEGER, document INTEGER);
CREATE INDEX IF NOT EXISTS bands_key ON bands (key);
CREATE TABLE IF NOT EXISTS stories (id TEXT PRIMARY KEY, heart BLOB);
CREATE TABLE IF NOT EXISTS cells (key TEXT, story TEXT);
CREATE INDEX IF NOT EXISTS cells_key ON cells (key);
CREATE INDEX IF NOT EXISTS documents_story ON documents (story);
"""
_PRAGMAS = (
    "locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536",
)  # fmt: skip
_MOST_COMPARED = 20


class Memory:
    """An index of prints and stories in a file; what was not committed goes with the process.

    `sqlite3.OperationalError` when another process has it open, `DatabaseError` when it is broken.
    """

    def __init__(
        self, path: Path, vectors: Embedder | None = None, links: Links | None = None
    ) -> None:
        self._vectors = vectors
        self._links = links or Links()
        self._recent = Recent()
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

    def place(self, done: Done) -> tuple[str | None, str]:
        """Remember a document; the earlier one that it repeats, and the id of its story."""
        keys: list[int] = []
        near: tuple[str, str] | None = None
        kept = done.kept
        shut = self._stories_of(self._links.parted_from(done.id))
        if kept is not None and kept.signature:
            keys = [_key(band) for band in self._near.bands(kept.signature)]
            near = self._repeated(kept, keys)
        twin = near[0] if near else None
        open_ = self._stories_of(self._links.joined_to(done.id)) - shut
        if open_:
            story = min(open_)
        elif near and near[1] not in shut:
            story = near[1]
        else:
            story = self._story(done, shut)
        self._keep(done, keys if twin is None else [], story)
        return twin, story

    def _keep(self, done: Done, keys: list[int], story: str) -> None:
        kept = done.kept
        row = (
            done.id,
            array("Q", kept.signature).tobytes() if kept is not None and keys else None,
            orjson.dumps(_facts(kept)) if kept is not None and keys else None,
            story,
        )
        query = "INSERT INTO documents (id, signature, facts, story) VALUES (?, ?, ?, ?)"
        cursor = self._database.execute(query, row)
        self._database.executemany(
            "INSERT INTO bands VALUES (?, ?)", [(key, cursor.lastrowid) for key in keys]
        )

    def _stories_of(self, documents: set[str]) -> set[str]:
        if not documents:
            return set()
        marks = ",".join("?" * len(documents))
        query = f"SELECT DISTINCT story FROM documents WHERE id IN ({marks})"  # noqa: S608  only marks
        return {story for (story,) in self._database.execute(query, sorted(documents))}

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

    def _story(self, done: Done, shut: set[str]) -> str:
        heart = done.heart
        if heart is None:
            return done.id
        vector = self._vector(done)
        alike = self._recent.alike(vector) if vector is not None else {}
        best: tuple[Why, Heart] | None = None
        for story in self._candidates(heart, alike):
            why = together(heart, story, alike.get(story.story))
            if why and story.story not in shut and (best is None or why.points > best[0].points):
                best = why, story
        if best is not None:
            self._grow(best[1], heart, vector)
            return best[1].story
        self._begin(done.id, heart, vector)
        return done.id

    def _vector(self, done: Done) -> Vectors | None:
        if self._vectors is None:
            return None
        made = done.vector
        if made is None:
            made = self._vectors.vectors([done.gist])[0]
        answer: Vectors = centred(made[None], [done.lang])[0]
        return answer

    def _candidates(self, heart: Heart, alike: dict[str, float]) -> list[Heart]:
        """Stories near the place, and those that say the like, the latest first."""
        around = cells(heart)
        marks = ",".join("?" * len(around))
        query = f"""SELECT DISTINCT s.rowid, s.heart FROM stories s JOIN cells c ON c.story = s.id
                    WHERE c.key IN ({marks})"""  # noqa: S608  only marks
        found = dict(self._database.execute(query, around).fetchall())
        likeliest = sorted(alike, key=lambda story: -alike[story])[:_MOST_COMPARED]
        marks = ",".join("?" * len(likeliest))
        query = f"SELECT rowid, heart FROM stories WHERE id IN ({marks})"  # noqa: S608  only marks
        found.update(self._database.execute(query, likeliest).fetchall())
        return [_heart(orjson.loads(found[row])) for row in sorted(found, reverse=True)]

    def _grow(self, story: Heart, heart: Heart, vector: Vectors | None) -> None:
        grown = joined(story, heart)
        query = "UPDATE stories SET heart = ? WHERE id = ?"
        self._database.execute(query, (orjson.dumps(_packed_heart(grown)), story.story))
        if grown.has_place and not story.has_place:
            self._database.execute(
                "INSERT INTO cells VALUES (?, ?)", (cells(grown)[0], story.story)
            )
        if vector is not None:
            self._recent.add(story.story, vector)

    def _begin(self, identity: str, heart: Heart, vector: Vectors | None) -> None:
        packed = orjson.dumps(_packed_heart(heart))
        self._database.execute("INSERT INTO stories VALUES (?, ?)", (identity, packed))
        for cell in cells(heart)[:1]:
            self._database.execute("INSERT INTO cells VALUES (?, ?)", (cell, identity))
        if vector is not None:
            self._recent.add(identity, vector)


def _key(band: str) -> int:
    """A band as a signed 64-bit number, which SQLite keeps in eight bytes."""
    return int(band, 16) - (1 << 63)


def _facts(kept: Print) -> list[list[str]]:
    return [sorted(each) for each in (kept.numbers, kept.places, kept.days, kept.names)]


def _unpacked(signature: Sequence[int], facts: list[list[str]]) -> Print:
    numbers, places, days, names = (frozenset(each) for each in facts)
    return Print(tuple(signature), numbers, places, days, names)


def _packed_heart(heart: Heart) -> list[Any]:
    first, last = heart.first.isoformat(), heart.last.isoformat()
    return [
        heart.story, heart.lat, heart.lon, first, last, heart.event_type, heart.status,
        dict(heart.counts), heart.country,
    ]  # fmt: skip


def _heart(values: list[Any]) -> Heart:
    story, lat, lon, first, last, event_type, status, counts, country = values
    return Heart(
        story, lat, lon, date.fromisoformat(first), date.fromisoformat(last), event_type, status,
        counts, country,
    )  # fmt: skip
