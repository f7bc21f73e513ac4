"""The leak hunt: an outsider is shown the same, byte for byte, whether a record exists or not.

Every GET address of the node is opened by everybody who should not know, once before the hidden
records exist and once while they are released to others. Lists, counts, maps, search, exports,
feeds, errors and guesses of every id must not differ. The audience opens them too, and must find
the record, so that the hunt can fail.
"""

import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from qaraul.events.models import Incident
from qaraul.exchange.feeds import lists
from qaraul.members.viewers import viewer_for
from qaraul.sharing import services as sharing
from qaraul.sharing.models import Release
from tests.doors import addresses, patterns
from tests.network import SOUGHT, Network, Visitor

pytestmark = pytest.mark.django_db
HIDDEN = "kestrelnest"
"""A word that no outsider may ever be shown."""
FORMATS = ["csv", "xlsx", "geojson", "nonsense"]
QUERIES = [
    "",
    f"?q={SOUGHT}",
    "?tlp=2",
    "?area=TJ-KT&bbox=60,30,80,50",
    "?type=border_incident&sort=newest",
]
CHANGES_EACH_TIME = re.compile(
    rb"value=\"[A-Za-z0-9]{64}\""
    rb"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?Z?|\b\d\d:\d\d\b|E-[0-9A-F]{6}"
    rb"|<(lastBuildDate|updated|pubDate)>[^<]*<|\d+(&nbsp;|\xc2\xa0| )(minutes?|seconds?|hours?)"
)


def fillings(ids: list[str]) -> dict[str, list[str]]:
    """What may stand in the parts of an address."""
    known = {
        "uuid": ids,
        "kind": ["incident", "document", "signal", "observation", *FORMATS],
        "indicator": ["II-04", "I-07"],
        "code": ["TJ-KT", "TJ"],
        "secret": ["not-a-secret"],
        "token": ["not-a-token"],
        "name": ["search", *lists.names()],
        "field": ["place", "event_type", "killed"],
    }
    missing = {n for _, c in patterns() for n in c} - set(known) - uuid_names()
    assert missing == set(), "tell the leak hunt what may stand there"
    return known


def everywhere(ids: list[str]) -> list[str]:
    """Every address with the ids, and every list with every query."""
    lists = addresses({**fillings(ids), "uuid": []})
    return sorted({a + q for a in lists for q in QUERIES} | set(addresses(fillings(ids))))


def uuid_names() -> set[str]:
    return {n for _, c in patterns() for n, v in c.items() if type(v).__name__.startswith("UUID")}


def seen_by(visitors: list[Visitor], paths: list[str]) -> dict[tuple[str, str], tuple[int, bytes]]:
    return {(v.name, path): steady(v.opens(path)) for v in visitors for path in paths}


def steady(seen: tuple[int, bytes]) -> tuple[int, bytes]:
    """What was seen, less what changes from one moment to the next."""
    return seen[0], CHANGES_EACH_TIME.sub(b"", seen[1])


BLIND = "01980000-0000-7000-8000-000000000000"
"""An id of nothing."""


@pytest.fixture
def network(settings: Any) -> Network:
    settings.API_REQUESTS_A_MINUTE = 1_000_000  # the hunt asks more often than anybody may
    return Network()


def test_an_outsider_is_shown_the_same_with_and_without_the_hidden_records(
    network: Network,
) -> None:
    network.write("everyday", network.everyone)
    outsiders, paths = network.outsiders(), everywhere([BLIND])
    before = seen_by(outsiders, paths)
    network.write(HIDDEN, network.confidants)
    after = seen_by(outsiders, paths)
    assert [key for key in before if before[key] != after[key]] == []
    assert [key for key, (_, body) in after.items() if HIDDEN.encode() in body] == []


