"""The page on which a file of values is taken in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qaraul.indicators import forms
from qaraul.indicators.models import Observation
from qaraul.members.choices import Role
from qaraul.members.testing import make_organisation, make_person
from qaraul.sharing.choices import TLP, Stage

PAGE = "/indicators/import/"
HEAD = "indicator,area,period_start,period_end,value\n"
GOOD = "I-07,TJ,2026-10-01,2026-10-31,12.5\n"
BAD = "I-07,TJ,yesterday,,3\nX-99,TJ,2026-10-01,,3\n"

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def analyst(client: Client) -> Client:
    client.force_login(make_person(make_organisation(), Role.ANALYST))
    return client


def given(client: Client, text: str | bytes, name: str = "values.csv", **more: str) -> str:
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, content)
    answer = client.post(PAGE, {"file": file, "readers": "own", **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_is_taken_in_and_each_refused_row_says_why(analyst: Client) -> None:
    page = given(analyst, HEAD + GOOD + BAD)
    assert Observation.objects.get().value == 12.5
    assert "What was taken in" in page
    assert "“yesterday” is not a date" in page
    assert "X-99" in page


def test_a_trial_keeps_nothing(analyst: Client) -> None:
    page = given(analyst, HEAD + GOOD, is_trial="on")
    assert "What would be taken in" in page
    assert not Observation.objects.exists()


def test_the_same_file_again_changes_nothing(analyst: Client) -> None:
    given(analyst, HEAD + GOOD)
    given(analyst, HEAD + GOOD)
    assert Observation.objects.count() == 1


def test_the_values_are_the_organisations_own_unless_shown_to_the_network(analyst: Client) -> None:
    given(analyst, HEAD + GOOD)
    assert Observation.objects.get().stage == Stage.DRAFT
    given(analyst, HEAD + GOOD.replace("10-", "09-").replace("31", "30"), readers="network")
    shown = Observation.objects.exclude(stage=Stage.DRAFT).get()
    assert (shown.stage, shown.tlp) == (Stage.RELEASED, TLP.GREEN)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("values.exe", b"MZ", "ends in .csv, .xlsx or .parquet"),
        ("values.xlsx", b"no workbook", "This is not a workbook."),
        ("values.parquet", b"PAR1", "This is not a Parquet file."),
        ("values.csv", b"a,b\n1,2\n", "indicator"),
        ("values.csv", HEAD.encode() + b"\xff\xfe,\n", "UTF-8"),
    ],
)
def test_what_is_no_file_of_values_is_said_and_nothing_is_kept(
    analyst: Client, name: str, content: bytes, fault: str
) -> None:
    assert fault in given(analyst, content, name)
    assert not Observation.objects.exists()


def test_a_file_too_large_for_a_page_is_refused(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "LARGEST_UPLOAD", 10)
    assert "too large for a page" in given(analyst, HEAD + GOOD)
    assert not Observation.objects.exists()


def test_observers_and_strangers_take_nothing_in(client: Client) -> None:
    assert client.get(PAGE).status_code == 302
    client.force_login(make_person(make_organisation(), Role.OBSERVER))
    assert client.post(PAGE, {}).status_code in {403, 404}
