"""Values from CSV and XLSX with our own columns."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from qaraul.errors import BadInput, TooLarge
from qaraul.indicators.imports.rows import Found, Given, Known, Refused
from qaraul.indicators.models import Indicator
from qaraul.places.models import Area

REQUIRED = ("indicator", "period_start", "value")
PLAIN = ("component", "low", "high", "note", "source_text")
COLUMNS = ("indicator", "area", "period_start", "period_end", "value", *PLAIN)
MOST_ROWS = 200_000
Row = Mapping[str, Any]


def values_in(file: Path, known: Known) -> Iterator[Found]:
    """A value for each row, or why not. Raises `BadInput` and `TooLarge` for the whole file."""
    read = _from_xlsx if file.suffix.lower() == ".xlsx" else _from_csv
    for number, row in enumerate(islice(read(file), MOST_ROWS + 1), 2):
        if number > MOST_ROWS + 1:
            raise TooLarge(_("A file may have at most %(n)s rows.") % {"n": MOST_ROWS})
        try:
            yield Given(number, _given(row, known))
        except BadInput as error:
            yield Refused(
                number, f"{error.field}: {error.message}" if error.field else error.message
            )


def _given(row: Row, known: Known) -> dict[str, Any]:
    start = _day(row, "period_start")
    if start is None:
        raise BadInput(_("This must not stay empty."), field="period_start")
    end = _day(row, "period_end")
    return {
        "indicator": _indicator(row, known),
        "area": _area(row, known),
        "period_start": start,
        "period_end": end or start,
        "value": row.get("value"),
        **{name: row.get(name) for name in PLAIN},
    }


def _indicator(row: Row, known: Known) -> Indicator:
    code = str(row.get("indicator") or "").strip()
    found = known.indicators.get(code)
    if found is None:
        raise BadInput(
            _("No indicator has the code “%(code)s”.") % {"code": code[:40]}, field="indicator"
        )
    return found


def _area(row: Row, known: Known) -> Area | None:
    code = str(row.get("area") or "").strip()
    if not code:
        return None
    found = known.areas.get(code)
    if found is None:
        raise BadInput(_("No area has the code %(codes)s.") % {"codes": code[:60]}, field="area")
    return found


def _day(row: Row, name: str) -> date | None:
    value = row.get(name)
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        raise BadInput(
            _("“%(value)s” is not a date such as 2026-11-30.") % {"value": str(value)[:40]},
            field=name,
        ) from None


def _from_csv(file: Path) -> Iterator[Row]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            rows = csv.DictReader(lines)
            _check(rows.fieldnames or [])
            yield from rows
        except csv.Error as error:
            raise BadInput(str(error)) from None
        except UnicodeDecodeError:
            raise BadInput(_("The file is not written in UTF-8.")) from None


def _from_xlsx(file: Path) -> Iterator[Row]:
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError):
        raise BadInput(_("This is not a workbook.")) from None
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        names = [str(name or "").strip() for name in next(rows, ())]
        _check(names)
        for row in rows:
            if any(cell not in (None, "") for cell in row):
                yield dict(zip(names, row, strict=False))
    finally:
        book.close()


def _check(names: Any) -> None:
    if missing := [name for name in REQUIRED if name not in set(names)]:
        raise BadInput(_("Without the column %(names)s.") % {"names": ", ".join(missing)})
