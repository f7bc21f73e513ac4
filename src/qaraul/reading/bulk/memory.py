"""What was read before, kept on disk, so that near-duplicates and stories cost no memory."""

import sqlite3
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

import orjson

from qaraul.reading.near import NearDuplicates, Print, is_near_duplicate
from qaraul.reading.stories import Heart, belongs, cells, joined

_SCHEMA = """
CREATE TABLE documents (number INTEGER PRIMARY KEY, id TEXT UNIQUE, kept BLOB, story TEXT);
CREATE TABLE bands (key INTEGER, document INTEGER);
CREATE INDEX bands_key ON bands (key);
CREATE TABLE stories (id TEXT PRIMARY KEY, heart BLOB);
CREATE TABLE cells (key TEXT, story TEXT);
CREATE INDEX cells_key ON cells (key);
"""
_MOST_COMPARED = 50


class Memory:
    """An index of prints and stories in a file that is deleted afterwards."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-65536"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.executescript(_SCHEMA)
        self._database.execute("BEGIN")
        self._near = NearDuplicates()

    def __enter__(self) -> Self:
        """The open index."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file; its contents are of no further use."""
        self._database.close()

    def has(self, identity: str) -> bool:
        """Whether a document of that id was placed before."""
        query = "SELECT 1 FROM documents WHERE id = ?"
        return self._database.execute(query, (identity,)).fetchone() is not None

    def place(
        self, identity: str, kept: Print | None, heart: Heart | None
    ) -> tuple[str | None, str]:
        """Remember a document; the earlier one that it repeats, and the id of its story."""
        near = self._repeated(kept) if kept is not None and kept.signature else None
        if near is not None:
            twin, story = near
        else:
            twin, story = None, self._story(identity, heart)
        packed = orjson.dumps(_packed(kept)) if kept is not None and twin is None else None
        cursor = self._database.execute(
            "INSERT INTO documents (id, kept, story) VALUES (?, ?, ?)", (identity, packed, story)
        )
        if packed is not None and kept is not None:
            self._database.executemany(
                "INSERT INTO bands VALUES (?, ?)",
                [(_key(band), cursor.lastrowid) for band in self._near.bands(kept.signature)],
            )
        return twin, story

    def _repeated(self, kept: Print) -> tuple[str, str] | None:
        keys = [_key(band) for band in self._near.bands(kept.signature)]
        marks = ",".join("?" * len(keys))
        query = f"""
            SELECT d.id, d.kept, d.story FROM documents d JOIN (
                SELECT document, count(*) AS shared FROM bands WHERE key IN ({marks})
                GROUP BY document ORDER BY shared DESC, document LIMIT {_MOST_COMPARED}
            ) b ON b.document = d.number ORDER BY d.number"""  # noqa: S608  only marks and a constant
        for identity, packed, story in self._database.execute(query, keys):
            if is_near_duplicate(kept, _unpacked(orjson.loads(packed))):
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


def _packed(kept: Print) -> list[list[str] | list[int]]:
    sets = (kept.numbers, kept.places, kept.days, kept.names)
    return [list(kept.signature), *(sorted(each) for each in sets)]


def _unpacked(values: list[list[str]]) -> Print:
    signature, *sets = values
    numbers, places, days, names = (frozenset(each) for each in sets)
    return Print(tuple(map(int, signature)), numbers, places, days, names)


def _packed_heart(heart: Heart) -> list[str | float]:
    first, last = heart.first.isoformat(), heart.last.isoformat()
    return [heart.story, heart.lat, heart.lon, first, last, heart.event_type, heart.status]


def _heart(values: list[str]) -> Heart:
    story, lat, lon, first, last, event_type, status = values
    return Heart(
        story, float(lat), float(lon), date.fromisoformat(first), date.fromisoformat(last),
        event_type, status,
    )  # fmt: skip
