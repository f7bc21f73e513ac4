"""`qaraul ingest areas FILE`, as an operator types it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from qaraul.config.commands.ingest_areas import command
from qaraul.places.services import load_starter_areas
from qaraul.places.tests.files import ARAVAN, BOW_TIE, KARA_SUU, Row, cod_ab, write_geojson

pytestmark = pytest.mark.django_db
TWO: list[Row] = [(cod_ab(), KARA_SUU), (cod_ab("Aravan", "KG06002"), ARAVAN)]


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_starter_areas()


@pytest.mark.parametrize(
    ("rows", "options", "code", "said"),
    [
        (TWO, [], 0, "2 rows, 2 added"),
        ([*TWO, (cod_ab("Bad", "X"), BOW_TIE)], [], 1, "row 3 Bad: its outline is broken"),
        (TWO, ["--dry-run"], 0, "Nothing was written."),
    ],
)
def test_the_command_reports_and_exits_by_the_outcome(
    tmp_path: Path,
    rows: list[Row],
    options: list[str],
    code: int,
    said: str,
) -> None:
    path = write_geojson(tmp_path / "a.geojson", rows)
    result = CliRunner().invoke(command, [str(path), *options])
    assert result.exit_code == code, result.output
    assert said in result.output


def test_the_command_reports_in_json(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", TWO)
    report = json.loads(CliRunner().invoke(command, [str(path), "--json"]).output)
    assert report["counts"]["added"] == len(report["rows"]) == 2


def test_the_command_needs_a_file_that_is_there() -> None:
    assert CliRunner().invoke(command, ["nowhere.geojson"]).exit_code == 2
