"""Rows of UCDP GED and Candidate by the codebook (GED 25.1), each bad one named."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from qaraul.errors import BadInput, TooLarge
from qaraul.sources.choices import ItemFault
from qaraul.sources.cleaning import plain
from qaraul.sources.connectors.base import Refused

LARGEST_FILE, LARGEST_FIELD = 3 * 1024**3, 1_000_000
REQUIRED = frozenset({"id", "type_of_violence", "latitude", "longitude", "country", "best"})
# `source_original` names who was quoted, often a private person; the shape repeats the point.
LEFT_OUT = frozenset({"source_original", "geom_wkt"})
TYPES_OF_VIOLENCE, WHERE_PRECISIONS, DATE_PRECISIONS = range(1, 4), range(1, 8), range(1, 6)


@dataclass(frozen=True, slots=True)
class GedEvent:
    """One event with the codebook's names; counts are deaths, None where a release has none.

    Some releases hold a best count outside low and high: the range is then widened, and said so.
    """

    id: str
    row: int
    type_of_violence: int
    date_start: date
    date_end: date
    date_prec: int | None
    latitude: float
    longitude: float
    where_prec: int | None
    where_coordinates: str
    adm_1: str
    adm_2: str
    country: str
    country_id: int | None
    side_a: str
    side_b: str
    best: int
    low: int | None
    high: int | None
    is_range_widened: bool
    deaths_a: int | None
    deaths_b: int | None
    deaths_civilians: int | None
    deaths_unknown: int | None
    number_of_sources: int | None
    source_headline: str
    priogrid_gid: int | None
    codebook: Mapping[str, str] = field(default_factory=dict)


def read(source: Path | bytes) -> Iterator[GedEvent | Refused]:
    """The events of a csv, zip or parquet file in order, row 1 the first below the header.

    Raises `BadInput` when it is none of these or lacks a column, `TooLarge` over the limit.
    """
    with ExitStack() as closing:
        stream: BinaryIO = (
            io.BytesIO(source)
            if isinstance(source, bytes)
            else closing.enter_context(source.open("rb"))
        )
        head = stream.read(4)
        stream.seek(0)
        if head == b"PAR1":
            rows: Iterator[Mapping[str, Any]] = _parquet(stream)
        elif head[:2] == b"PK":
            rows = _csv(closing.enter_context(_member(closing, stream)))
        else:
            rows = _csv(stream)
        for number, values in enumerate(rows, 1):
            yield _event(values, number)


def _member(closing: ExitStack, stream: BinaryIO) -> Any:
    """The one csv in a zip; its declared size is checked before a byte is unpacked."""
    try:
        archive = closing.enter_context(zipfile.ZipFile(stream))
    except zipfile.BadZipFile as error:
        raise BadInput(f"not a zip file: {error}") from error
    tables = [info for info in archive.infolist() if info.filename.lower().endswith(".csv")]
    if len(tables) != 1:
        raise BadInput(f"a zip file with one csv is expected; this one holds {len(tables)}")
    if tables[0].file_size > LARGEST_FILE:
        raise TooLarge(f"{tables[0].file_size:,} bytes unpacked; at most {LARGEST_FILE:,}")
    return archive.open(tables[0])


def _csv(stream: Any) -> Iterator[Mapping[str, Any]]:
    csv.field_size_limit(LARGEST_FIELD)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    rows = csv.DictReader(text)
    try:
        _check_columns(rows.fieldnames or [])
        yield from rows
    except csv.Error as error:
        raise BadInput(f"line {rows.line_num}: {error}") from error
    finally:
        text.detach()  # the stream is closed by whoever opened it


def _parquet(stream: BinaryIO) -> Iterator[Mapping[str, Any]]:
    try:
        table = pl.read_parquet(stream)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput(f"not a parquet file: {error}") from error
    _check_columns(table.columns)
    yield from table.iter_rows(named=True)


def _check_columns(names: Any) -> None:
    missing = REQUIRED - {str(name) for name in names}
    if not {"date_start", "date"} & set(names):
        missing = missing | {"date_start"}
    if missing:
        raise BadInput(f"not a UCDP event file: without {', '.join(sorted(missing))}")


def _event(values: Mapping[str, Any], row: int) -> GedEvent | Refused:
    try:
        return _typed(values, row)
    except ValueError as error:
        return Refused(row, ItemFault.BAD_FIELD, f"{error} (id {str(values.get('id'))[:40]})")


def _typed(v: Mapping[str, Any], row: int) -> GedEvent:
    start = _day(v, "date_start" if v.get("date_start") else "date")
    best, low, high = _count(v, "best"), _count(v, "low"), _count(v, "high")
    if best is None:
        raise ValueError("best: no count")
    known = [count for count in (low, best, high) if count is not None]
    event = GedEvent(
        id=_text(v, "id") or _bad("id", ""),
        row=row,
        type_of_violence=_one_of(v, "type_of_violence", TYPES_OF_VIOLENCE) or _bad("type", ""),
        date_start=start,
        date_end=_day(v, "date_end") if v.get("date_end") else start,
        date_prec=_one_of(v, "date_prec", DATE_PRECISIONS),
        latitude=_degrees(v, "latitude", 90),
        longitude=_degrees(v, "longitude", 180),
        where_prec=_one_of(v, "where_prec", WHERE_PRECISIONS),
        where_coordinates=_text(v, "where_coordinates"),
        adm_1=_text(v, "adm_1"),
        adm_2=_text(v, "adm_2"),
        country=_text(v, "country"),
        country_id=_count(v, "country_id"),
        side_a=_text(v, "side_a"),
        side_b=_text(v, "side_b"),
        best=best,
        low=low if low is None else min(known),
        high=high if high is None else max(known),
        is_range_widened=min(known) < (best if low is None else low)
        or max(known) > (best if high is None else high),
        deaths_a=_count(v, "deaths_a"),
        deaths_b=_count(v, "deaths_b"),
        deaths_civilians=_count(v, "deaths_civilians"),
        deaths_unknown=_count(v, "deaths_unknown"),
        number_of_sources=_count(v, "number_of_sources"),
        source_headline=_text(v, "source_headline"),
        priogrid_gid=_count(v, "priogrid_gid"),
        codebook=_codebook(v),
    )
    if event.date_end < event.date_start:
        raise ValueError("date_end: before date_start")
    return event


def _codebook(v: Mapping[str, Any]) -> dict[str, str]:
    named = ((k, x) for k, x in v.items() if k and k not in LEFT_OUT and x not in {None, ""})
    return {name: plain(str(value)) for name, value in named}


def _bad(name: str, value: object) -> Any:
    raise ValueError(f"{name}: “{str(value)[:40]}” cannot be used")


def _text(v: Mapping[str, Any], name: str) -> str:
    value = v.get(name)
    return "" if value is None else plain(str(value))


def _number(v: Mapping[str, Any], name: str) -> float | None:
    value = v.get(name)
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        _bad(name, value)
    return number if isfinite(number) else None


def _count(v: Mapping[str, Any], name: str) -> int | None:
    """A whole number; the releases write -1 for not counted."""
    number = _number(v, name)
    if number is None or number == -1:
        return None
    if number < 0 or number != int(number):
        _bad(name, v.get(name))
    return int(number)


def _one_of(v: Mapping[str, Any], name: str, known: range) -> int | None:
    number = _count(v, name)
    return number if number is None or number in known else _bad(name, number)


def _degrees(v: Mapping[str, Any], name: str, most: int) -> float:
    number = _number(v, name)
    if number is None or abs(number) > most:
        _bad(name, v.get(name))
    return float(number or 0)


def _day(v: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(v.get(name))[:10])
    except ValueError:
        found: date = _bad(name, v.get(name))
        return found
