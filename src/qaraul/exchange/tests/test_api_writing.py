"""Writing through the API: once, by those who may, and never more than a draft."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from qaraul.events.models import Incident
from qaraul.exchange.models import DoneRequest
from qaraul.exchange.services import KEPT, forget_done_requests
from qaraul.exchange.tests.conftest import Caller, make_caller
from qaraul.exchange.tests.test_api_reading import shared
from qaraul.journal.models import Entry
from qaraul.journal.services import verify
from qaraul.members.choices import Role, Scope
from qaraul.sharing.choices import TLP

FACTS = {"title": "Lorries wait", "event_type": "border_incident", "occurred_on": "2026-11-21"}


def create(caller: Caller, key: str = "k1", **facts: Any) -> Any:
    return caller.send("post", "incidents", {**FACTS, **facts}, Idempotency_Key=key)


def test_a_new_incident_is_a_draft_that_only_its_organisation_has(
    origin: Caller, stranger: Caller
) -> None:
    answer = create(origin, killed_best=3)
    incident = Incident.objects.get()
    assert (answer.status_code, answer.json()["id"]) == (201, str(incident.pk))
    assert answer.headers["Location"] == f"/api/v1/incidents/{incident.pk}"
    assert (incident.stage, incident.origin) == ("draft", origin.organisation)
    assert (incident.killed_low, incident.tlp) == (3, TLP.AMBER_STRICT)
    assert stranger.get(f"incidents/{incident.pk}").status_code == 404
    entry = Entry.objects.get(kind="incident")
    assert entry.actor_id == origin.person.pk
    assert verify().is_whole


def test_the_same_request_sent_again_is_done_once(origin: Caller) -> None:
    first, again = create(origin), create(origin)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Incident.objects.count() == 1
    create(origin, key="k2")
    assert Incident.objects.count() == 2


def test_a_key_stands_for_one_request_of_one_token(origin: Caller, partner: Caller) -> None:
    create(origin)
    other = create(origin, title="Something else")
    assert (other.status_code, other.json()["field"]) == (409, "Idempotency-Key")
    assert create(partner).status_code == 201
    assert Incident.objects.count() == 2


def test_a_request_that_failed_may_be_mended_under_the_same_key(origin: Caller) -> None:
    assert create(origin, occurred_on="2999-01-01").status_code == 409
    assert create(origin).status_code == 201
    assert Incident.objects.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 101, "схож", "a\tb"])
def test_a_key_must_be_one(origin: Caller, key: str) -> None:
    answer = create(origin, key=key)
    assert (answer.status_code, answer.json()["field"]) == (400, "Idempotency-Key")
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "   "}, "title"),
        ({"title": None}, "title"),
        ({"event_type": "rumour"}, "event_type"),
        ({"occurred_on": "21.11.2026"}, "occurred_on"),
        ({"occurred_on": 1_700_000_000}, "occurred_on"),
        ({"killed_best": "3"}, "killed_best"),
        ({"killed_best": 1.5}, "killed_best"),
        ({"killed_best": True}, "killed_best"),
        ({"lat": 91, "lon": 0}, "lat"),
        ({"credibility": 0}, "credibility"),
        ({"actors": ["x"] * 21}, "actors"),
        ({"tlp": 0}, "tlp"),
        ({"stage": "released"}, "stage"),
        ({"origin": "somebody"}, "origin"),
        ({"created_by": "somebody"}, "created_by"),
    ],
)
def test_a_body_that_is_not_as_described_is_refused_and_the_part_named(
    origin: Caller, facts: dict[str, Any], field: str
) -> None:
    answer = create(origin, **facts)
    assert answer.status_code == 400
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"killed_low": 3, "killed_best": 1}, "killed_best"),
        ({"lat": 41.0}, "lat"),
        ({"occurred_on": "2999-01-01"}, "occurred_on"),
        ({"occurred_until": "2026-11-01"}, "occurred_until"),
        ({"area": "XX-NOWHERE"}, "area"),
    ],
)
def test_facts_that_disagree_are_at_odds(origin: Caller, facts: dict[str, Any], field: str) -> None:
    answer = create(origin, **facts)
    assert (answer.status_code, answer.json()["field"]) == (409, field)
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"", "application/json", 415),
        (b'{"title": "\\ud800"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"title=x", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b'{"title": "' + b"x" * 100_001 + b'"}', "application/json", 413),
        (b"{" * 50_000, "application/json", 400),
    ],
)
def test_broken_bodies_get_words_and_no_trace(
    origin: Caller, body: bytes, kind: str, status: int
) -> None:
    answer = Client().post(
        "/api/v1/incidents",
        data=body,
        content_type=kind,
        headers={"Authorization": f"Bearer {origin.secret}", "Idempotency-Key": "k"},
    )
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b"Traceback" not in answer.content


def test_reading_tokens_and_people_who_may_not_write_are_refused(origin: Caller) -> None:
    reads = make_caller(scopes=(Scope.READ,))
    assert create(reads).json()["type"] == "urn:qaraul:problem:missing-scope"
    officer = make_caller(Role.PROGRAMME_OFFICER)
    answer = create(officer)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:qaraul:problem:not-allowed")
    assert not Incident.objects.exclude(origin=origin.organisation).exists()


def test_a_change_needs_the_version_that_was_read(origin: Caller, partner: Caller) -> None:
    incident = shared(origin, partner)
    address = f"incidents/{incident.pk}"
    changed = origin.send("patch", address, {"version": 1, "title": "New"})
    assert (changed.status_code, changed.json()["title"], changed.json()["version"]) == (
        200, "New", 2,
    )  # fmt: skip
    late = origin.send("patch", address, {"version": 1, "title": "Late"})
    assert (late.status_code, late.json()["type"]) == (409, "urn:qaraul:problem:incident-moved")
    assert origin.send("patch", address, {"title": "No version"}).status_code == 400


def test_a_change_leaves_alone_what_it_does_not_name(origin: Caller, partner: Caller) -> None:
    incident = shared(origin, partner, summary="Kept", credibility=2)
    origin.send("patch", f"incidents/{incident.pk}", {"version": 1, "title": "New"})
    incident.refresh_from_db()
    assert (incident.summary, incident.credibility, incident.event_type) == ("Kept", 2, "protest")


def test_who_may_see_may_not_therefore_change(
    origin: Caller, partner: Caller, stranger: Caller
) -> None:
    incident = shared(origin, partner)
    address, body = f"incidents/{incident.pk}", {"version": 1, "title": "Mine"}
    assert partner.send("patch", address, body).status_code == 404
    assert stranger.send("patch", address, body).status_code == 404
    incident.refresh_from_db()
    assert incident.title != "Mine"


def test_old_keys_are_forgotten_and_young_ones_kept(origin: Caller) -> None:
    create(origin)
    create(origin, key="k2")
    DoneRequest.objects.filter(key="k1").update(at=timezone.now() - 2 * KEPT)
    assert forget_done_requests(timezone.now()) == 1
    assert list(DoneRequest.objects.values_list("key", flat=True)) == ["k2"]
