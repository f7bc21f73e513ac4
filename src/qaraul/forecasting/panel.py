"""A panel: counts of deaths or incidents by unit and month, with who borders whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_array

from qaraul.errors import BadInput
from qaraul.forecasting.arrays import Floats, Units, Whole

UNIT_TYPES = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64)


@dataclass(frozen=True)
class Panel:
    """Counts (units × months), NaN where a unit does not exist in a month.

    units: ids in rising order, whole numbers or texts. first_month: number of the first column
    (1 = 1980-01). counts: >= 0. neighbours: units × units, 1 where two share a border, symmetric,
    empty diagonal. covariates: name to one value a unit, NaN where unknown.
    BadInput when the parts do not fit each other.
    """

    units: Units
    first_month: int
    counts: Floats
    neighbours: csr_array
    covariates: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse parts that do not fit."""
        n = len(self.units)
        if self.counts.ndim != 2 or self.counts.shape[0] != n or not self.counts.size:  # noqa: PLR2004
            raise BadInput(f"counts {self.counts.shape} do not match {n} units")
        if (self.units[1:] <= self.units[:-1]).any():
            raise BadInput("the units are not in rising order, or one stands twice")
        if np.isinf(self.counts).any() or (self.counts < 0).any():
            raise BadInput("a count is below zero or without end")
        if self.neighbours.shape != (n, n):
            raise BadInput(f"neighbours {self.neighbours.shape} do not match {n} units")
        if wrong := [name for name, values in self.covariates.items() if len(values) != n]:
            raise BadInput(f"covariate “{wrong[0]}” does not have one value a unit")

    @property
    def last_month(self) -> int:
        """Number of the last month."""
        return self.first_month + int(self.counts.shape[1]) - 1

    def column(self, month: int) -> int:
        """Column of a month; BadInput when the panel does not reach it."""
        if not self.first_month <= month <= self.last_month:
            raise BadInput(f"month {month} is not in {self.first_month} to {self.last_month}")
        return month - self.first_month

    def until(self, month: int) -> Self:
        """The panel as it was at the end of that month, without the units that did not exist."""
        counts = self.counts[:, : self.column(month) + 1]
        here = np.flatnonzero(~np.isnan(counts[:, -1]))
        if not len(here):
            raise BadInput(f"no unit has a figure for month {month}")
        return type(self)(
            self.units[here],
            self.first_month,
            counts[here],
            self.neighbours[here][:, here],
            {name: values[here] for name, values in self.covariates.items()},
        )

    def rows_of(self, units: npt.ArrayLike) -> Whole:
        """Row of each unit; BadInput when one is not in the panel."""
        wanted = np.asarray(units)
        rows = np.searchsorted(self.units, wanted)
        rows[rows == len(self.units)] = 0
        if missing := wanted[self.units[rows] != wanted].tolist():
            raise BadInput(f"unit {missing[0]} is not in the panel")
        return rows

    def observed(self, units: npt.ArrayLike, months: Iterable[int]) -> Floats:
        """Counts (units, months) of some units and months; NaN where there is none."""
        wanted = np.asarray(list(months))
        inside = (wanted >= self.first_month) & (wanted <= self.last_month)
        columns = np.where(inside, wanted - self.first_month, 0)
        found = self.counts[self.rows_of(units)][:, columns]
        found[:, ~inside] = np.nan
        return found


def panel_from_rows(
    rows: pl.DataFrame,
    *,
    unit: str,
    count: str,
    month: str = "month_id",
    neighbours: pl.DataFrame | None = None,
    covariates: pl.DataFrame | None = None,
) -> Panel:
    """A panel from one row a unit and month; months without a row do not exist for that unit.

    neighbours: columns `unit` and `neighbour`, each pair once or twice; pairs with a unit that is
    not in the panel are left out. covariates: column `unit` and one numeric column each.
    BadInput when a column is missing, a value is missing or negative, or a row stands twice.
    """
    _require(rows, (unit, count, month))
    frame = rows.select(unit=_keyed(rows, unit), month=pl.col(month), count=pl.col(count))
    if frame.is_empty():
        raise BadInput("there is no row")
    if frame.null_count().sum_horizontal().item():
        raise BadInput("a unit, month or count is missing")
    if not frame["month"].dtype.is_integer():
        raise BadInput(f"“{month}” does not hold whole numbers", field=month)
    if frame.select("unit", "month").is_duplicated().any():
        raise BadInput("a unit and month stand twice")
    units = frame["unit"].unique().sort()
    ids = units.to_numpy()
    months = frame["month"].cast(pl.Int64)
    first, last = int(str(months.min())), int(str(months.max()))
    counts = np.full((len(ids), last - first + 1), np.nan)
    at = np.searchsorted(ids, frame["unit"].to_numpy())
    counts[at, months.to_numpy() - first] = frame["count"].cast(pl.Float64).to_numpy()
    return Panel(ids, first, counts, adjacency(ids, neighbours), covariates_of(ids, covariates))


