"""Incidents from CSV, XLSX and JSON lines, with the columns that the exports write."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
import orjson
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from qaraul.errors import BadInput, TooLarge
from qaraul.events.areas import area_tree
from qaraul.events.cells import STARTS
from qaraul.events.choices import COUNT_FIELDS
from qaraul.events.facts import FACTS, checked
from qaraul.events.incoming import Draft, RefusedRow, refused
from qaraul.events.placing import with_area
from qaraul.events.services.incidents import as_columns
from qaraul.journal.digests import digest

LARGEST_FILE = 100 * 1024 * 1024
MOST_ROWS = 200_000
REQUIRED = ("title", "event_type", "occurred_on")
READ = frozenset(FACTS) - {"area"} | {"area_code", "external_id"}
DAYS = ("occurred_on", "occurred_until")
NUMBERS = ("lat", "lon")
Row = Mapping[str, Any]
NOT_AN_OBJECT: Any = None  # refused with its number


def drafts(file: Path, *, today: date) -> Iterator[Draft | RefusedRow]:
    """A draft for each row, or why not. Raises `BadInput` and `TooLarge` for the whole file."""
    if file.stat().st_size > LARGEST_FILE:
        raise TooLarge(_("A file may have at most 100 MB."))
    read = READERS.get(file.suffix.lower())
    if read is None:
        raise BadInput(_("A file of incidents ends in .csv, .xlsx or .jsonl."))
    for number, row in enumerate(islice(read(file), MOST_ROWS + 1), 1):
        if number > MOST_ROWS:
            raise TooLarge(_("A file may have at most %(n)s rows.") % {"n": MOST_ROWS})
        try:
            yield _draft(number, row, today)
        except BadInput as error:
            yield refused(number, error)


def _draft(number: int, row: Row, today: date) -> Draft:
    if not isinstance(row, Mapping):
        raise BadInput(_("This line is not an object."))
    given = {k: v for k, v in row.items() if k in READ and v not in (None, "")}
    facts = {name: _read(name, given[name]) for name in given if name in FACTS}
    if "area_code" in given:
        facts["area"] = _area(str(given["area_code"]))
    for name in REQUIRED:
        if name not in facts:
            raise BadInput(_("This must not stay empty."), field=name)
    columns = as_columns(with_area(checked(facts, today=today)))
    fingerprint = digest({name: str(value) for name, value in given.items()})
    return Draft(
        row=number,
        external_id=str(given.get("external_id") or f"row:{fingerprint[:40]}")[:100],
        columns=columns,
        codebook={"digest": fingerprint},
    )


def _area(code: str) -> Any:
    area = area_tree(codes=[code]).by_code.get(code)
    if area is None:
        raise BadInput(_("No area has the code %(codes)s.") % {"codes": code}, field="area_code")
    return area


def _read(name: str, value: Any) -> Any:
    """A cell as the fact that it states."""
    try:
        if name in DAYS:
            return value.date() if isinstance(value, datetime) else _day(value)
        if name in COUNT_FIELDS or name == "credibility":
            return _whole(value)
        if name in NUMBERS:
            return float(value)
    except (TypeError, ValueError):
        raise BadInput(
            _("“%(value)s” cannot be read.") % {"value": str(value)[:40]}, field=name
        ) from None
    if name == "actors":
        parts = value if isinstance(value, list) else str(value).split(";")
        return [_unquoted(str(part)).strip() for part in parts]
    return _unquoted(str(value))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _whole(value: Any) -> int:
    number = float(value)
    if number != int(number) or isinstance(value, bool):
        raise ValueError(value)
    return int(number)


def _unquoted(text: str) -> str:
    """Without the apostrophe that our own files put before a sign."""
    return text[1:] if text[:1] == "'" and text[1:2] in STARTS else text


def _from_csv(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        try:
            _check_columns(rows.fieldnames or [])
            yield from rows
        except csv.Error as error:
            raise BadInput(
                _("Line %(n)s: %(error)s") % {"n": rows.line_num, "error": error}
            ) from None
        except UnicodeDecodeError:
            raise BadInput(_("The file is not written in UTF-8.")) from None


def _from_xlsx(file: Path) -> Iterator[Row]:
    """The first sheet whose first row names a title."""
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise BadInput(_("This is not a workbook.")) from None
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            names = [str(name or "") for name in next(rows, ())]
            if "title" in names:
                _check_columns(names)
                yield from (dict(zip(names, row, strict=False)) for row in rows)
                return
        _check_columns([])
    finally:
        book.close()


def _from_jsonl(file: Path) -> Iterator[Row]:
    with file.open("rb") as lines:
        for line in lines:
            if not line.strip():
                continue
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError:
                yield NOT_AN_OBJECT


def _check_columns(names: Any) -> None:
    if missing := [name for name in REQUIRED if name not in set(names)]:
        raise BadInput(_("Without the column %(names)s.") % {"names": ", ".join(missing)})


READERS: dict[str, Callable[[Path], Iterator[Row]]] = {
    ".csv": _from_csv,
    ".xlsx": _from_xlsx,
    ".jsonl": _from_jsonl,
}