def test_the_feeds_of_an_outsider_tell_nothing_and_those_of_the_audience_do(
    network: Network,
) -> None:
    network.write("everyday", network.everyone)
    nobody = Visitor("a reader of feeds", Client())
    closed = [
        address
        for person in (network.keeper, network.watcher)
        for address in network.feeds_of(person, network.outside)
    ]
    before = seen_by([nobody], closed)
    network.write(HIDDEN, network.confidants)
    after = seen_by([nobody], closed)
    assert {status for status, _ in before.values()} == {HTTPStatus.OK}
    assert [key for key in before if before[key] != after[key]] == []
    opened = seen_by([nobody], network.feeds_of(network.trusted, network.first))
    told = {
        path.rpartition("/")[2]
        for (_, path), (_, body) in opened.items()
        if HIDDEN.encode() in body
    }
    assert told >= {"incidents.rss", "documents.rss", "signals.rss"}


def test_a_guessed_id_answers_like_an_id_of_nothing(network: Network) -> None:
    ids = network.write(HIDDEN, network.confidants)
    outsiders = network.outsiders()
    nothing = seen_by(outsiders, list(addresses(fillings([BLIND]))))
    nothing = {(v, path.replace(BLIND, "")): seen for (v, path), seen in nothing.items()}
    told = []
    for visitor in outsiders:
        for path in addresses(fillings(ids)):
            bare = re.sub("|".join(ids), "", path)
            status, body = steady(visitor.opens(path))
            expected_status, expected = nothing[visitor.name, bare]
            same = re.sub("|".join(ids).encode(), b"", body)
            if (status, same) != (expected_status, expected.replace(BLIND.encode(), b"")):
                told.append((visitor.name, path, status))
    assert told == []


def test_the_audience_finds_it_behind_every_kind_of_door(network: Network) -> None:
    """Without this the hunt could not fail."""
    ids = network.write(HIDDEN, network.confidants)
    session, token = network.audience()
    found = {
        path.split("?")[0]
        for (_, path), (status, body) in seen_by([session, token], everywhere(ids)).items()
        if status == HTTPStatus.OK and HIDDEN.encode() in body
    }
    for door in (
        "/incidents/",
        "/search",
        "/incidents/export/csv/",
        "/incidents/export/xlsx/",
        "/incidents/export/geojson/",
        "/incidents/points.geojson",
        "/api/v1/incidents",
        "/api/v1/documents",
        "/api/v1/values",
        "/api/v1/forecasts",
        "/forecasts/",
        "/forecasts/TJ-KT/",
        "/triage/",
        f"/incidents/{ids[0]}/",
    ):
        assert door in found, door


def test_after_a_recall_the_audience_is_an_outsider(network: Network) -> None:
    ids = network.write(HIDDEN, network.confidants)
    incident = Incident.objects.get(pk=ids[0])
    audience = network.audience()
    sharing.recall(
        incident,
        viewer=viewer_for(network.author, network.origin),
        reason="The place was wrong.",
        at=datetime.now(UTC),
    )
    seen = seen_by(audience, everywhere(ids))
    numbered = {key[1] for key, (_, body) in seen.items() if incident.number.encode() in body}
    # The notice names the number, so that copies are found and dealt with; nothing else does.
    assert {address.partition("?")[0] for address in numbered} == {"/sharing/"}
    notices = [body for (_, address), (_, body) in seen.items() if address == "/sharing/"]
    assert not any(incident.title.encode() in body for body in notices)


def test_no_stranger_moves_anything_by_posting_to_a_guessed_address(network: Network) -> None:
    ids = network.write(HIDDEN, network.confidants)
    before = [str(row) for row in Incident.objects.values()], Release.objects.count()
    allowed = {"/preferences/", "/admin/sessions/end-others/", "/admin/acting-for/"}
    for visitor in network.outsiders():
        for path in addresses(fillings(ids)):
            if path not in allowed and not path.startswith("/healthz"):
                visitor.client.post(
                    path, {"reason": "mine", "confirm": "yes"}, headers=visitor.headers
                )
    assert ([str(row) for row in Incident.objects.values()], Release.objects.count()) == before
