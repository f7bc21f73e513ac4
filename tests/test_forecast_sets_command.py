"""`qaraul forecast issue` and `qaraul score forecasts`: words, exit codes, and nothing twice."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pytest_django import Settings

from qaraul.config.cli import group
from qaraul.forecasts.models import ForecastSet
from qaraul.forecasts.testing import write_events
from qaraul.members.testing import make_organisation
from qaraul.places.services import load_starter_areas

pytestmark = pytest.mark.django_db


@pytest.fixture
def events(tmp_path: Path, settings: Settings) -> Path:
    load_starter_areas()
    settings.OPERATOR = make_organisation().code
    return write_events(tmp_path / "events.parquet", first=(2022, 1), months=40)


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, [*arguments], catch_exceptions=True)
    return done.exit_code, done.output or str(done.exception)


def test_a_set_is_issued_scored_and_withdrawn(events: Path) -> None:
    issue = ("forecast", "issue", "--ged", str(events), "--as-of", "2024-05", "--target", "deaths")
    code, said = run(*issue, "--ged-version", "24.1", "--json")
    assert code == 0, said
    [told] = json.loads(said)
    assert told["series"] == "ucdp-deaths-unit-network"
    assert told["data_end"] == "2024-04"
    assert told["is_afterwards"] is True
    code, said = run(*issue)
    assert code == 1
    assert "Issued already" in said
    code, said = run("score", "forecasts", "--ged", str(events))
    assert code == 0, said
    assert "conflictology_12" in said
    code, said = run("score", "forecasts", "--ged", str(events), "--json")
    assert json.loads(said)["new"] == 0
    assert run("forecast", "withdraw", told["id"], "--why", "A damaged file.")[0] == 0
    assert not ForecastSet.objects.standing().exists()


def test_too_little_data_is_one_line_and_exit_code_1(events: Path) -> None:
    assert events.exists()
    code, said = run("forecast", "issue")
    assert code == 1
    assert said == "There is no record to forecast from."


def test_states_need_a_file(events: Path) -> None:
    assert events.exists()
    assert run("forecast", "issue", "--level", "state")[0] == 2


def test_before_anything_is_due_scoring_says_so(events: Path) -> None:
    assert events.exists()
    assert run("score", "forecasts") == (0, "Nothing has come due yet.\n")
