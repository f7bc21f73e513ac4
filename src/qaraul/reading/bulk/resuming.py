"""Where an interrupted run stands: what it reads, with which reader, and how far it came."""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import orjson

from qaraul.errors import BadInput, Conflict
from qaraul.reading.bulk.memory import Memory
from qaraul.reading.bulk.row import Refused
from qaraul.reading.embedding import Embedder
from qaraul.reading.stories import Links

_FORM = "2"  # of the folder itself
_MOST_REFUSED = 1_000
_LOOKED_AT = 1024 * 1024
_READER = Path(__file__).parent.parent


@dataclass(slots=True)
class Report:
    """What was taken and what was not, row by row up to a thousand."""

    documents: int = 0
    not_read: int = 0
    near_duplicates: int = 0
    refused_count: int = 0
    refused: list[Refused] = field(default_factory=list)
    resumed_at: int = 0

    def refuse(self, row: Refused) -> None:
        """Count a refused row and keep the first thousand of them."""
        self.refused_count += 1
        if len(self.refused) < _MOST_REFUSED:
            self.refused.append(row)


@dataclass(slots=True)
class Progress:
    """How far a run came: rows dealt with, bytes written, and what of it was said twice."""

    rows: int = 0
    size: int = 0
    documents: int = 0
    not_read: int = 0
    near_duplicates: int = 0
    again_count: int = 0
    again: list[str] = field(default_factory=list)

    def repeat(self, identity: str) -> None:
        """Count an id that was given before."""
        self.again_count += 1
        if len(self.again) < _MOST_REFUSED:
            self.again.append(identity)

    def told(self, report: Report) -> Report:
        """Put what is known into a report that already holds the rows refused at the door."""
        report.documents, report.not_read = self.documents, self.not_read
        report.near_duplicates = self.near_duplicates
        for identity in self.again:
            report.refuse(Refused("", 0, f"the id “{identity}” was given before"))
        report.refused_count += self.again_count - len(self.again)
        return report


class Desk:
    """The folder beside the output that holds an unfinished run."""

    def __init__(self, out: Path, inputs: Sequence[Path], how: Mapping[str, str]) -> None:
        """how: the settings that change what is read, by name."""
        self.folder = out.parent / f".{out.name}.reading"
        self.lines = self.folder / "records.jsonl"
        self._asked = _asked(inputs, how)

    def open(
        self, *, fresh: bool, vectors: Embedder | None = None, links: Links | None = None
    ) -> tuple[Memory, Progress]:
        """The index and how far it came; `BadInput` when something else was read before.

        Raises `Conflict` while another run writes the same output.
        """
        index = partial(Memory, self.folder / "index.sqlite", vectors, links)
        if not self.folder.exists():
            self.folder.mkdir()
        try:
            memory = index()
        except sqlite3.OperationalError:
            raise Conflict(f"{self.folder.name}: another run is writing this output.") from None
        except sqlite3.DatabaseError:
            return self._anew(index)
        kept = memory.state("asked")
        if kept is None or fresh:
            memory.close()
            return self._anew(index)
        if kept != self._asked:
            memory.close()
            raise BadInput(_difference(orjson.loads(kept), orjson.loads(self._asked)))
        progress = Progress(**orjson.loads(memory.state("progress") or b"{}"))
        if not self.lines.is_file() or self.lines.stat().st_size < progress.size:
            memory.close()
            return self._anew(index)
        return memory, progress

    def _anew(self, index: Callable[[], Memory]) -> tuple[Memory, Progress]:
        self.clear()
        self.folder.mkdir()
        memory = index()
        memory.keep("asked", self._asked)
        self.save(memory, Progress())
        return memory, Progress()

    def save(self, memory: Memory, progress: Progress) -> None:
        """Keep how far the run came; what is written to the records must be on disk already."""
        memory.keep("progress", orjson.dumps(asdict(progress)))
        memory.commit()

    def clear(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def stamp() -> str:
    """A digest of the reader's code and data: two readers that share it read alike."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(_READER.rglob("*")):
        if path.is_file() and path.suffix != ".pyc" and "tests" not in path.parts:
            digest.update(str(path.relative_to(_READER)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _asked(inputs: Sequence[Path], how: Mapping[str, str]) -> bytes:
    files = {str(path.resolve()): _print_of(path) for path in inputs}
    asked = {"form": _FORM, "reader": stamp(), "how": dict(how), "files": files}
    return orjson.dumps(asked)


def _print_of(path: Path) -> str:
    """Size, time and both ends of a file: enough to notice another one, at any size."""
    facts, digest = path.stat(), hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        digest.update(file.read(_LOOKED_AT))
        if facts.st_size > _LOOKED_AT:
            file.seek(max(_LOOKED_AT, facts.st_size - _LOOKED_AT))
            digest.update(file.read(_LOOKED_AT))
    return f"{facts.st_size} {facts.st_mtime_ns} {digest.hexdigest()}"


def _difference(kept: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """What is not as it was when the earlier run stopped, and what to do."""
    if kept.get("files") != asked["files"]:
        earlier = kept.get("files") or {}
        changed = [
            Path(path).name
            for path in sorted({*earlier, *asked["files"]})
            if earlier.get(path) != asked["files"].get(path)
        ]
        what = f"the input is another one or has changed ({', '.join(changed[:5]) or 'its order'})"
    elif kept.get("how") != asked["how"]:
        what = "the way of reading is another one"
    else:
        what = "the reader is another version"
    return f"An earlier run stopped half-way, and since then {what}. Begin anew with --fresh."
