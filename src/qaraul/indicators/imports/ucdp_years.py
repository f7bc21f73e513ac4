"""UCDP country-years of organised violence: best, low and high by type of violence."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl

from qaraul.indicators.imports.rows import Elsewhere, Found, Given, Known

TYPES = ("sb", "ns", "os")
NAMES = {"kyrgyzstan": "KG", "tajikistan": "TJ", "afghanistan": "AF", "kazakhstan": "KZ",
         "uzbekistan": "UZ", "turkmenistan": "TM"}  # fmt: skip


def needed(kind: str) -> list[str]:
    """The columns of one type of violence, in the names of the release."""
    return [f"{kind}_total_deaths_{end}" for end in ("best", "low", "high")]


def is_country_years(names: list[str]) -> bool:
    """Whether these are the columns of a release, with or without its suffix of the codebook."""
    return {"year", *needed("sb")} <= {_plain(name) for name in names}


def from_table(table: pl.DataFrame, known: Known) -> Iterator[Found]:
    """A value for each country-year and type of violence; zero is a count, not a gap."""
    table = table.rename({name: _plain(name) for name in table.columns})
    for number, row in enumerate(table.iter_rows(named=True), 1):
        area = known.areas.get(NAMES.get(_country(row), ""))
        if area is None:
            yield Elsewhere(number)
            continue
        for kind in TYPES:
            indicator = known.by_external.get(("ucdp", kind))
            best, low, high = (row.get(name) for name in needed(kind))
            if indicator is None or best is None:
                continue
            year = int(row["year"])
            yield Given(
                number,
                {
                    "indicator": indicator,
                    "area": area,
                    "period_start": date(year, 1, 1),
                    "period_end": date(year, 12, 31),
                    "value": best,
                    "low": low,
                    "high": high,
                    "source_text": f"UCDP {row.get('version') or ''}".strip(),
                },
            )


def _country(row: dict[str, Any]) -> str:
    """The name without what UCDP puts in brackets."""
    return str(row.get("country") or "").split("(")[0].strip().casefold()


def _plain(name: str) -> str:
    """The column's name without the suffix that some releases put after it."""
    return name.strip().lower().removesuffix("_cy")
