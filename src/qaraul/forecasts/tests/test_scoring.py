"""Each outcome is noted once; every frozen model is held against it; nobody takes a miss back."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from qaraul.errors import Conflict
from qaraul.forecasts.choices import AreaLevel, Sight, Target
from qaraul.forecasts.models import Draws, ForecastSet, Outcome, Score
from qaraul.forecasts.scorecard import cards, reliability, totals
from qaraul.forecasts.services.issuing import issue_from_files
from qaraul.forecasts.services.scoring import score_from_files
from qaraul.forecasts.services.withdrawing import withdraw_set
from qaraul.forecasts.sights import viewer_with
from qaraul.forecasts.testing import write_events
from qaraul.forecasts.tests.conftest import NOW
from qaraul.journal.actors import SYSTEM
from qaraul.members.viewers import public

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 10, 5, tzinfo=UTC)


@pytest.fixture
def said(events: Path) -> ForecastSet:
    """A set of June 2026 to May 2027, from data to April 2026."""
    return issue_from_files(
        [events],
        Target.DEATHS,
        Sight.NETWORK,
        AreaLevel.UNIT,
        version="25.1",
        released_on=None,
        at=NOW,
    )


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """What happened, to August 2026: the same months as before, and four more."""
    return write_events(tmp_path / "newer.parquet", months=44)


def test_months_that_are_over_are_scored_for_every_model(said: ForecastSet, newer: Path) -> None:
    scored = score_from_files([newer], at=LATER)
    areas = said.backgrounds.count()
    assert [(one.outcomes, one.months) for one in scored] == [(areas * 3, 3)]
    assert Score.objects.count() == areas * 3 * 4
    assert {o.month for o in Outcome.objects.all()} == {
        date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1),
    }  # fmt: skip


def test_the_observed_value_is_that_of_the_file(said: ForecastSet, newer: Path) -> None:
    score_from_files([newer], at=LATER)
    frame = pl.read_parquet(newer).filter(pl.col("date_end") == date(2026, 7, 1))
    noted = said.outcomes.filter(month=date(2026, 7, 1))
    assert sum(one.value for one in noted) == frame["best"].sum()


def test_scoring_again_notes_nothing_and_changes_nothing(said: ForecastSet, newer: Path) -> None:
    assert not said.outcomes.exists()
    score_from_files([newer], at=LATER)
    before = list(Score.objects.order_by("pk").values())
    assert score_from_files([newer], at=LATER) == []
    assert list(Score.objects.order_by("pk").values()) == before


def test_an_outcome_stands_as_it_was_noted_first(said: ForecastSet, newer: Path) -> None:
    score_from_files([newer], at=LATER)
    total = sum(said.outcomes.values_list("value", flat=True))
    pl.read_parquet(newer).with_columns(best=pl.col("best") * 9).write_parquet(newer)
    score_from_files([newer], at=LATER)
    assert sum(said.outcomes.values_list("value", flat=True)) == total


def test_the_month_in_which_we_are_is_not_scored(said: ForecastSet, newer: Path) -> None:
    score_from_files([newer], at=datetime(2026, 7, 15, tzinfo=UTC))
    assert set(said.outcomes.values_list("month", flat=True)) == {date(2026, 6, 1)}


def test_a_set_whose_seal_is_broken_is_not_scored(said: ForecastSet, newer: Path) -> None:
    said.rows.update(p_any=0.5, p_many=0.1)
    with pytest.raises(Conflict, match="not what was sealed"):
        score_from_files([newer], at=LATER)
    assert not Outcome.objects.exists()


def test_zero_has_the_scores_that_one_can_work_out_by_hand(said: ForecastSet, newer: Path) -> None:
    assert said.draws.filter(model="zero").exists()
    score_from_files([newer], at=LATER)
    for score in Score.objects.filter(model="zero").select_related("outcome"):
        happened = score.outcome.value >= 1
        assert score.crps == pytest.approx(score.outcome.value)
        assert score.brier_any == float(happened)
        assert score.is_in_90 == (not happened)


def test_draws_are_kept_whole(said: ForecastSet) -> None:
    zero = Draws.objects.get(forecast_set=said, model="last")
    from qaraul.forecasts.making.judging import unpacked  # noqa: PLC0415  beside its use

    areas = said.backgrounds.count()
    drawn = unpacked(bytes(zero.packed), areas, 12, zero.count)
    ends = [one.observed[-1] for one in said.backgrounds.order_by("area__code")]
    assert np.array_equal(drawn[:, 0, 0], np.array(ends))
    with pytest.raises(Conflict):
        unpacked(bytes(zero.packed), areas + 1, 12, zero.count)


def test_the_card_shows_models_by_their_score_and_counts_first_editions(
    said: ForecastSet, events: Path, newer: Path
) -> None:
    again = issue_from_files(
        [events],
        Target.DEATHS,
        Sight.NETWORK,
        AreaLevel.UNIT,
        version="25.1",
        released_on=None,
        at=NOW,
        is_again=True,
    )
    score_from_files([newer], at=LATER)
    assert again.outcomes.exists()
    [card] = cards(viewer_with(Sight.NETWORK))
    assert card.sets == 1
    assert [m.crps for m in card.means] == sorted(m.crps for m in card.means)
    assert {m.n for m in card.means} == {said.outcomes.count()}
    assert card.ours is not None
    assert card.verdict
    assert sum(one.n for one in card.classes) == said.outcomes.count()
    assert all(miss.value >= 1 and miss.said < 0.1 for miss in card.misses)
    assert len({miss.area.pk for miss in card.misses}) == len(card.misses)
    assert len(totals()) == 4


def test_a_withdrawn_set_still_counts(said: ForecastSet, newer: Path) -> None:
    withdraw_set(said.pk, why="Wrong file.", at=NOW, actor=SYSTEM)
    score_from_files([newer], at=LATER)
    assert len(cards(viewer_with(Sight.NETWORK))) == 1


def test_the_public_sees_no_score_of_a_set_for_the_network(said: ForecastSet, newer: Path) -> None:
    score_from_files([newer], at=LATER)
    assert said.outcomes.exists()
    assert cards(public()) == []


def test_reliability_is_what_was_said_against_what_happened() -> None:
    pairs = [(0.0, False), (0.01, True), (0.3, True), (0.4, False), (1.0, True)]
    found = [(one.said, one.happened, one.n) for one in reliability(pairs)]
    assert found == [(0.005, 0.5, 2), (0.35, 0.5, 2), (1.0, 1.0, 1)]
    assert reliability([]) == []
