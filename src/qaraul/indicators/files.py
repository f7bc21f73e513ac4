"""Boards and histories as CSV; cells that a spreadsheet would take for formulas are quoted."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

from qaraul.events.cells import safe
from qaraul.indicators.boards import Cell
from qaraul.indicators.choices import Status
from qaraul.indicators.pages import History

HISTORY = (
    "indicator", "area", "period_end", "value", "low", "high", "state", "unit", "source", "note",
)  # fmt: skip
BOARD = ("indicator", "title", "area", "as_of", "value", "low", "high", "state", "is_stale", "unit")


def history_csv(page: History) -> HttpResponse:
    """The history of one indicator in one area."""
    code = page.area.code if page.area else ""
    rows = (
        [
            page.indicator.code,
            code,
            step.end.isoformat(),
            step.value,
            step.low,
            step.high,
            _state(step.status),
            page.indicator.unit,
            step.source,
            step.note,
        ]
        for step in page.steps
    )
    return _file(f"{page.indicator.code}-{code or 'all'}.csv", HISTORY, rows)


def board_csv(cells: Iterable[Cell], code: str) -> HttpResponse:
    """The board of one area."""
    rows = (
        [
            cell.indicator.code,
            cell.indicator.title,
            code,
            cell.as_of.isoformat() if cell.as_of else None,
            cell.value,
            cell.low,
            cell.high,
            _state(cell.status),
            "yes" if cell.is_stale else "no",
            cell.indicator.unit,
        ]
        for cell in cells
    )
    return _file(f"indicators-{code or 'all'}.csv", BOARD, rows)


def spreading_csv(page: Any) -> HttpResponse:
    """Exposure of every unit by band."""
    names = ("area", "name", *(f"{band} km" for band in page.bands), "through_crossings", "total")
    rows = (
        [row.area.code, row.area.name, *row.by_band, row.through_gates, row.total]
        for row in page.rows
    )
    return _file("spill-over.csv", names, rows)


def _file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    table = csv.writer(response)
    table.writerow(columns)
    for row in rows:
        table.writerow([_plain(cell) for cell in row])
    return response


def _state(status: Status) -> str:
    return status.name.lower()


def _plain(cell: Any) -> Any:
    """Nothing for what is not known, which is not 0; text so that no spreadsheet runs it."""
    if isinstance(cell, float):
        return f"{cell:.6g}"
    return safe(cell) if isinstance(cell, str) else cell
