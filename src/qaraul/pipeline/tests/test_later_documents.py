"""What joins a story after its signal became an incident is offered to the analyst, never added."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from qaraul.errors import Conflict, NotFound
from qaraul.events import services as events
from qaraul.events.models import Evidence, Incident
from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.viewers import Viewer
from qaraul.pipeline.models import Signal, SignalAct
from qaraul.pipeline.queries.later import later_documents, with_later_documents
from qaraul.pipeline.services import add_later_documents, read_due_documents, verify_signal
from qaraul.pipeline.testing import NOW, make_document, make_source
from qaraul.pipeline.tests.test_reading_documents import CLASH, CLASH_RU
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience
from qaraul.sources.models import Document

pytestmark = pytest.mark.usefixtures("areas")
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def confirmed(home: Organisation, analyst: Viewer) -> Signal:
    """A signal of one document that became an incident; a second document joined afterwards."""
    source = make_source(home)
    make_document(*CLASH, source=source)
    read_due_documents(NOW)
    verify_signal(Signal.objects.get().pk, viewer=analyst, at=NOW + timedelta(hours=1))
    make_document(*CLASH_RU, source=source, published_at=NOW + timedelta(hours=2), due_at=LATER)
    read_due_documents(LATER)
    return Signal.objects.get()


def ids(signal: Signal, viewer: Viewer) -> list[UUID]:
    return [document.pk for document in later_documents(viewer, signal)]


def test_what_came_later_is_offered_and_not_added(confirmed: Signal, analyst: Viewer) -> None:
    assert Evidence.objects.count() == 1
    offered = ids(confirmed, analyst)
    assert Document.objects.get(pk=offered[0]).title == CLASH_RU[0]
    assert [(g.signal, g.count) for g in with_later_documents(analyst)] == [(confirmed, 1)]


def test_one_act_adds_it_with_its_words_and_leaves_a_line(
    confirmed: Signal, analyst: Viewer
) -> None:
    offered = ids(confirmed, analyst)
    at = LATER + timedelta(minutes=1)
    assert add_later_documents(confirmed.pk, offered, viewer=analyst, at=at) == 1
    added = Evidence.objects.get(document=offered[0])
    assert added.incident_id == confirmed.incident_id
    assert added.words
    assert SignalAct.objects.filter(signal=confirmed, act="added").count() == 1
    assert ids(confirmed, analyst) == []
    assert with_later_documents(analyst) == []
    with pytest.raises(Conflict):
        add_later_documents(confirmed.pk, offered, viewer=analyst, at=at)


def test_what_was_taken_out_of_the_evidence_is_not_offered_again(
    confirmed: Signal, analyst: Viewer
) -> None:
    offered = ids(confirmed, analyst)
    add_later_documents(confirmed.pk, offered, viewer=analyst, at=LATER)
    row = Evidence.objects.get(document=offered[0])
    events.remove_evidence(row.incident_id, row.pk, viewer=analyst, at=LATER)
    assert ids(confirmed, analyst) == []


def test_only_what_was_shown_is_added(confirmed: Signal, analyst: Viewer) -> None:
    with pytest.raises(Conflict):
        add_later_documents(confirmed.pk, [uuid4()], viewer=analyst, at=LATER)
    assert Evidence.objects.count() == 1


def test_another_member_of_the_audience_is_offered_nothing(home: Organisation) -> None:
    guest = make_organisation()
    shared: dict[str, Any] = {"tlp": TLP.AMBER, "audience": Audience.of(organisations=[guest])}
    owner, other = make_viewer(home, Role.ANALYST), make_viewer(guest, Role.ANALYST)
    source = make_source(home)
    make_document(*CLASH, source=source, **shared)
    read_due_documents(NOW)
    signal = Signal.objects.get()
    verify_signal(signal.pk, viewer=owner, at=NOW + timedelta(hours=1))
    make_document(*CLASH_RU, source=source, due_at=LATER, **shared)
    read_due_documents(LATER)
    signal.refresh_from_db()
    assert ids(signal, owner)
    assert ids(signal, other) == []
    assert with_later_documents(other) == []
    with pytest.raises(Conflict):
        add_later_documents(signal.pk, ids(signal, owner), viewer=other, at=LATER)
    with pytest.raises(NotFound):
        add_later_documents(signal.pk, [], viewer=make_viewer(make_organisation()), at=LATER)


def test_the_pages_offer_it_to_the_analyst_and_add_it(
    confirmed: Signal, home: Organisation
) -> None:
    client = Client()
    client.force_login(make_person(home, Role.ANALYST))
    queue = client.get(reverse("pipeline:queue")).content.decode()
    assert "1 new document" in queue
    page = client.get(confirmed.get_absolute_url()).content.decode()
    assert "1 new document since it was confirmed" in page
    (later,) = ids(confirmed, make_viewer(home, Role.ANALYST))
    address = reverse("pipeline:add_later", args=[confirmed.pk])
    answer = client.post(address, {"document": [str(later), "nonsense"]}, follow=True)
    assert "1 document was added." in answer.content.decode()
    assert "since it was confirmed" not in answer.content.decode()
    assert Incident.objects.get().evidence.count() == 2
    empty = client.post(address, {}, follow=True).content.decode()
    assert "Choose a document." in empty


def test_an_observer_is_offered_nothing(confirmed: Signal, home: Organisation) -> None:
    client = Client()
    client.force_login(make_person(home, Role.OBSERVER))
    page = client.get(confirmed.get_absolute_url()).content.decode()
    assert "since it was confirmed" not in page
    address = reverse("pipeline:add_later", args=[confirmed.pk])
    assert client.post(address, {}).status_code == 404
