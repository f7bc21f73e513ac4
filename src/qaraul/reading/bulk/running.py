"""Read files into one file: in order, in several processes, all or nothing."""

import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import IO

import orjson

from qaraul.errors import BadInput
from qaraul.reading.bulk.memory import Memory
from qaraul.reading.bulk.parquet import jsonl_to_parquet
from qaraul.reading.bulk.row import Refused, Row
from qaraul.reading.bulk.rows import rows_of
from qaraul.reading.bulk.working import Done, Work, leave_interrupts, read_rows
from qaraul.reading.embedding import embedder
from qaraul.reading.stories import Links

_CHUNK = 64
_MOST_REFUSED = 1_000


@dataclass(slots=True)
class Report:
    """What was taken and what was not, row by row up to a thousand."""

    documents: int = 0
    not_read: int = 0
    near_duplicates: int = 0
    refused_count: int = 0
    refused: list[Refused] = field(default_factory=list)

    def refuse(self, row: Refused) -> None:
        """Count a refused row and keep the first thousand of them."""
        self.refused_count += 1
        if len(self.refused) < _MOST_REFUSED:
            self.refused.append(row)


def read_files(
    inputs: Sequence[Path],
    out: Path,
    *,
    workers: int = 1,
    work: Work | None = None,
    links: Links | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> Report:
    """Read every document of the inputs and write one record each, in the inputs' order.

    work: whose weights, and whether with sentence vectors. links: what analysts joined and parted.
    `out` appears only when all is done; BadInput when a file cannot be read or its kind is unknown,
    EmbedderMissing when vectors are asked for and cannot be made.
    """
    work = work or Work()
    vectors = embedder() if work.embed else None
    if out.suffix.lower() not in (".jsonl", ".ndjson", ".parquet"):
        raise BadInput(f"{out.name}: the output is written as .jsonl or .parquet.")
    for path in inputs:
        if not path.is_file():
            raise BadInput(f"{path}: there is no such file.")
        rows_of(path)
    if not out.parent.is_dir():
        raise BadInput(f"{out.parent}: there is no such folder.")
    report = Report()
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder:
        lines = Path(folder) / "records.jsonl"
        index = Path(folder) / "index.sqlite"
        with Memory(index, vectors, links) as memory, lines.open("wb") as file:
            _write_all(_read_all(inputs, report, workers, work), file, memory, report, on_progress)
            file.flush()
            os.fsync(file.fileno())
        finished = lines
        if out.suffix.lower() == ".parquet":
            finished = Path(folder) / "records.parquet"
            jsonl_to_parquet(lines, finished)
        finished.replace(out)
    return report


def _read_all(
    inputs: Sequence[Path], report: Report, workers: int, work: Work
) -> Iterator[list[Done]]:
    rows = _accepted(inputs, report)
    if workers > 1:
        return _in_processes(rows, workers, work)
    return (read_rows(chunk, work) for chunk in _chunks(rows))


def _write_all(
    chunks: Iterable[list[Done]],
    file: IO[bytes],
    memory: Memory,
    report: Report,
    on_progress: Callable[[int], None] | None,
) -> None:
    for chunk in chunks:
        for done in chunk:
            if memory.has(done.id):
                report.refuse(Refused("", 0, f"the id “{done.id}” was given before"))
                continue
            twin, story = memory.place(done)
            report.documents += 1
            report.not_read += not done.is_read
            report.near_duplicates += twin is not None
            ending = orjson.dumps({"near_duplicate_of": twin, "story": story})
            file.write(done.record + b"," + ending[1:] + b"\n")
        if on_progress is not None:
            on_progress(report.documents)


def _accepted(inputs: Sequence[Path], report: Report) -> Iterator[Row]:
    for path in inputs:
        for row in rows_of(path):
            if isinstance(row, Refused):
                report.refuse(row)
            else:
                yield row


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    each = iter(rows)
    while chunk := list(islice(each, _CHUNK)):
        yield chunk


def _in_processes(rows: Iterable[Row], workers: int, work: Work) -> Iterator[list[Done]]:
    """Chunks in order, with at most four a process under way, so that memory stays bounded."""
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=leave_interrupts) as pool:
        pending: deque[Future[list[Done]]] = deque()
        try:
            for chunk in _chunks(rows):
                pending.append(pool.submit(read_rows, chunk, work))
                if len(pending) >= workers * 4:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
