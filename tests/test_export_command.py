"""`qaraul export incidents` writes what the named account sees, whole or not at all."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qaraul.config.commands import export
from qaraul.errors import BadInput
from qaraul.events.testing import make_incident
from qaraul.members.choices import Role
from qaraul.members.testing import make_organisation, make_person
from qaraul.pipeline.models import DocumentReading
from qaraul.pipeline.testing import make_document, make_source

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(export.command, ["incidents", *arguments])


def test_the_file_holds_what_the_account_sees(tmp_path: Path) -> None:
    own = make_organisation()
    person = make_person(own, Role.ANALYST)
    make_incident(own, title="Mine", event_type="riot")
    make_incident(own, title="Of another type")
    make_incident(title="Not mine", event_type="riot")
    out = tmp_path / "out.csv"
    result = run(
        "--as", person.username, "--out", str(out), "--type", "riot", "--from", "2026-01-01"
    )
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["title"] for row in rows] == ["Mine"]


def test_an_account_of_several_organisations_says_for_which(tmp_path: Path) -> None:
    one, other = make_organisation(), make_organisation()
    person = make_person(one, Role.ANALYST)
    person.memberships.create(organisation=other, role=Role.ANALYST)
    out = str(tmp_path / "out.geojson")
    refused = run("--as", person.username, "--out", out)
    assert isinstance(refused.exception, BadInput)
    assert run("--as", f"{person.username}@{other.code}", "--out", out).exit_code == 0
    assert isinstance(run("--as", "nobody", "--out", out).exception, BadInput)


def test_wrong_usage_is_exit_code_two(tmp_path: Path) -> None:
    assert run("--out", str(tmp_path / "x.csv")).exit_code == 2
    assert run("--as", "a", "--out", str(tmp_path / "x.pdf")).exit_code == 2


def test_a_break_leaves_what_was_there(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_bytes(b"before")

    def broken() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export._write_whole(out, broken())
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
    assert out.read_bytes() == b"before"


def test_corrections_are_written_as_the_account_sees_them(tmp_path: Path) -> None:
    own = make_organisation()
    person = make_person(own, Role.ANALYST)
    document = make_document(source=make_source(own), due_at=None)
    reading = DocumentReading.objects.create(document=document, read_at=document.fetched_at)
    reading.corrections.create(
        field="killed", machine_value=2, human_value=3, at=document.fetched_at
    )
    out = tmp_path / "out.jsonl"
    command = ["corrections", "--out", str(out), "--as"]
    result = CliRunner().invoke(export.command, [*command, person.username])
    assert result.exit_code == 0, result.output
    (row,) = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert (row["machine_value"], row["human_value"]) == (2, 3)
    stranger = make_person(make_organisation(), Role.ANALYST)
    CliRunner().invoke(export.command, [*command, stranger.username])
    assert out.read_bytes() == b""
