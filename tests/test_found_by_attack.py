"""Holes that somebody once found; each stays closed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from qaraul.errors import BadInput, Conflict, NotFound
from qaraul.events.models import Incident
from qaraul.events.services.evidence import Grounds, add_evidence
from qaraul.events.services.incidents import change_incident, create_incident
from qaraul.journal.actors import SYSTEM
from qaraul.members.choices import Role, Scope
from qaraul.members.models import Organisation
from qaraul.members.services.invitations import come_back, restore
from qaraul.members.services.tokens import issue_token
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.viewers import Viewer, viewer_for
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.sharing.services import propose_release
from qaraul.sources.models import Source, SourceSilence
from qaraul.sources.services.catalogue import add_feed
from qaraul.sources.testing import make_document, make_feed, make_source
from tests.network import read_everything, signed_in

pytestmark = pytest.mark.django_db
NOON = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def draft(viewer: Viewer) -> Incident:
    return create_incident(
        viewer=viewer,
        at=NOON,
        title="Lorries held at the bridge",
        event_type="border_incident",
        occurred_on=NOON.date() - timedelta(days=1),
    )


def test_a_link_to_restore_an_account_ends_when_its_maker_no_longer_answers_for_it() -> None:
    home, other = make_organisation(), make_organisation()
    keeper = make_viewer(home, Role.ADMINISTRATOR)
    person = make_person(home, Role.ANALYST)
    _, secret = restore(keeper, person, reason="Lost the telephone.", at=NOON)
    person.memberships.create(organisation=other, role=Role.ANALYST)
    with pytest.raises(NotFound):
        come_back(secret, password="a new and long password", at=NOON)
    person.memberships.filter(organisation=other).delete()
    assert come_back(secret, password="a new and long password", at=NOON) == person


def test_home_says_nothing_of_the_silence_of_a_source_that_is_not_shared() -> None:
    owner, reader = make_organisation(), make_organisation()
    own = Audience.of(organisations=[owner])
    source = make_source(owner, tlp=TLP.AMBER, audience=own, title="Quiet channel in Batken")
    SourceSilence.objects.create(source=source, opened_at=NOON, reason="quiet")
    stranger = signed_in(make_person(reader, Role.ANALYST))
    assert b"Quiet channel" not in stranger.get("/").content
    assert b"Quiet channel" in signed_in(make_person(owner, Role.ANALYST)).get("/").content


def test_the_journal_of_a_shared_record_is_its_origins_alone() -> None:
    origin, reader = make_organisation(), make_organisation()
    author = viewer_for(make_person(origin, Role.ANALYST, Role.RELEASER), origin)
    incident = draft(author)
    propose_release(
        incident, viewer=author, tlp=TLP.GREEN, audience=Audience.of(network=True), at=NOON
    )
    address = f"/admin/journal/?record={incident.pk}"
    for organisation, is_told in ((origin, True), (reader, False)):
        keeper = signed_in(make_person(organisation, Role.ADMINISTRATOR))
        assert bool(keeper.get(address).context["rows"]) == is_told


def test_what_waits_for_a_signature_is_not_changed_meanwhile() -> None:
    origin = make_organisation()
    analyst = make_viewer(origin)
    incident = draft(analyst)
    propose_release(
        incident, viewer=analyst, tlp=TLP.GREEN, audience=Audience.of(network=True), at=NOON
    )
    with pytest.raises(Conflict, match="signature"):
        change_incident(incident.pk, viewer=analyst, at=NOON, version=1, title="Something else")
    incident.refresh_from_db()
    assert incident.title == "Lorries held at the bridge"


def test_one_analyst_does_not_change_what_two_persons_made_public() -> None:
    analyst = make_viewer()
    incident = draft(analyst)
    Incident.objects.filter(pk=incident.pk).update(stage=Stage.RELEASED, tlp=TLP.CLEAR)
    with pytest.raises(Conflict, match="public"):
        change_incident(incident.pk, viewer=analyst, at=NOON, version=1, title="Something else")


def test_words_about_a_document_that_are_not_its_own_stay_with_the_origin() -> None:
    origin, reader = make_organisation(), make_organisation()
    author = viewer_for(make_person(origin, Role.ANALYST, Role.RELEASER), origin)
    feed = make_feed(make_source(origin))
    document = make_document(feed, title="Two lorries held", text="They wait since Monday.")
    incident = draft(author)
    for words in ("wait since Monday", "our informant says so"):
        grounds = Grounds(words=words)
        add_evidence(incident.pk, viewer=author, at=NOON, documents=[document.pk], grounds=grounds)
    propose_release(
        incident, viewer=author, tlp=TLP.GREEN, audience=Audience.of(network=True), at=NOON
    )
    page = signed_in(make_person(reader, Role.ANALYST)).get(incident.get_absolute_url()).content
    assert b"our informant" not in page


def test_an_incident_that_was_merged_away_is_not_released() -> None:
    author = make_viewer(make_organisation(), Role.ANALYST, Role.RELEASER)
    incident = draft(author)
    Incident.objects.filter(pk=incident.pk).update(is_listed=False)
    with pytest.raises(Conflict, match="merged"):
        propose_release(
            incident, viewer=author, tlp=TLP.GREEN, audience=Audience.of(network=True), at=NOON
        )


@pytest.mark.parametrize(
    "address",
    [
        "/incidents/?to=9999-12-31",
        "/incidents/?since=0001-01-01&to=9999-12-31",
        "/search?to=9999-12-31",
        "/admin/journal/?until=9999-12-31",
        "/incidents/export/xlsx/?origin=nosuch",
        "/incidents/export/csv/?origin=nosuch",
        "/incidents/export/csv/?q=%E2%80%AE",
    ],
)
def test_no_date_and_no_empty_answer_breaks_a_page(address: str) -> None:
    organisation = make_organisation()
    client: Client = signed_in(make_person(organisation, Role.ADMINISTRATOR, Role.ANALYST))
    create_incident(
        viewer=make_viewer(organisation),
        at=NOON,
        title="One",
        event_type="protest",
        occurred_on=date(2026, 1, 1),
    )
    response = client.get(address)
    body = b"".join(response) if response.streaming else response.content
    assert response.status_code < 500
    assert body


def test_two_organisations_do_not_read_one_drop_folder() -> None:
    add_feed(make_source(), actor=SYSTEM, connector="maildrop", settings={"folder": "letters"})
    with pytest.raises(BadInput, match="folder"):
        add_feed(make_source(), actor=SYSTEM, connector="maildrop", settings={"folder": "letters"})


def test_an_address_of_a_feed_holds_no_line_break() -> None:
    with pytest.raises(BadInput, match="line breaks"):
        add_feed(make_source(), actor=SYSTEM, connector="rss", url="https://a.example/\r\nX: y")


def test_a_document_that_is_shared_wider_than_its_source_does_not_name_it() -> None:
    origin, reader = make_organisation(), make_organisation()
    own = Audience.of(organisations=[origin])
    source = make_source(origin, tlp=TLP.AMBER, audience=own, title="Quiet channel in Batken")
    document = make_document(make_feed(source), title="Lorries held", text="They wait at Isfana.")
    author = viewer_for(make_person(origin, Role.ANALYST, Role.RELEASER), origin)
    incident = draft(author)
    add_evidence(incident.pk, viewer=author, at=NOON, documents=[document.pk])
    everyone = Audience.of(network=True)
    for record in (document, incident):
        propose_release(record, viewer=author, tlp=TLP.GREEN, audience=everyone, at=NOON)
    read_everything()
    pages = (
        f"/documents/{document.pk}/",
        f"/incidents/{incident.pk}/",
        "/search?q=Isfana",
        "/api/v1/documents",
        f"/api/v1/documents/{document.pk}",
    )
    for address in pages:
        body = asked(reader, address)
        assert b"Lorries held" in body, address
        assert b"Quiet channel" not in body, address
        assert source.code.encode() not in body, address
        assert source.code.encode() in asked(origin, address) or b"Quiet channel" in asked(
            origin, address
        ), address
    for address in (f"/search?source={source.code}", f"/api/v1/documents?source={source.code}"):
        assert b"Lorries held" not in asked(reader, address), address


def asked(organisation: Organisation, address: str) -> bytes:
    """What somebody of an organisation is answered, by page or by token."""
    person = make_person(organisation, Role.ANALYST)
    viewer = viewer_for(person, organisation)
    headers = {}
    if address.startswith("/api/"):
        lasts, scopes = timedelta(days=1), [Scope.READ]
        token = issue_token(viewer, name="x", scopes=scopes, at=NOON, lasts=lasts)[1]
        headers["Authorization"] = f"Bearer {token}"
    return bytes(signed_in(person).get(address, headers=headers).content)


def test_no_form_of_one_line_keeps_signs_that_turn_its_order_round() -> None:
    owner = make_organisation()
    reader = signed_in(make_person(owner, Role.ANALYST, Role.ADMINISTRATOR))
    given = {
        "title": "Valley\u202e Courier\u2066",
        "code": "valley",
        "kind": "independent_media",
        "connector": "rss",
        "url": "https://valley.example/rss",
        "readers": "network",
    }
    assert reader.post("/sources/new/", given).status_code == 302
    assert Source.objects.get(owner=owner).title == "Valley Courier"
