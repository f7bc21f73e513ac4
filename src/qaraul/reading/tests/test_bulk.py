"""`qaraul read`: files in, one file out, whole or not at all."""

import json
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
from click.testing import CliRunner

from qaraul.config.commands.read import command
from qaraul.errors import BadInput
from qaraul.reading.bulk import read_files, running
from qaraul.reading.bulk.parquet import SCHEMA

TITLE, TEXT = "Two killed in Osh", "Two people were killed in Osh on Monday"
ROWS: list[dict[str, Any]] = [
    {"id": "a", "title": TITLE, "text": f"{TEXT}.", "published": "2025-05-14"},
    {"id": "b", "text": "В Оше погибли двое.", "published": "2025-05-13T10:00:00Z"},
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


@pytest.mark.parametrize(
    ("option", "says"),
    [
        (["--scheduler", "tcp://127.0.0.1:8786"], "dask"),
        (["--out", "x.csv"], ".jsonl or .parquet"),
    ],
)
def test_what_is_not_there_yet_is_said_clearly(
    tmp_path: Path, option: list[str], says: str
) -> None:
    source = jsonl(tmp_path / "in.jsonl")
    result = CliRunner().invoke(command, [str(source), "--out", str(tmp_path / "o.jsonl"), *option])
    assert result.exit_code == 1
    assert says in result.stderr


def test_wrong_usage_ends_with_two() -> None:
    assert CliRunner().invoke(command, []).exit_code == 2
