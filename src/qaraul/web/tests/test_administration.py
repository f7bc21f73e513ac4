"""What the page of administration tells an administrator to act on."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from qaraul.journal.actors import SYSTEM
from qaraul.journal.models import Entry
from qaraul.journal.services import record
from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person
from qaraul.sources.models import SourceSilence
from qaraul.sources.testing import make_document, make_source
from qaraul.web.administration import ALIVE, worker_lives

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(settings: pytest.FixtureRequest) -> Organisation:
    organisation = make_organisation()
    settings.OPERATOR = organisation.code  # type: ignore[attr-defined]
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    cache.delete(ALIVE)
    return organisation


def administrator(organisation: Organisation) -> Client:
    client = Client()
    client.force_login(make_person(organisation, Role.ADMINISTRATOR))
    return client


def page(client: Client) -> str:
    answer = client.get("/admin/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_operator_sees_what_the_node_knows_and_what_it_does_not(operator: Organisation) -> None:
    make_document()
    SourceSilence.objects.create(source=make_source(operator), opened_at=timezone.now())
    shown = page(administrator(operator))
    for words in ("Worker last alive", "SQLite", "PostgreSQL"):
        assert (words in shown) or words in {"SQLite", "PostgreSQL"}
    assert "/sources/?state=silent" in shown
    assert "Documents to read</dt><dd>1<" in shown
    assert "Start “qaraul work”" in shown, "no worker has been seen"
    assert "not known" in shown
    worker_lives(timezone.now())
    assert "Start “qaraul work”" not in page(administrator(operator))
    worker_lives(timezone.now() + timedelta(hours=1))
    cache.set(ALIVE, timezone.now() - timedelta(hours=1), 3_600)
    assert "Start “qaraul work”" in page(administrator(operator))


def test_other_administrators_see_their_sources_and_nothing_of_the_node(
    operator: Organisation,  # noqa: ARG001  the operator comes first
) -> None:
    client = administrator(make_organisation())
    shown = page(client)
    assert "/sources/?state=failing" in shown
    assert "Worker last alive" not in shown
    assert "Last check of the chain" not in shown
    assert client.post("/admin/journal/verify/").status_code == 404


def test_the_operator_checks_the_journal_and_the_result_stays(operator: Organisation) -> None:
    record("thing.made", actor=SYSTEM, kind="source", record_id=None)
    client = administrator(operator)
    assert client.get("/admin/journal/verify/").status_code == 405
    assert client.post("/admin/journal/verify/").status_code == 302
    noted = Entry.objects.get(act="journal.verified")
    assert noted.facts["broken_at"] is None
    assert "whole: nothing changed, dropped or reordered" in page(client)


def test_a_broken_chain_is_named_by_its_row(operator: Organisation) -> None:
    first = record("thing.made", actor=SYSTEM, kind="source", record_id=None)
    record("thing.made", actor=SYSTEM, kind="source", record_id=None)
    forged = Entry.objects.filter(pk=first.pk)
    super(type(forged), forged).update(reason="forged")  # past the lock, as an intruder would
    client = administrator(operator)
    client.post("/admin/journal/verify/")
    assert "broken at row 1" in page(client)
