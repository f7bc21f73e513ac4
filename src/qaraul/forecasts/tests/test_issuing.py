"""A set is frozen when it is issued: sealed, never overwritten, refused on too little data."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pytest_django import Settings

from qaraul.errors import BadInput, Conflict
from qaraul.forecasting.months import month_id
from qaraul.forecasts.choices import AreaLevel, Basis, Sight, Target
from qaraul.forecasts.lacks import Lacking
from qaraul.forecasts.making import computing, grounds
from qaraul.forecasts.models import Draws, Forecast, ForecastSet
from qaraul.forecasts.sealing import is_unbroken
from qaraul.forecasts.services.issuing import issue_from_files
from qaraul.forecasts.services.withdrawing import withdraw_set
from qaraul.forecasts.testing import write_events
from qaraul.forecasts.tests.conftest import NOW
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM
from qaraul.journal.models import Entry
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("operator")]


def issued(events: Path, **how: Any) -> ForecastSet:
    given: dict[str, Any] = {
        "target": Target.DEATHS,
        "sight": Sight.NETWORK,
        "level": AreaLevel.UNIT,
        "version": "25.1",
        "released_on": date(2026, 5, 1),
        "at": NOW,
        **how,
    }
    return issue_from_files([events], **given)


def test_a_set_says_everything_that_a_forecast_must(events: Path) -> None:
    said = issued(events)
    units = Area.objects.current().core().filter(level=1).count()
    assert said.rows.count() == units * 12
    assert said.backgrounds.count() == units
    months = sorted({row.month for row in said.rows.all()})
    assert (months[0], months[-1]) == (date(2026, 6, 1), date(2027, 5, 1))
    assert (said.data_start, said.data_end) == (date(2023, 1, 1), date(2026, 4, 1))
    assert (said.source_name, said.source_version) == ("events.parquet", "25.1")
    assert len(said.source_hash) == 64
    assert said.model == "qaraul"
    assert {one.model for one in said.draws.all()} == {
        "qaraul", "zero", "last", "conflictology_12",
    }  # fmt: skip
    assert not said.is_afterwards


def test_every_row_is_in_order(events: Path) -> None:
    for row in issued(events).rows.all():
        assert 0 <= row.p_many <= row.p_any <= 1
        assert row.q05 <= row.q25 <= row.q50 <= row.q75 <= row.q95
        assert (row.p_any == 0) <= (row.q95 == 0)


def test_the_seal_is_in_the_journal_and_the_chain_is_whole(events: Path) -> None:
    said = issued(events)
    entry = Entry.objects.get(act="forecast.issued")
    assert (entry.record_id, entry.facts["sha256"]) == (said.pk, said.content_hash)
    assert journal.verify().is_whole
    assert is_unbroken(ForecastSet.objects.get(pk=said.pk))


@pytest.mark.parametrize(
    "what", ["a chance", "the past", "the draws", "the date of issue", "a row"]
)
def test_whatever_is_changed_later_breaks_the_seal(events: Path, what: str) -> None:
    said = issued(events)
    row = said.rows.first()
    assert row is not None
    if what == "a chance":
        said.rows.filter(pk=row.pk).update(p_any=0.999)
    elif what == "the past":
        said.backgrounds.filter(area=row.area).update(observed=[1.0])
    elif what == "the draws":
        Draws.objects.filter(forecast_set=said, model="zero").update(packed=b"other")
    elif what == "the date of issue":
        ForecastSet.objects.filter(pk=said.pk).update(issued_at=datetime(2020, 1, 1, tzinfo=UTC))
    else:
        said.rows.filter(pk=row.pk).delete()
    assert not is_unbroken(ForecastSet.objects.get(pk=said.pk))


def test_the_same_data_and_seed_give_the_same_forecast(events: Path) -> None:
    first = issued(events)
    again = issued(events, is_again=True)
    digests = [{d.model: d.digest for d in one.draws.all()} for one in (first, again)]
    assert digests[0] == digests[1]


def test_a_set_is_never_overwritten(events: Path) -> None:
    first = issued(events)
    seal = first.content_hash
    with pytest.raises(Conflict, match="Issued already"):
        issued(events)
    again = issued(events, is_again=True)
    assert (again.follows, again.edition) == (first, 2)
    assert ForecastSet.objects.get(pk=first.pk).content_hash == seal
    assert ForecastSet.objects.count() == 2


def test_months_after_the_end_of_the_data_change_nothing(events: Path) -> None:
    early = issued(events, as_of=date(2025, 12, 1))
    frame = pl.read_parquet(events).with_columns(
        best=pl.when(pl.col("date_end") >= date(2025, 12, 1)).then(900).otherwise(pl.col("best"))
    )
    frame.write_parquet(events)
    again = issued(events, as_of=date(2025, 12, 1), is_again=True)
    assert early.data_end == date(2025, 11, 1)
    assert {d.digest for d in early.draws.all()} == {d.digest for d in again.draws.all()}


def test_a_forecast_made_afterwards_says_so(events: Path) -> None:
    assert issued(events, as_of=date(2025, 12, 1)).is_afterwards
    assert not issued(events, as_of=date(2026, 5, 1)).is_afterwards


def test_too_short_a_past_is_refused_with_its_reason(tmp_path: Path) -> None:
    events = write_events(tmp_path / "short.parquet", first=(2026, 1), months=4)
    with pytest.raises(Lacking, match="span 4 months; a forecast needs 24") as refusal:
        issued(events)
    assert refusal.value.facts == {"lack": "months", "has": 4, "needs": 24}
    assert not ForecastSet.objects.exists()


def test_a_past_in_which_nothing_happened_is_refused(events: Path) -> None:
    frame = pl.read_parquet(events).with_columns(best=pl.lit(0))
    frame.write_parquet(events)
    with pytest.raises(Lacking, match="anything to learn from"):
        issued(events)


def test_data_that_end_long_ago_are_refused(events: Path) -> None:
    with pytest.raises(BadInput, match="1 to 14 months"):
        issued(events, at=datetime(2027, 9, 1, tzinfo=UTC))


def test_a_month_without_any_event_in_the_world_means_a_missing_file(events: Path) -> None:
    gap = pl.col("date_end").is_between(date(2025, 3, 1), date(2025, 3, 31))
    pl.read_parquet(events).filter(~gap).write_parquet(events)
    with pytest.raises(BadInput, match="No event in 2025-03"):
        issued(events)
    assert issued(events, basis=Basis.INVENTED).basis == Basis.INVENTED


def test_a_node_without_an_operator_issues_nothing(events: Path, settings: Settings) -> None:
    settings.OPERATOR = ""
    with pytest.raises(BadInput, match="no operator"):
        issued(events)


def test_states_are_forecast_from_the_whole_world(events: Path) -> None:
    said = issued(events, level=AreaLevel.STATE)
    codes = set(said.rows.values_list("area__code", flat=True))
    assert {"TJ", "AF", "KZ"} <= codes
    assert all(Area.objects.get(code=code).level == 0 for code in codes)


def test_incidents_are_counted_and_not_their_deaths(events: Path) -> None:
    deaths = issued(events)
    incidents = issued(events, target=Target.INCIDENTS)
    assert sum(sum(one.observed) for one in incidents.backgrounds.all()) < sum(
        sum(one.observed) for one in deaths.backgrounds.all()
    )


def test_a_public_set_is_marked_so(events: Path) -> None:
    network, public = issued(events), issued(events, sight=Sight.PUBLIC)
    assert (network.tlp, public.tlp) == (TLP.GREEN, TLP.CLEAR)


def test_a_withdrawn_set_stays_in_the_journal_with_the_reason(events: Path) -> None:
    said = issued(events)
    with pytest.raises(BadInput, match="reason"):
        withdraw_set(said.pk, why=" ", at=NOW, actor=SYSTEM)
    withdraw_set(said.pk, why="The file was damaged.", at=NOW, actor=SYSTEM)
    assert not ForecastSet.objects.standing().exists()
    assert Entry.objects.get(act="forecast.withdrawn").reason == "The file was damaged."
    with pytest.raises(Conflict):
        withdraw_set(said.pk, why="Again.", at=NOW, actor=SYSTEM)


def test_a_long_past_has_drivers_and_past_cases(tmp_path: Path) -> None:
    events = write_events(tmp_path / "long.parquet", first=(2018, 1), months=100)
    ground = grounds.from_ged(
        [events],
        Target.DEATHS,
        AreaLevel.UNIT,
        source=grounds.source_of([events], version="", on=None, basis=Basis.UCDP),
    )
    few = dict(list(ground.areas.items())[:3])
    made = computing.compute(
        replace(ground, areas=few), data_end=month_id(2026, 4), issued=month_id(2026, 5), seed=1
    )
    assert all(len(one.cases) == computing.CASES for one in made.behind)
    groups = {group["group"] for one in made.behind for group in one.drivers}
    assert {"level", "neighbours", "time since"} <= groups
    assert len(made.rows) == 36


def test_rows_of_a_set_go_with_it_and_with_nothing_else(events: Path) -> None:
    said = issued(events)
    assert Forecast.objects.filter(forecast_set=said).count() == Forecast.objects.count()
