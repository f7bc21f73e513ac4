"""UCDP GED and Candidate files as events in columns, and events as rows of a panel."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl
from polars.exceptions import PolarsError

from qaraul.errors import BadInput, TooLarge
from qaraul.forecasting.months import FIRST_YEAR, MONTHS

COLUMNS = (
    "id", "type_of_violence", "where_prec", "adm_1", "latitude", "longitude", "priogrid_gid",
    "country_id", "date_start", "date_end", "best", "high", "low",
)  # fmt: skip
MOST_BYTES = 8 * 1024**3  # unpacked; GED 26.1 is about 0.3 GB
SHOWN = 200  # refused rows that are told one by one
UnitKind: TypeAlias = Literal["country", "adm1", "cell"]
# Coarsest "where_prec" of the codebook that still names the unit: 3 district, 4 first-level unit,
# 6 country (7 is sea or air without one).
COARSEST: dict[UnitKind, int] = {"cell": 3, "adm1": 4, "country": 6}


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """A row that was not taken: its number (the first below the header is 1) and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Events:
    """Events of one file.

    frame: id, type_of_violence (1–3), where_prec, adm_1, latitude, longitude, priogrid_gid,
    country_id (Gleditsch & Ward), date_start, date_end, best, high, low, month (that of date_end).
    refused: the first 200 rows that were not taken; refused_count: all of them.
    """

    frame: pl.DataFrame
    rows: int
    refused: tuple[RefusedEvent, ...]
    refused_count: int


def read_ged(path: Path) -> Events:
    """Events of a GED or Candidate release as csv, zip of one csv, or parquet.

    Every row is taken or refused with its reason. BadInput when the file is not such a file or
    lacks a column; TooLarge above 8 GB unpacked.
    Source: Högbladh, UCDP GED Codebook 25.1; Hegre et al. (2020) for Candidate.
    """
    try:
        with _unpacked(path) as file:
            raw = _scan(file)
            typed = raw.select(_typed(raw.collect_schema())).with_columns(reason=_reason())
            frame = typed.collect(engine="streaming")  # texts become numbers as they are read
    except (PolarsError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} cannot be read: {str(error).splitlines()[0]}") from None
    bad = frame.with_row_index("row", offset=1).filter(pl.col("reason") != "")
    refused = bad.select("row", "reason").head(SHOWN).iter_rows()
    month = (
        (pl.col("date_end").dt.year() - FIRST_YEAR) * MONTHS
        + pl.col("date_end").dt.month().cast(pl.Int32)
    ).cast(pl.Int64)
    good = frame.filter(pl.col("reason") == "").drop("reason").with_columns(month=month)
    return Events(good, len(frame), tuple(RefusedEvent(*row) for row in refused), len(bad))


def unit_events(
    events: pl.DataFrame,
    *,
    by: UnitKind | npt.ArrayLike,
    types: tuple[int, ...] = (1,),
    count: Literal["best", "low", "high", "events"] = "best",
) -> pl.DataFrame:
    """Rows `unit`, `month`, `count` for `panel_from_events`.

    by: "country" (Gleditsch & Ward number), "adm1" ("number/name"), "cell" (PRIO-GRID), or an
    array with the unit of each event (None or "" where there is none), as an area index gives it.
    Events placed less precisely than the unit are left out. types: 1 state-based, 2 non-state,
    3 one-sided. BadInput when an array does not have one unit an event.
    """
    value = pl.lit(1, pl.Int64) if count == "events" else pl.col(count)
    if isinstance(by, str):
        if by not in COARSEST:
            raise BadInput(f"units are by country, adm1 or cell, not “{by}”")
        precise = pl.col("where_prec").fill_null(COARSEST[by]) <= COARSEST[by]
        placed = events.filter(precise).with_columns(unit=_own_unit(by))
    else:
        owners = pl.Series("unit", np.asarray(by))
        if len(owners) != len(events):
            raise BadInput(f"{len(owners)} units for {len(events)} events")
        placed = events.with_columns(owners)
        if owners.dtype == pl.String:
            placed = placed.filter(pl.col("unit") != "")
    wanted = pl.col("type_of_violence").is_in(types) & pl.col("unit").is_not_null()
    return placed.filter(wanted).select("unit", "month", count=value)


def _own_unit(by: str) -> pl.Expr:
    if by == "country":
        return pl.col("country_id")
    if by == "cell":
        return pl.col("priogrid_gid")
    named = pl.format("{}/{}", "country_id", "adm_1")
    return pl.when(pl.col("adm_1").fill_null("") != "").then(named)


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or the one csv of a zip, unpacked beside other temporary files."""
    if path.suffix.lower() != ".zip":
        yield path
        return
    with zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if m.filename.lower().endswith(".csv")]
        if len(members) != 1:
            raise BadInput(f"{path.name} holds {len(members)} csv files instead of one")
        if members[0].file_size > MOST_BYTES:
            raise TooLarge(f"{path.name} unpacks to more than {MOST_BYTES:,} bytes")
        with tempfile.NamedTemporaryFile(suffix=".csv") as copy:
            with archive.open(members[0]) as packed:
                shutil.copyfileobj(packed, copy, 1 << 20)
            copy.flush()
            yield Path(copy.name)


def _scan(path: Path) -> pl.LazyFrame:
    """The columns we need, as text from csv."""
    if path.suffix.lower() == ".parquet":
        lazy = pl.scan_parquet(path)
    else:
        lazy = pl.scan_csv(path, infer_schema=False, low_memory=True)
    known = lazy.collect_schema().names()
    if missing := [name for name in COLUMNS if name not in known]:
        raise BadInput(f"there is no column “{missing[0]}”", field=missing[0])
    return lazy.select(COLUMNS)


def _typed(schema: pl.Schema) -> list[pl.Expr]:
    """Each column in its type; what cannot be read is null."""
    whole = ("id", "type_of_violence", "where_prec", "priogrid_gid", "country_id")
    made = [
        pl.col(name).cast(pl.Float64, strict=False).cast(pl.Int64, strict=False)
        for name in (*whole, "best", "high", "low")
    ]
    made += [pl.col(name).cast(pl.Float64, strict=False) for name in ("latitude", "longitude")]
    for name in ("date_start", "date_end"):
        if schema[name].is_temporal():
            made.append(pl.col(name).cast(pl.Date))
        else:
            day = pl.col(name).cast(pl.String).str.slice(0, 10)
            made.append(day.str.to_date("%Y-%m-%d", strict=False))
    return [*made, pl.col("adm_1").cast(pl.String)]


def _reason() -> pl.Expr:
    """Why a row cannot be taken, or nothing."""
    lat, lon = pl.col("latitude"), pl.col("longitude")
    faults = {
        "date_end: not a date": pl.col("date_end").is_null(),
        "date_start: not a date": pl.col("date_start").is_null(),
        "date_end: before date_start": pl.col("date_end") < pl.col("date_start"),
        "type_of_violence: not 1, 2 or 3": ~pl.col("type_of_violence").is_in([1, 2, 3]),
        "best: not a count": pl.col("best").is_null() | (pl.col("best") < 0),
        "country_id: not a number": pl.col("country_id").is_null(),
        "latitude, longitude: not on Earth": ~(lat.is_between(-90, 90) & lon.is_between(-180, 180)),
    }
    found = pl.lit("")
    for reason, is_so in reversed(faults.items()):
        found = pl.when(is_so.fill_null(value=True)).then(pl.lit(reason)).otherwise(found)
    return found
