"""The scorecard: its arithmetic by hand, what it skips, and that a folder of any part will do."""

import json
from pathlib import Path

import orjson
import polars as pl
import pytest
from click.testing import CliRunner

from qaraul.config.commands.score import command
from qaraul.errors import BadInput
from qaraul.reading.scoring import TASKS, score
from qaraul.reading.scoring.given import joined_tokens, ucdp_headlines
from qaraul.reading.scoring.lines import Line, b_cubed, f1, kilometres, macro_f1, spans_f1


def test_figures_by_hand() -> None:
    assert f1([(True, True), (True, False), (False, False)]) == pytest.approx(2 / 3)
    assert macro_f1([("a", "a"), ("a", "b"), ("b", "b")]) == pytest.approx(2 / 3)
    assert kilometres(0, 0, 0, 1) == pytest.approx(111.2, abs=0.1)
    assert b_cubed("aabb", "xxyy") == 1
    assert b_cubed("aabb", "xxxx") == pytest.approx(2 / 3)
    assert spans_f1([[range(3)], []], [[range(2, 5)], [range(1)]]) == pytest.approx(2 / 3)


def test_nothing_has_no_figure_but_zero() -> None:
    assert (f1([]), macro_f1([]), b_cubed([], []), spans_f1([], [])) == (0, 0, 0, 0)


def test_clusterings_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="do not match"):
        b_cubed("ab", "a")


def test_goals_may_be_upper_limits() -> None:
    assert Line("t", "en", "m", 1, 0.1, {}, 0.15, is_most=True).is_reached
    assert not Line("t", "en", "m", 1, 0.1, {}, 0.15).is_reached
    assert Line("t", "en", "m", 1, 0.1).is_reached is None


def test_tokens_become_a_text_with_spans() -> None:
    text, spans = joined_tokens(
        ["in", "Nur", "Sultan", "and", "Osh"], ["O", "B-GPE", "I-GPE", "O", "B-PER"], {"GPE"}
    )
    assert [text[span.start : span.stop] for span in spans] == ["Nur Sultan"]


def test_a_headline_of_two_events_is_left_out() -> None:
    rows = [
        {
            "id": 1,
            "source_headline": "A; B",
            "source_date": "2023-10-01;2023-10-02",
            "date_start": "x",
        },
        {"id": 2, "source_headline": "B", "source_date": None, "date_start": "2023-10-03 00:00"},
    ]
    assert list(ucdp_headlines(rows)) == [("1", "A", "2023-10-01")]


def _folder(path: Path) -> Path:
    story = {
        "id": "X-001-en-a", "story": "X-001", "lang": "en", "register": "news",
        "title": "Bus overturns near Osh", "text": "Three people died when a bus overturned.",
        "event_type": "accident", "event_status": "actual", "killed": 3, "injured": None,
        "displaced": None, "arrested": None, "published": "2025-05-14",
        "places": [{"text": "Osh", "name": "Osh", "lat": 40.53, "lon": 72.8, "role": "event"}],
    }  # fmt: skip
    (path / "stories_X.jsonl").write_bytes(orjson.dumps(story) + b"\n")
    headline = {"group": 1, "event_type": "none", "lang": "en", "text": "Carpet festival in Mary"}
    pl.DataFrame([headline]).write_parquet(path / "own_event_headlines.parquet")
    return path


@pytest.fixture
def _no_crossing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the cross-validation out: none of the folder's texts was trained on."""
    monkeypatch.setattr("qaraul.reading.scoring.events.our_examples", list)
    monkeypatch.setattr("qaraul.reading.scoring.events._PARTS", {})


@pytest.mark.usefixtures("_no_crossing")
def test_a_folder_with_some_files_is_measured_and_the_rest_is_said(tmp_path: Path) -> None:
    card = score(_folder(tmp_path))
    by_name = {(line.task, line.measure): line for line in card.lines}
    assert by_name["type", "macro-F1"].value == 1
    assert by_name["counts", "killed exact"].value == 1
    assert by_name["place", "event within 60 km"].value == 1
    assert by_name["headlines", "type exact"].value == 1
    assert set(card.skipped) == {"language", "case", "names", "search"}
    assert all(line.n > 0 or line.is_most for line in card.lines)


@pytest.mark.usefixtures("_no_crossing")
def test_the_command_prints_the_table_and_writes_the_record(tmp_path: Path) -> None:
    out = tmp_path / "card.json"
    arguments = [
        "reading",
        "--data",
        str(_folder(tmp_path)),
        "--task",
        "headlines",
        "--out",
        str(out),
    ]
    said = CliRunner().invoke(command, arguments)
    assert said.exit_code == 0, said.output
    assert "headlines" in said.output
    record = json.loads(out.read_text(encoding="utf-8"))
    assert record["lines"][0]["task"] == "headlines"
    assert record == json.loads(CliRunner().invoke(command, [*arguments, "--json"]).output)


def test_an_empty_or_missing_folder_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        said = CliRunner().invoke(command, ["reading", "--data", str(folder)])
        assert said.exit_code == 1
        assert "folder" in said.output or "files" in said.output


def test_an_unknown_task_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"known are language"):
        score(tmp_path, tasks=["poetry"])
    assert "names" in TASKS


def test_a_refused_retraining_ends_with_exit_code_one(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text("", encoding="utf-8")
    said = CliRunner().invoke(command, ["retrain", str(path)])
    assert said.exit_code == 1
    assert "too few" in said.output
