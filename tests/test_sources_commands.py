"""`qaraul sources` and `qaraul ingest documents`, as an operator types them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from qaraul.config.commands import ingest, sources
from qaraul.errors import BadInput, Conflict
from qaraul.members.testing import make_organisation
from qaraul.sources.models import Document, Feed, Source
from qaraul.sources.testing import make_feed, make_source
from qaraul.sources.testing.server import LocalServer, running

pytestmark = pytest.mark.django_db
GOOD = b"<rss><channel><item><title>One</title></item><item><guid>2</guid></item></channel></rss>"


@pytest.fixture
def server(settings: Settings) -> Iterator[LocalServer]:
    with running() as local:
        settings.ALLOWED_FETCH_ADDRESSES = [local.pair]
        yield local


def run(command: click.Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def printed(result: Result) -> Any:
    return json.loads(result.stdout)


def test_the_starter_catalogue_is_loaded_and_listed(settings: Settings) -> None:
    settings.OPERATOR = make_organisation().code
    assert printed(run(sources.command, "add", "--starter", "--json")) == {"added": 159}
    assert printed(run(sources.command, "add", "--starter", "--json")) == {"added": 0}
    rows = printed(run(sources.command, "list", "--country", "TM", "--json"))
    assert rows
    assert {row["state"] for row in rows} == {"disabled"}
    assert "159 sources" in run(sources.command, "list").stderr


def test_a_source_is_added_enabled_and_fetched(server: LocalServer) -> None:
    owner = make_organisation()
    url = server.serve("/f", GOOD)
    added = run(sources.command, "add", "desk", url, "--owner", owner.code, "--enable")
    assert added.exit_code == 0, added.output
    assert Feed.objects.get().is_enabled
    fetched = run(sources.command, "fetch", "--json")
    assert fetched.exit_code == 0, fetched.output
    (row,) = printed(fetched)
    assert (row["source"], row["new"], len(row["refused"])) == ("desk", 1, 1)
    assert "Nothing to fetch" in run(sources.command, "fetch").stdout
    assert "row 2: empty" in run(sources.command, "fetch", "desk").stdout


def test_a_feed_that_fails_is_exit_code_one(server: LocalServer) -> None:
    make_feed(make_source(), server.url("/missing"))
    result = run(sources.command, "fetch")
    assert result.exit_code == 1
    assert "not-found HTTP 404" in result.stdout


def test_an_address_is_tested_without_storing(server: LocalServer) -> None:
    good = run(sources.command, "test", server.serve("/f", GOOD))
    assert good.exit_code == 0
    assert "rss, 1 items" in good.stdout
    both = run(sources.command, "test", server.url("/f"), "http://10.0.0.1/", "--json")
    assert both.exit_code == 1
    assert [row["ok"] for row in printed(both)] == [True, False]
    assert printed(both)[1]["fault"] == "address-refused"
    assert not Document.objects.exists()


def test_the_whole_catalogue_is_tested_when_no_address_is_given(server: LocalServer) -> None:
    make_feed(make_source(), server.serve("/f", GOOD))
    make_feed(make_source(), server.url("/missing"))
    result = run(sources.command, "test")
    assert result.exit_code == 1
    assert "1 of 2 answer with items." in result.stderr


@pytest.mark.parametrize(
    "arguments", [["add"], ["add", "x", "--starter"], ["ad"], ["list", "--nonsense"]]
)
def test_wrong_usage_is_exit_code_two(arguments: list[str]) -> None:
    assert run(sources.command, *arguments).exit_code == 2


def test_broken_rules_are_said() -> None:
    source = make_source()
    for error, arguments in (
        (BadInput, ["add", "x", "https://x.example/", "--owner", "nobody"]),
        (BadInput, ["add", "x", "ftp://x.example/", "--owner", source.owner.code]),
        (Conflict, ["add", source.code, "https://x.example/", "--owner", source.owner.code]),
        (BadInput, ["fetch", "nobody"]),
        (BadInput, ["list", "--state", "asleep"]),
    ):
        assert isinstance(run(sources.command, *arguments).exception, error)
    assert Source.objects.count() == 1


def test_a_file_of_documents_is_taken_in_with_a_report(tmp_path: Path) -> None:
    source, file = make_source(), tmp_path / "d.jsonl"
    file.write_text('{"id": "1", "text": "A"}\n{half\n', encoding="utf-8")
    result = run(ingest.command, "documents", str(file), "--source", source.code)
    assert result.exit_code == 1
    assert "2 rows, 1 new, 0 changed, 0 known, 1 refused." in result.stdout
    assert "row 2: cannot be read" in result.stdout
    again = run(ingest.command, "documents", str(file), "--source", source.code, "--json")
    assert (printed(again)["repeated"], len(printed(again)["refused"])) == (1, 1)
    file.write_text('{"id": "2", "text": "B"}\n', encoding="utf-8")
    assert run(ingest.command, "documents", str(file), "--source", source.code).exit_code == 0
    assert Document.objects.count() == 2


def test_documents_without_a_source_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "d.txt"
    file.write_text("words", encoding="utf-8")
    assert run(ingest.command, "documents", str(file)).exit_code == 2
    unknown = run(ingest.command, "documents", str(file), "--source", "nobody")
    assert isinstance(unknown.exception, BadInput)
    source = make_source()
    result = run(ingest.command, "documents", str(file), "--source", source.code)
    assert isinstance(result.exception, BadInput)


def test_every_kind_of_file_has_its_command() -> None:
    assert isinstance(ingest.command, click.Group)
    kinds = {"documents", "incidents", "ged", "candidate", "areas", "indicators", "catalogue"}
    assert set(ingest.command.commands) == kinds
