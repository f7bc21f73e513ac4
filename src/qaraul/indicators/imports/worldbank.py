"""World Bank series: the public API_*.csv with a column a year, and tables of country-years."""

import csv
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from qaraul.errors import BadInput
from qaraul.indicators.imports.rows import Elsewhere, Found, Given, Known, Refused
from qaraul.indicators.models import Indicator

SOURCE = "World Bank, World Development Indicators (CC BY 4.0)"
HEAD_LINES = 10  # the public files tell their source and date before the names of the columns
NAMES = ("Country Name", "Country Code", "Indicator Code")
COLUMNS = {"population": "SP.POP.TOTL", "gdp_current_usd": "NY.GDP.MKTP.CD"}


def is_public_csv(file: Path) -> bool:
    """Whether the first lines name the columns of a public file."""
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        return any(
            "Country Code" in line and "Indicator Code" in line
            for line in islice(lines, HEAD_LINES)
        )


def from_public_csv(file: Path, known: Known) -> Iterator[Found]:
    """A value for each country and year with a number; a number of rows is that of the file."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.reader(lines)
        names: list[str] = []
        for number, row in enumerate(rows, 1):
            if not names:
                names = row if set(NAMES) <= set(row) else []
                continue
            facts = dict(zip(names, row, strict=False))
            yield from _of_series(number, facts, known)
    if not names:
        raise BadInput(_("Without the column %(names)s.") % {"names": ", ".join(NAMES)})


def _of_series(number: int, facts: dict[str, str], known: Known) -> Iterator[Found]:
    code = facts["Indicator Code"]
    indicator = known.by_external.get(("wdi", code))
    if indicator is None:
        yield Refused(
            number, _("No indicator of the catalogue takes the series %(code)s.") % {"code": code}
        )
        return
    area = known.state(iso3=facts["Country Code"], name=facts["Country Name"])
    if area is None:
        yield Elsewhere(number)
        return
    for name, cell in facts.items():
        if name.isdecimal() and cell.strip():
            yield Given(number, _value(indicator, area, int(name), cell))


def from_table(table: pl.DataFrame, known: Known) -> Iterator[Found]:
    """Values of a table with country, iso3, year and one column a series."""
    series = {
        column: known.by_external[("wdi", code)]
        for column, code in COLUMNS.items()
        if column in table.columns and ("wdi", code) in known.by_external
    }
    for number, row in enumerate(table.iter_rows(named=True), 1):
        area = known.state(iso3=str(row["iso3"]), name=str(row.get("country") or ""))
        if area is None:
            yield Elsewhere(number)
            continue
        for column, indicator in series.items():
            if row[column] is not None:
                yield Given(number, _value(indicator, area, int(row["year"]), row[column]))


def _value(indicator: Indicator, area: Any, year: int, value: Any) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "area": area,
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "value": value,
        "source_text": SOURCE,
    }
