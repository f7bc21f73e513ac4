"""Rows of txt, jsonl, csv and parquet files, one at a time; a bad row is refused and told."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from qaraul.errors import BadInput
from qaraul.reading.bulk.row import Refused, Row
from qaraul.reading.reader import LONGEST_TEXT

_PARQUET_BATCH = 2_000
_LONGEST_LINE = 64 * 1024 * 1024
_LONGEST_ID, _SHOWN = 200, 60


def rows_of(path: Path) -> Iterator[Row | Refused]:
    """The rows of a file, by the kind that its name ends in."""
    kinds = {
        ".txt": _text_lines,
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
        ".csv": _csv_rows,
        ".parquet": _parquet_rows,
    }
    reader: Callable[[Path], Iterator[Row | Refused]] | None = kinds.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(kinds)
        raise BadInput(f"{path.name}: no reader for “{path.suffix}”; known are {known}.")
    return reader(path)


def _lines(path: Path) -> Iterator[tuple[int, str | None]]:
    """Numbered lines; None for a line too long to hold."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            if not line.endswith(b"\n") and len(line) == _LONGEST_LINE:
                while (rest := file.readline(_LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield number, None
                continue
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8", "replace")


def _text_lines(path: Path) -> Iterator[Row | Refused]:
    """Each line that is not blank is a document; its id is the file's name and the line."""
    for number, line in _lines(path):
        if line is None:
            yield Refused(path.name, number, "the line is too long")
        elif line.strip():
            yield Row(f"{path.stem}:{number}", "", line.rstrip("\r\n"), None, None, None)


def _json_lines(path: Path) -> Iterator[Row | Refused]:
    for number, line in _lines(path):
        if line is None:
            yield Refused(path.name, number, "the line is too long")
            continue
        if not line.strip():
            continue
        try:
            values = orjson.loads(line)
        except orjson.JSONDecodeError:
            values = _lenient(line)
        if not isinstance(values, dict):
            yield Refused(path.name, number, "the line is not a JSON object")
        else:
            yield _row(path.name, number, values)


def _lenient(line: str) -> Any:
    """Python's reader takes lone surrogates, which then become the replacement sign."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _csv_rows(path: Path) -> Iterator[Row | Refused]:
    csv.field_size_limit(_LONGEST_LINE)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.DictReader(line.replace("\0", "") for line in file)
        if not {"id", "text"} <= set(reader.fieldnames or ()):
            raise BadInput(f"{path.name}: the columns “id” and “text” are needed.")
        try:
            for number, values in enumerate(reader, start=1):
                yield _row(path.name, number, values)
        except csv.Error as error:
            yield Refused(path.name, reader.line_num, f"the line is no CSV: {error}")


def _parquet_rows(path: Path) -> Iterator[Row | Refused]:
    try:
        frame = pl.scan_parquet(path)
        names = frame.collect_schema().names()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput(f"{path.name} is no parquet file: {str(error)[:200]}") from None
    if not {"id", "text"} <= set(names):
        raise BadInput(f"{path.name}: the columns “id” and “text” are needed.")
    wanted = ("id", "text", "title", "lang", "published", "source", "country")
    frame = frame.select([name for name in wanted if name in names])
    number = 0
    while True:
        batch = frame.slice(number, _PARQUET_BATCH).collect()
        if batch.is_empty():
            return
        for values in batch.iter_rows(named=True):
            number += 1
            yield _row(path.name, number, values)


def _row(file: str, number: int, values: Mapping[str, Any]) -> Row | Refused:
    identity, text = values.get("id"), values.get("text")
    if identity is None or isinstance(identity, (dict, list, bool)) or not str(identity).strip():
        return Refused(file, number, "there is no id")
    if text is None:
        return Refused(file, number, "there is no text")
    if not isinstance(text, str):
        return Refused(file, number, f"the text is not a string but {type(text).__name__}")
    if len(str(identity)) > _LONGEST_ID:
        return Refused(file, number, f"the id is longer than {_LONGEST_ID} characters")
    title = values.get("title")
    published, notes = _date(values.get("published"))
    country = values.get("country")
    return Row(
        id=_clean(str(identity).strip()),
        title=_clean(title) if isinstance(title, str) else "",
        text=_clean(text) if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT + 1],
        lang=str(values["lang"])[:10] if values.get("lang") else None,
        published=published,
        country=country if isinstance(country, str) and len(country) == 2 else None,  # noqa: PLR2004
        notes=notes,
    )


def _clean(text: str) -> str:
    """A text that can be written as UTF-8; a lone surrogate becomes the replacement sign."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _date(written: Any) -> tuple[date | None, tuple[str, ...]]:
    if written is None or written == "":
        return None, ()
    if isinstance(written, datetime):
        return written.date(), ()
    if isinstance(written, date):
        return written, ()
    try:
        return date.fromisoformat(str(written).strip()[:10]), ()
    except ValueError:
        return None, (f"“published” is no ISO date: {str(written)[:_SHOWN]}",)
