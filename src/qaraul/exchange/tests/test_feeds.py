"""Feeds out: a list as its owner sees it now, behind a secret address that can be revoked."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput, NotFound
from qaraul.events.models import Incident
from qaraul.events.testing import make_document, make_incident
from qaraul.exchange import feeds, rss, services
from qaraul.exchange.feeds import FeedItem
from qaraul.exchange.tests.conftest import Caller, make_caller
from qaraul.exchange.tests.test_api_reading import shared
from qaraul.indicators.choices import Subject
from qaraul.indicators.models import Surge
from qaraul.journal.ids import new_id
from qaraul.members.choices import Role
from qaraul.members.models import ApiToken
from qaraul.members.services.tokens import revoke_token
from qaraul.members.testing import make_person
from qaraul.members.viewers import viewer_for
from qaraul.pipeline.testing import make_signal
from qaraul.sharing import services as sharing
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.sources.testing import AT, make_source

LASTS = timedelta(days=30)


def address_of(caller: Caller, name: str = "incidents", query: str = "") -> str:
    """A new feed of that list."""
    secret = services.follow(
        caller.viewer, list_name=name, query=query, name="mine", at=timezone.now(), lasts=LASTS
    )[1]
    return f"/feeds/{secret}/{name}.rss"


def titles(address: str) -> list[str]:
    answer = Client().get(address)
    assert answer.status_code == 200
    read = feedparser.parse(answer.content)
    assert not read.bozo
    return [entry.title for entry in read.entries]


def test_a_feed_shows_what_its_owner_sees_with_the_label_in_the_title(
    origin: Caller, partner: Caller, stranger: Caller
) -> None:
    incident = shared(origin, partner, title="Bridge <closed> & guarded")
    shared(origin, stranger, title="Not for the partner")
    (title,) = titles(address_of(partner))
    assert title == "[TLP:AMBER] Bridge <closed> & guarded (2026-11-21)"
    entry = feedparser.parse(Client().get(address_of(partner)).content).entries[0]
    assert entry.id == f"urn:uuid:{incident.pk}"
    assert entry.link.endswith(incident.get_absolute_url())


def test_a_feed_that_is_called_like_its_list_says_so_once(partner: Caller) -> None:
    for name, title in (("Incidents", "Incidents: "), ("mine", "Incidents, mine: ")):
        secret = services.follow(
            partner.viewer,
            list_name="incidents",
            query="",
            name=name,
            at=timezone.now(),
            lasts=LASTS,
        )[1]
        answer = Client().get(f"/feeds/{secret}/incidents.rss")
        assert feedparser.parse(answer.content).feed.title.startswith(title)


def test_a_recalled_record_is_gone_at_once_even_for_a_reader_who_asks_for_changes_only(
    origin: Caller, partner: Caller
) -> None:
    kept, incident = shared(origin, partner), shared(origin, partner)
    address = address_of(partner)
    first = Client().get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Last-Modified" not in first.headers
    same = {"If-None-Match": first.headers["ETag"]}
    assert Client().get(address, headers=same).status_code == 304
    Incident.objects.filter(pk=incident.pk).update(stage=Stage.RECALLED)
    later = Client().get(address, headers=same)
    assert later.status_code == 200
    assert str(incident.pk).encode() not in later.content
    assert str(kept.pk).encode() in later.content


def test_an_empty_feed_is_the_same_bytes_each_time(origin: Caller) -> None:
    address = address_of(origin)
    assert Client().get(address).content == Client().get(address).content


def test_a_feed_keeps_to_the_filter_it_was_made_for(origin: Caller) -> None:
    make_incident(origin.organisation, tlp=TLP.GREEN, event_type="riot", title="Riot")
    make_incident(origin.organisation, tlp=TLP.GREEN, event_type="protest", title="Protest")
    address = address_of(origin, query="type=riot")
    assert titles(address) == ["[TLP:GREEN] Riot (2026-11-21)"]
    assert titles(f"{address}?type=riot") == ["[TLP:GREEN] Riot (2026-11-21)"]
    for query in ("type=protest", "type=riot&type=protest", "tlp=green"):
        assert Client().get(f"{address}?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["type=nonsense", "typ=riot", "area=XX-NOWHERE", "from=yesterday", "cursor=x"]
)
def test_a_filter_that_cannot_be_read_makes_no_feed(origin: Caller, query: str) -> None:
    before = ApiToken.objects.count()
    with pytest.raises(BadInput):
        address_of(origin, query=query)
    assert ApiToken.objects.count() == before


def test_documents_and_signals_can_be_followed_and_triage_only_by_those_who_work_in_it(
    origin: Caller,
) -> None:
    document = make_document(origin.viewer, audience=Audience.of(network=True))
    signal = make_signal(document)
    assert titles(address_of(origin, "documents")) == [f"[TLP:GREEN] {document.title}"]
    assert signal.number in titles(address_of(origin, "signals"))[0]
    officer = make_caller(Role.PROGRAMME_OFFICER)
    with pytest.raises(NotFound):
        address_of(officer, "signals")
    address = address_of(origin, "signals")
    origin.person.memberships.update(role=Role.OBSERVER)
    assert Client().get(address).status_code == 404


def test_the_queue_is_followed_as_it_is_narrowed_whatever_its_order(origin: Caller) -> None:
    signal = make_signal(make_document(origin.viewer, audience=Audience.of(network=True)))
    kind = signal.event_type
    assert signal.number in titles(address_of(origin, "signals", f"type={kind}&sort=newest"))[0]
    assert titles(address_of(origin, "signals", "state=dismissed")) == []


def test_what_was_taken_back_can_be_followed_without_what_it_told(
    origin: Caller, partner: Caller, stranger: Caller
) -> None:
    incident = make_incident(origin.organisation, title="Bridge closed")
    releaser = viewer_for(make_person(origin.organisation, Role.RELEASER), origin.organisation)
    named = Audience.of(organisations=[partner.organisation])
    sharing.propose_release(
        incident, viewer=releaser, tlp=TLP.GREEN, audience=named, at=timezone.now()
    )
    sharing.recall(incident, viewer=releaser, reason="Wrong place.", at=timezone.now())
    (told,) = titles(address_of(partner, "notices"))
    assert incident.number in told
    assert "Bridge" not in told
    assert titles(address_of(stranger, "notices")) == []


def test_new_sources_can_be_followed_by_those_who_may_know_them(
    origin: Caller, stranger: Caller
) -> None:
    source = make_source(origin.organisation, audience=None)
    assert [source.title in told for told in titles(address_of(origin, "sources"))] == [True]
    assert titles(address_of(stranger, "sources")) == []


def test_surges_can_be_followed_by_those_who_see_their_signals(
    origin: Caller, stranger: Caller
) -> None:
    signal = make_signal(make_document(origin.viewer), title="Surge of stories")
    Surge.objects.create(
        reach=str(origin.organisation.pk), series="stories", subject=Subject.STORIES, signal=signal,
        event_type=signal.event_type, began_on=AT.date(), last_on=AT.date(), days=1, observed=9,
        usual=2, spread=1, volume_ratio=1, p=0.001, found_at=AT,
    )  # fmt: skip
    assert titles(address_of(origin, "surges")) == ["[TLP:GREEN] Surge of stories"]
    assert titles(address_of(stranger, "surges")) == []


def test_revoked_ended_unknown_and_ownerless_feeds_are_the_same_404(
    origin: Caller, partner: Caller, stranger: Caller
) -> None:
    addresses = [address_of(c) for c in (origin, partner, stranger)]
    mine = ApiToken.objects.filter(feed_query__startswith="incidents?")
    revoke_token(origin.viewer, mine.get(person=origin.person), at=timezone.now())
    mine.filter(person=partner.person).update(expires_at=timezone.now())
    stranger.person.memberships.all().delete()
    addresses += ["/feeds/qrl_never-was/incidents.rss", f"/feeds/{origin.secret}/incidents.rss"]
    answers = [Client().get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert {a.headers["Content-Type"] for a in answers} == {"application/problem+json"}


def test_a_feeds_token_opens_its_own_list_only_and_not_the_api(origin: Caller) -> None:
    address = address_of(origin)
    secret = address.split("/")[2]
    assert Client().get(f"/feeds/{secret}/documents.rss").status_code == 404
    header = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/incidents", headers=header).status_code == 401


def test_feeds_are_counted_too_and_their_secret_stays_out_of_the_log(
    origin: Caller, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    address = address_of(origin)
    answers = [Client().get(address) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
    assert address.split("/")[2] not in caplog.text


def test_an_exercise_is_marked_in_the_channel_and_in_every_title(
    origin: Caller, settings: Any
) -> None:
    settings.EXERCISE = "Lantern"
    make_incident(origin.organisation, tlp=TLP.GREEN, is_exercise=True, title="Drill")
    make_incident(origin.organisation, tlp=TLP.GREEN, title="Real")
    read = feedparser.parse(Client().get(address_of(origin)).content)
    assert read.feed.title.startswith("[EXERCISE · УЧЕНИЕ · تمرین]")
    assert [e.title for e in read.entries] == [
        "[TLP:GREEN] [EXERCISE · УЧЕНИЕ · تمرین] Drill (2026-11-21)"
    ]


def test_the_page_shows_the_address_once_and_it_works(origin: Caller) -> None:
    shared(origin, title="One")
    client = Client()
    client.force_login(origin.person)
    assert client.get("/follow/incidents/?type=protest").status_code == 200
    made = client.post("/follow/incidents/?type=protest", {"name": "Protests", "days": 30})
    address = made.context["address"]
    assert address in made.content.decode().replace("&amp;", "&")
    parts = urlsplit(address)
    assert titles(f"{parts.path}?{parts.query}") == ["[TLP:AMBER] One (2026-11-21)"]
    listed = client.get("/admin/tokens/").content.decode()
    assert "Protests" in listed
    assert parts.path.split("/")[2] not in listed


@pytest.mark.parametrize(
    ("address", "status"),
    [("/follow/nonsense/", 404), ("/follow/incidents/?typ=riot", 200)],
)
def test_a_page_for_what_cannot_be_followed(origin: Caller, address: str, status: int) -> None:
    client = Client()
    client.force_login(origin.person)
    assert client.get(address).status_code == status
    before = ApiToken.objects.count()
    answer = client.post(address, {"name": "x", "days": 30})
    assert answer.status_code in {400, 404}
    assert ApiToken.objects.count() == before


def test_strangers_sign_in_before_they_follow(db: None) -> None:  # noqa: ARG001  a fixture asked for
    answer = Client().get("/follow/incidents/")
    assert answer.headers["Location"].startswith("/account/login/")


@given(st.text(), st.text())
def test_whatever_a_title_holds_the_feed_is_well_formed(title: str, text: str) -> None:
    item = FeedItem(new_id(), title, text, "/x/", AT, TLP.GREEN, is_exercise=False)
    read = feedparser.parse(rss.rss([item], title=title, path="/", empty_since=AT))
    assert not read.bozo
    assert len(read.entries) == 1


def test_an_old_incident_that_is_released_now_comes_before_newer_ones(
    origin: Caller, partner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = make_incident(origin.organisation, tlp=TLP.AMBER, title="Old")
    for _ in range(5):
        shared(origin, partner)
    monkeypatch.setattr(feeds, "MOST_ITEMS", 3)
    address = address_of(partner)
    assert not any("Old" in title for title in titles(address))
    releaser = make_person(origin.organisation, Role.RELEASER)
    sharing.propose_release(
        old,
        viewer=viewer_for(releaser, origin.organisation),
        tlp=TLP.GREEN,
        audience=Audience.of(organisations=[partner.organisation]),
        at=timezone.now(),
    )
    assert "Old" in titles(address)[0]
