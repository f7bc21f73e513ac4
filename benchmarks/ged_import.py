"""Is a GED-size file a panel within 60 s and 1 GB? Exits 1 when not.

Writes an invented zip in the format of UCDP GED (one csv of 49 columns, 400,000 rows, texts with
quotes, commas and line ends), reads it in a process of its own and makes panels of countries and of
PRIO-GRID cells. The rival is Python's csv module, which only splits the same rows.
"""

import csv
import io
import multiprocessing
import os
import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from qaraul.forecasting.ged import read_ged, unit_events
from qaraul.forecasting.geography import prio_grid_neighbours
from qaraul.forecasting.months import month_id
from qaraul.forecasting.panel import panel_from_events
from qaraul.forecasting.tests.ged_made import rows, write_zip

ROWS, SEED, MOST_S, MOST_MB = 400_000, 20260321, 60.0, 1_024


def write_whole(path: Path) -> None:
    """The invented file."""
    write_zip(path, rows(ROWS, seed=SEED))


def import_whole(path: Path) -> tuple[float, int, int, int]:
    """Seconds, resident megabytes at most, deaths, cells."""
    began = time.perf_counter()
    events = read_ged(path)
    first, last = month_id(1989, 1), month_id(2024, 12)
    countries = unit_events(events.frame, by="country")
    panel = panel_from_events(
        countries, units=countries["unit"].unique(), first_month=first, last_month=last
    )
    in_cells = unit_events(events.frame, by="cell")
    cells = in_cells["unit"].unique()
    panel_from_events(
        in_cells, units=cells, first_month=first, last_month=last,
        neighbours=prio_grid_neighbours(cells),
    )  # fmt: skip
    spent = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return spent, memory, int(panel.counts.sum()), len(cells)


def split_only(path: Path) -> tuple[float, int]:
    """Seconds that the csv module needs to split the rows, and how many there are."""
    began = time.perf_counter()
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as member:
        text = io.TextIOWrapper(member, encoding="utf-8", newline="")
        count = sum(1 for _ in csv.DictReader(text))
    return time.perf_counter() - began, count


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ged.zip"
        spawning = multiprocessing.get_context("spawn")
        with spawning.Pool(1) as pool:  # apart: a process inherits its parent's peak of memory
            pool.apply(write_whole, (path,))
        with spawning.Pool(1) as pool:
            spent, memory, deaths, cells = pool.apply(import_whole, (path,))
        naive, count = split_only(path)
        size = path.stat().st_size / 1e6
    print(f"{count:,} rows of 49 columns, zip of {size:.0f} MB, load {os.getloadavg()[0]:.1f}")
    print(f"read, checked and made into panels of countries and {cells:,} cells: {spent:.1f} s,")
    print(
        f"at most {memory} MB resident; {deaths:,} deaths of type 1; csv module alone {naive:.1f} s"
    )
    return int(spent > MOST_S or memory > MOST_MB or count != ROWS)


if __name__ == "__main__":
    sys.exit(main())
