"""The journal's pages: for administrators, filtered, and no way round what one may see."""

from uuid import uuid4

import orjson
import pytest
from django.test import Client

from qaraul.exchange.journal_window import open_entries
from qaraul.journal import chain
from qaraul.journal.actors import SYSTEM
from qaraul.journal.models import Entry
from qaraul.journal.services import record
from qaraul.members.choices import Role
from qaraul.members.models import Person
from qaraul.members.services import circles, people
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.viewers import Viewer, viewer_for
from qaraul.sharing.choices import TLP
from qaraul.sources.testing import make_source


@pytest.fixture(autouse=True)
def _password_is_enough(settings: pytest.FixtureRequest) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


@pytest.fixture
def operator(db: None, settings: pytest.FixtureRequest) -> Person:  # noqa: ARG001  a fixture asked for
    """An administrator of the operator."""
    organisation = make_organisation()
    settings.OPERATOR = organisation.code  # type: ignore[attr-defined]
    return make_person(organisation, Role.ADMINISTRATOR)


@pytest.fixture
def member(operator: Person) -> Person:  # noqa: ARG001  the operator comes first
    """An administrator of another organisation."""
    return make_person(make_organisation(), Role.ADMINISTRATOR)


def as_viewer(person: Person) -> Viewer:
    return viewer_for(person, person.memberships.get().organisation)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.usefixtures("operator")
def test_only_administrators_read_the_journal() -> None:
    analyst = make_person(make_organisation(), Role.ANALYST)
    assert browser(analyst).get("/admin/journal/").status_code == 404
    assert browser(analyst).get("/admin/journal/export.jsonl").status_code == 404
    assert Client().get("/admin/journal/").status_code == 302
    assert not open_entries(as_viewer(analyst)).exists()


def test_an_administrator_reads_of_the_own_organisation_and_the_operator_of_all(
    operator: Person, member: Person
) -> None:
    for administrator in (operator, member):
        viewer = as_viewer(administrator)
        person = make_person(administrator.memberships.get().organisation, Role.ANALYST)
        people.rename_person(viewer, person, display_name="Renamed")
    record("sources.changed", actor=SYSTEM, kind="source", record_id=uuid4())
    assert open_entries(as_viewer(operator)).count() == 3
    seen = open_entries(as_viewer(member))
    assert [entry.actor_id for entry in seen] == [member.pk]


def test_what_concerns_a_circle_or_a_record_one_may_not_see_is_not_shown_to_the_operator(
    operator: Person, member: Person
) -> None:
    circles.add_circle(as_viewer(member), name="Quiet circle", organisations=[])
    for kind in ("incident", "document", "something-new"):
        record(f"{kind}.made", actor=SYSTEM, kind=kind, record_id=uuid4(), reason="hidden words")
    page = browser(operator).get("/admin/journal/").content.decode()
    assert "hidden words" not in page
    assert "Quiet circle" not in page
    assert 'scope="row" data-l="Act">Circle made' not in page
    seen = browser(member).get("/admin/journal/").content.decode()
    assert 'scope="row" data-l="Act">Circle made' in seen
    assert "Quiet circle</bdi>" in seen


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("act=source.a", 2),
        ("act=source.b", 1),
        ("kind=feed", 1),
        ("actor=system", 4),
        ("actor=nobody", 0),
        ("since=2020-01-01", 4),
        ("since=2999-01-01", 0),
        ("until=2020-01-01", 0),
        ("record=nonsense", 4),
        ("since=nonsense&kind=feed", 1),
    ],
)
def test_filters_narrow_the_list_and_nonsense_is_said_beside_its_field(
    operator: Person, query: str, expected: int
) -> None:
    for act, kind in (("source.a", "source"), ("source.a", "source"), ("source.b", "source"),
                      ("feed.a", "feed")):  # fmt: skip
        record(act, actor=SYSTEM, kind=kind, record_id=uuid4())
    client = browser(operator)
    answer = client.get(f"/admin/journal/?{query}")
    shown = [row for row in answer.context["rows"] if row.who == "the node itself"]
    assert len(shown) == expected
    assert ("nonsense" in query) == bool(answer.context["form"].errors)


def test_paging_shows_every_entry_once_the_newest_first(operator: Person) -> None:
    for _ in range(120):
        record("source.a", actor=SYSTEM, kind="source", record_id=None)
    client, seen, query = browser(operator), [], {"kind": "source"}
    for _ in range(3):
        page = client.get("/admin/journal/", query).context
        seen += [row.sequence for row in page["rows"]]
        query["before"] = page["older_than"]
    assert page["older_than"] is None
    assert seen == sorted(Entry.objects.values_list("sequence", flat=True), reverse=True)


def test_the_export_is_what_the_list_shows_and_each_line_carries_its_hash(operator: Person) -> None:
    for n in range(3):
        record("source.a", actor=SYSTEM, kind="source", record_id=None, facts={"n": n})
    record("incident.made", actor=SYSTEM, kind="incident", record_id=uuid4(), reason="hidden")
    answer = browser(operator).get("/admin/journal/export.jsonl?kind=source")
    lines = b"".join(answer.streaming_content).splitlines()  # type: ignore[attr-defined]
    assert [orjson.loads(line)["facts"]["n"] for line in lines] == [0, 1, 2]
    assert chain.check(chain.links_of_lines(lines)).checked == 3
    everything = browser(operator).get("/admin/journal/export.jsonl")
    assert b"hidden" not in b"".join(everything.streaming_content)  # type: ignore[attr-defined]


def test_acts_kinds_and_faults_are_told_in_words_and_unknown_codes_as_they_are(
    operator: Person,
) -> None:
    facts = {"reason": "failing", "fault": "server-fails", "oddity": "x-1"}
    record("source.silent", actor=SYSTEM, kind="source", record_id=None, facts=facts)
    record("source.sung", actor=SYSTEM, kind="source", record_id=None)
    page = browser(operator).get("/admin/journal/").content.decode()
    for words in ("Source silent", "the node itself", "its server fails", "oddity", "Source.sung"):
        assert words in page
    assert "server-fails" not in page
    operator.language = "ru"
    operator.save()
    page = browser(operator).get("/admin/journal/").content.decode()
    for code in (">Source.silent", "server-fails", ">system<"):
        assert code not in page


def test_a_record_is_named_and_linked_only_for_who_may_open_it(operator: Person) -> None:
    organisation = operator.memberships.get().organisation
    shown, hidden = make_source(organisation), make_source(tlp=TLP.AMBER, audience=None)
    for source in (shown, hidden):
        record("source.graded", actor=SYSTEM, kind="source", record_id=source.pk)
    page = browser(operator).get("/admin/journal/").content.decode()
    assert f'<a href="{shown.get_absolute_url()}"><bdi>{shown.title}</bdi></a>' in page
    assert hidden.title not in page
    assert hidden.code not in page
    assert str(hidden.pk)[-12:] in page
