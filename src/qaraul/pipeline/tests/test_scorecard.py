"""How well the machine reads: public figures, and what people here found, for members."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client
from django.urls import reverse

from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.viewers import PUBLIC, Viewer
from qaraul.pipeline.models import Signal
from qaraul.pipeline.queries import record
from qaraul.pipeline.services import correct_reading, read_due_documents
from qaraul.pipeline.testing import NOW, make_document, make_source
from qaraul.pipeline.tests.test_reading_documents import CLASH, CLASH_RU

ROWS: list[dict[str, Any]] = [
    {
        "task": "event type", "language": "ky", "n": 62, "measure": "macro-F1", "value": 0.81,
        "baselines": {"majority": 0.12}, "floor": 0.75,
    },
    {
        "task": "event type", "language": "tk", "n": 12, "measure": "macro-F1", "value": 0.61,
        "baselines": {}, "floor": 0.65,
    },
    {
        "task": "places", "language": None, "n": 664, "measure": "false places a text",
        "value": 0.02, "baselines": {"gazetteer only": 0.4}, "floor": 0.15, "is_most": True,
    },
]  # fmt: skip


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scorecard as `qaraul score reading --json` writes it."""
    path = tmp_path / "scorecard.json"
    told = {"version": "1.1", "measured_on": "2026-11-28", "rows": ROWS}
    path.write_bytes(orjson.dumps(told))
    monkeypatch.setattr(record, "SHIPPED", path)
    return path


def page(client: Client) -> str:
    answer = client.get(reverse("reading:scorecard"))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("card", "db")
def test_anybody_may_see_the_figures_with_their_numbers_and_rivals() -> None:
    html = page(Client())
    assert "Kyrgyz" in html
    assert "0.810" in html
    assert "majority" in html
    assert html.count("not reached") == 1
    assert html.count("few") == 1
    assert "people on this node" not in html


@pytest.mark.usefixtures("db")
def test_without_figures_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "SHIPPED", tmp_path / "none.json")
    assert "No figures came with this version" in page(Client())


def test_a_goal_is_the_least_or_the_most_a_figure_may_be(card: Path) -> None:
    shipped = record.shipped()
    assert shipped is not None
    flat = [figure for _, rows in shipped.tasks for figure in rows]
    assert [figure.is_missed for figure in flat] == [False, True, False]
    assert [figure.is_small for figure in flat] == [False, True, False]
    assert card.is_file()


def test_what_the_command_prints_is_read_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "card.json"
    line = {"task": "names", "lang": "ru", "measure": "F1", "n": 9, "value": 0.9, "goal": 0.92}
    path.write_bytes(orjson.dumps({"model": "m-7", "lines": [line], "skipped": {}}))
    monkeypatch.setattr(record, "SHIPPED", path)
    shipped = record.shipped()
    assert shipped is not None
    assert (shipped.version, shipped.measured_on) == ("m-7", None)
    ((_, (figure,)),) = shipped.tasks
    assert (figure.language, figure.is_missed, figure.is_small) == ("ru", True, True)


@pytest.mark.usefixtures("areas")
def test_members_see_how_often_people_corrected_what(home: Organisation, analyst: Viewer) -> None:
    source = make_source(home)
    make_document(*CLASH, source=source)
    make_document(*CLASH_RU, source=source)
    read_due_documents(NOW)
    assert record.own_record(analyst) == []
    correct_reading(Signal.objects.get().pk, "killed", 7, viewer=analyst, at=NOW)
    found = record.own_record(analyst)
    assert found is not None
    assert {one.language: (one.n, one.corrected) for one in found} == {
        "en": (1, {"killed": 1}),
        "ru": (1, {"killed": 1}),
    }
    assert all(one.is_small for one in found)
    client = Client()
    client.force_login(make_person(home, Role.ANALYST))
    assert "As people on this node found" in page(client)


@pytest.mark.usefixtures("areas")
def test_a_stranger_learns_nothing_of_corrections(home: Organisation, analyst: Viewer) -> None:
    make_document(*CLASH, source=make_source(home))
    read_due_documents(NOW)
    correct_reading(Signal.objects.get().pk, "killed", 7, viewer=analyst, at=NOW)
    assert record.own_record(make_viewer(make_organisation())) == []
    assert record.own_record(PUBLIC) is None