def panel_from_events(
    events: pl.DataFrame,
    *,
    units: npt.ArrayLike,
    first_month: int,
    last_month: int,
    neighbours: pl.DataFrame | None = None,
    covariates: pl.DataFrame | None = None,
) -> Panel:
    """A panel from events: columns `unit`, `month`, `count`, any number of rows a unit and month.

    Every unit exists in every month from first to last, with 0 where there is no event; events of
    other units or months are left out, so pass the months that are published and no others.
    BadInput when a column or value is missing, or the months are in the wrong order.
    """
    _require(events, ("unit", "month", "count"))
    if last_month < first_month:
        raise BadInput(f"month {last_month} is before {first_month}")
    ids = np.unique(np.asarray(units))
    counts = np.zeros((len(ids), last_month - first_month + 1))
    if len(ids) and not events.is_empty():
        if events.select("unit", "month", "count").null_count().sum_horizontal().item():
            raise BadInput("a unit, month or count is missing")
        owner, months = events["unit"].to_numpy(), events["month"].to_numpy()
        at = np.minimum(np.searchsorted(ids, owner), len(ids) - 1)
        taken = (ids[at] == owner) & (months >= first_month) & (months <= last_month)
        deaths = events["count"].cast(pl.Float64).to_numpy()
        np.add.at(counts, (at[taken], months[taken] - first_month), deaths[taken])
    return Panel(
        ids, first_month, counts, adjacency(ids, neighbours), covariates_of(ids, covariates)
    )


def adjacency(units: Units, pairs: pl.DataFrame | None) -> csr_array:
    """Symmetric matrix of neighbours from pairs (`unit`, `neighbour`); strangers are left out."""
    n = len(units)
    if pairs is None or pairs.is_empty() or not n:
        return csr_array((n, n), dtype=np.float64)
    _require(pairs, ("unit", "neighbour"))
    one, other = pairs["unit"].to_numpy(), pairs["neighbour"].to_numpy()
    i = np.minimum(np.searchsorted(units, one), n - 1)
    j = np.minimum(np.searchsorted(units, other), n - 1)
    known = (units[i] == one) & (units[j] == other) & (i != j)
    i, j = i[known], j[known]
    matrix = csr_array((np.ones(2 * len(i)), (np.r_[i, j], np.r_[j, i])), shape=(n, n))
    matrix.data[:] = 1.0
    return matrix


def covariates_of(units: Units, table: pl.DataFrame | None) -> dict[str, Floats]:
    """Each covariate in the order of the units, NaN where the table has no row."""
    if table is None:
        return {}
    _require(table, ("unit",))
    if table["unit"].is_duplicated().any():
        raise BadInput("a unit has two rows of covariates")
    ordered = pl.DataFrame({"unit": units}).join(
        table.with_columns(pl.col("unit").cast(pl.Series(units).dtype)),
        on="unit",
        how="left",
        maintain_order="left",
    )
    return {
        name: ordered[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        for name in table.columns
        if name != "unit"
    }


def _keyed(rows: pl.DataFrame, unit: str) -> pl.Expr:
    """Units as 64-bit numbers or as text, whatever the file's width."""
    return pl.col(unit).cast(pl.Int64 if rows[unit].dtype in UNIT_TYPES else pl.String)


def _require(frame: pl.DataFrame, columns: Iterable[str]) -> None:
    if missing := [name for name in columns if name not in frame.columns]:
        raise BadInput(f"there is no column “{missing[0]}”", field=missing[0])
