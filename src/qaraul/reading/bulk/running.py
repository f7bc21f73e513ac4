"""Read files into one file: in order, in several processes, whole or not at all."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO

import orjson

from qaraul.errors import BadInput
from qaraul.reading.bulk.done import Done
from qaraul.reading.bulk.memory import Memory
from qaraul.reading.bulk.parquet import jsonl_to_parquet
from qaraul.reading.bulk.resuming import Desk, Progress, Report
from qaraul.reading.bulk.row import Refused, Row
from qaraul.reading.bulk.rows import rows_of
from qaraul.reading.bulk.spreading import Spread, in_processes
from qaraul.reading.bulk.working import Work, read_rows
from qaraul.reading.embedding import embedder
from qaraul.reading.stories import Links

_CHUNK, _CHARACTERS = 64, 2_000_000  # of one chunk: so many rows, or so much text
_CHUNK_EMBEDDED = 16  # rows that take seconds: shared out evenly, and soon seen to go on
_SAVED_EVERY = 16  # chunks


def read_files(
    inputs: Sequence[Path],
    out: Path,
    *,
    workers: int = 1,
    work: Work | None = None,
    links: Links | None = None,
    spread: Spread | None = None,
    fresh: bool = False,
    on_progress: Callable[[int], None] | None = None,
) -> Report:
    """Read every document of the inputs and write one record each, in the inputs' order.

    `out` appears only when all is done. A run that was killed is gone on with by the next one with
    the same inputs and reader, unless `fresh`; one that was interrupted leaves nothing behind.
    work: whose weights, and whether with sentence vectors; these are compared with one another in
    memory only, so a run with vectors always begins anew. links: what analysts joined and parted.
    spread: reads chunks elsewhere and returns them in order, instead of `workers` processes here.
    Raises BadInput when a file cannot be read, its kind is unknown, or what an earlier run began
    was something else; Conflict while another run writes the same output; EmbedderMissing when
    vectors are asked for and cannot be made.
    """
    work = work or Work()
    vectors = embedder() if work.embed else None
    _check(inputs, out)
    desk, report = Desk(out, inputs, _ways(work)), Report()
    memory, progress = desk.open(fresh=fresh or work.embed, vectors=vectors, links=links)
    report.resumed_at = progress.documents
    try:
        with memory:
            rows = _accepted(inputs, report)
            _skip(rows, progress.rows)
            chunks = _spread(rows, workers, spread, work)
            _read_all(chunks, desk, memory, progress, on_progress)
        _finish(desk, out)
    except KeyboardInterrupt:
        desk.clear()
        raise
    return progress.told(report)


def _check(inputs: Sequence[Path], out: Path) -> None:
    if out.suffix.lower() not in (".jsonl", ".ndjson", ".parquet"):
        raise BadInput(f"{out.name}: the output is written as .jsonl or .parquet.")
    for path in inputs:
        if not path.is_file():
            raise BadInput(f"{path}: there is no such file.")
        rows_of(path)
    if not out.parent.is_dir():
        raise BadInput(f"{out.parent}: there is no such folder.")


def _ways(work: Work) -> Mapping[str, str]:
    """What changes the records beside the inputs; a run that began with others is not gone on."""
    weights = sha256(work.model.read_bytes()).hexdigest() if work.model else ""
    return {"model": weights, "embed": "yes" if work.embed else ""}


def _spread(
    rows: Iterator[Row], workers: int, spread: Spread | None, work: Work
) -> Iterable[list[Done]]:
    chunks = _chunks(rows, _CHUNK_EMBEDDED if work.embed else _CHUNK)
    if spread is not None:
        return spread(chunks)
    if workers > 1:
        return in_processes(chunks, workers, work)
    return map(partial(read_rows, work=work), chunks)


def _read_all(
    chunks: Iterable[list[Done]],
    desk: Desk,
    memory: Memory,
    progress: Progress,
    on_progress: Callable[[int], None] | None,
) -> None:
    with desk.lines.open("ab") as file:
        file.truncate(progress.size)
        for number, chunk in enumerate(chunks, start=1):
            for done in chunk:
                _place(done, memory, progress, file)
            progress.rows += len(chunk)
            if number % _SAVED_EVERY == 0:
                _save(desk, memory, progress, file)
            if on_progress is not None:
                on_progress(progress.documents)
        _save(desk, memory, progress, file)


def _place(done: Done, memory: Memory, progress: Progress, file: IO[bytes]) -> None:
    if memory.has(done.id):
        progress.repeat(done.id)
        return
    twin, story = memory.place(done)
    progress.documents += 1
    progress.not_read += not done.is_read
    progress.near_duplicates += twin is not None
    ending = orjson.dumps({"near_duplicate_of": twin, "story": story})
    progress.size += file.write(done.record + b"," + ending[1:] + b"\n")


def _save(desk: Desk, memory: Memory, progress: Progress, file: IO[bytes]) -> None:
    """First the records, then how many of them count: a crash in between loses nothing."""
    file.flush()
    os.fsync(file.fileno())
    desk.save(memory, progress)


def _finish(desk: Desk, out: Path) -> None:
    finished = desk.lines
    if out.suffix.lower() == ".parquet":
        finished = desk.folder / "records.parquet"
        jsonl_to_parquet(desk.lines, finished)
    finished.replace(out)
    desk.clear()


def _accepted(inputs: Sequence[Path], report: Report) -> Iterator[Row]:
    for path in inputs:
        for row in rows_of(path):
            if isinstance(row, Refused):
                report.refuse(row)
            else:
                yield row


def _skip(rows: Iterator[Row], count: int) -> None:
    """Pass by what an earlier run has read; the rows refused among them are counted again."""
    for _ in islice(rows, count):
        pass


def _chunks(rows: Iterable[Row], most: int) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    characters = 0
    for row in rows:
        chunk.append(row)
        characters += len(row.text)
        if len(chunk) >= most or characters >= _CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
