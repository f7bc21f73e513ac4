"""UCDP files: every row is taken or refused with its reason, and deaths stay deaths."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from qaraul.errors import BadInput
from qaraul.forecasting.ged import read_ged, unit_events
from qaraul.forecasting.geography import prio_grid_neighbours
from qaraul.forecasting.issuing import MODELS, issue
from qaraul.forecasting.months import month_id
from qaraul.forecasting.panel import panel_from_events
from qaraul.forecasting.tests.ged_made import rows, write_zip

SHARED = Path(__file__).resolve().parents[5] / "shared/data/conflict"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("ged") / "ged.zip"
    write_zip(path, rows(600, seed=1))
    return path


def written(tmp_path: Path, **changes: object) -> Path:
    path = tmp_path / "ged.zip"
    events = rows(3, seed=2)
    events[1] |= changes
    write_zip(path, events)
    return path


def test_a_zip_of_49_columns_is_read_whole(archive: Path) -> None:
    made = rows(600, seed=1)
    events = read_ged(archive)
    assert (events.rows, events.refused_count) == (600, 0)
    assert events.frame["best"].sum() == sum(int(str(row["best"])) for row in made)
    first = events.frame.row(0, named=True)
    assert str(first["date_end"]) == str(made[0]["date_end"])[:10]
    assert first["month"] == month_id(first["date_end"].year, first["date_end"].month)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"date_end": "soon"}, "date_end: not a date"),
        ({"date_start": ""}, "date_start: not a date"),
        ({"date_start": "2030-01-01"}, "date_end: before date_start"),
        ({"type_of_violence": 4}, "type_of_violence: not 1, 2 or 3"),
        ({"best": -1}, "best: not a count"),
        ({"best": "many"}, "best: not a count"),
        ({"country_id": ""}, "country_id: not a number"),
        ({"latitude": 91}, "latitude, longitude: not on Earth"),
        ({"longitude": ""}, "latitude, longitude: not on Earth"),
    ],
)
def test_a_bad_row_is_refused_alone(
    tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    events = read_ged(written(tmp_path, **changes))
    assert [(r.row, r.reason) for r in events.refused] == [(2, reason)]
    assert events.frame["id"].to_list() == [1, 3]


@pytest.mark.parametrize("name", ["a.zip", "a.csv", "a.parquet"])
def test_what_is_no_such_file_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x00nothing\n1,2")
    with pytest.raises(BadInput) as caught:
        read_ged(path)
    assert "\n" not in caught.value.message


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("id,best\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="type_of_violence"):
        read_ged(path)


def test_types_counts_and_precision_decide_what_is_counted(archive: Path) -> None:
    frame = read_ged(archive).frame
    all_types = unit_events(frame, by="country", types=(1, 2, 3))
    assert all_types["count"].sum() == frame["best"].sum()
    assert (
        len(unit_events(frame, by="country", count="events"))
        == (frame["type_of_violence"] == 1).sum()
    )
    for by, coarsest in (("cell", 3), ("adm1", 4)):
        placed = unit_events(frame, by=by, types=(1, 2, 3))
        assert len(placed) == (frame["where_prec"] <= coarsest).sum()


def test_deaths_are_the_same_by_country_and_by_month(archive: Path) -> None:
    frame = read_ged(archive).frame
    taken = unit_events(frame, by="country", types=(1, 2, 3))
    panel = panel_from_events(
        taken, units=[700, 652, 490, 475, 702], first_month=109, last_month=560
    )
    assert panel.counts.sum() == frame["best"].sum()


def test_units_can_be_given_for_each_event(archive: Path) -> None:
    frame = read_ged(archive).frame
    areas = np.where(frame["country_id"] == 702, "TJ", "")
    taken = unit_events(frame, by=areas, types=(1, 2, 3))
    assert set(taken["unit"]) == {"TJ"}
    assert len(taken) == (frame["country_id"] == 702).sum()
    with pytest.raises(BadInput, match="units for"):
        unit_events(frame, by=["TJ"])
    with pytest.raises(BadInput, match="by country"):
        unit_events(frame, by="village")


@pytest.mark.parametrize("model", MODELS)
def test_cells_are_forecast_by_every_model(archive: Path, model: str) -> None:
    taken = unit_events(read_ged(archive).frame, by="cell", types=(1, 2, 3))
    cells = taken["unit"].unique().to_numpy()
    panel = panel_from_events(
        taken,
        units=cells,
        first_month=month_id(1995, 1),
        last_month=month_id(2010, 12),
        neighbours=prio_grid_neighbours(cells),
    )
    forecast = issue(panel, data_end=panel.last_month, leads=(3, 9), seed=1, model=model, draws=50)
    assert forecast.draws.shape == (len(panel.units), 2, 50)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not here")
def test_a_real_release_of_candidate_is_read() -> None:
    events = read_ged(SHARED / "ucdp_candidate_v23_0_10.parquet")
    assert events.rows == 2_391
    assert events.refused_count == 0
    raw = pl.read_parquet(SHARED / "ucdp_candidate_v23_0_10.parquet")
    assert events.frame["best"].sum() == raw["best"].sum()
    assert len(unit_events(events.frame, by="cell", types=(1, 2, 3))) > 1_500
