"""The leak hunt: what an outsider is shown is the same, byte for byte, whether a record exists or not.

Every GET address of the node is opened by everybody who should not know, once before the hidden
records exist and once while they are released to others. Lists, counts, maps, search, exports, feeds,
errors and guesses of every id must not differ. The audience opens them too, and must find the record,
so that the hunt can fail.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qaraul.events.models import Evidence, Incident, IncidentChange
from qaraul.events.services.evidence import add_evidence
from qaraul.events.services.incidents import create_incident
from qaraul.members.choices import Role, Scope
from qaraul.members.models import Organisation, Person
from qaraul.members.services.tokens import make_token
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.viewers import viewer_for
from qaraul.places.models import Area
from qaraul.places.services import load_starter_areas
from qaraul.sharing import services as sharing
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience, Release
from qaraul.sources.models import Document
from qaraul.sources.testing import make_document, make_source
from tests.doors import addresses, patterns

pytestmark = pytest.mark.django_db
SOUGHT, HIDDEN = "blackpoplar", "kestrelnest"
"""A word that outsiders search for, and a word that none of them may ever be shown."""
FORMATS = ["csv", "xlsx", "geojson", "nonsense"]
QUERIES = [
    "",
    f"?q={SOUGHT}",
    "?tlp=2",
    "?area=TJ-KT",
    "?type=border_incident",
    "?sort=newest",
    "?since=2026-11-01",
    "?bbox=60,30,80,50",
]
CHANGES_EACH_TIME = re.compile(
    rb"csrf[a-z]*[\"':= ]+[^\"'&> ]+|value=\"[A-Za-z0-9]{64}\"|\"X-CSRFToken\": \"\w+\"|nonce-[^']+"
    rb"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?Z?|\b\d\d:\d\d\b|E-[0-9A-F]{6}"
    rb"|<(lastBuildDate|updated|pubDate)>[^<]*<"
)


@dataclass(slots=True)
class Visitor:
    """One way to come to the node: a session, a token, or nothing."""

    name: str
    client: Client
    headers: dict[str, str] = field(default_factory=dict)

    def opens(self, address: str) -> tuple[int, bytes]:
        """Status and body, less what changes from one moment to the next."""
        response = self.client.get(address, headers=self.headers)
        streamed = getattr(response, "streaming_content", None)
        body = b"".join(streamed) if streamed is not None else response.content
        if "spreadsheet" in response.get("Content-Type", ""):
            body = readable(body)
        return response.status_code, CHANGES_EACH_TIME.sub(b"", body)


def readable(workbook: bytes) -> bytes:
    """The cells of a workbook, for its archive holds the time of its making."""
    from io import BytesIO

    from openpyxl import load_workbook

    book = load_workbook(BytesIO(workbook), read_only=True)
    return repr([[c for c in row] for s in book for row in s.values]).encode()  # noqa: C416  cells


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


class Network:
    """An origin, two organisations in its confidence, and all kinds of outsiders."""

    def __init__(self) -> None:
        load_starter_areas()
        self.origin, self.first, self.second = (make_organisation() for _ in range(3))
        self.author = make_person(self.origin, Role.ANALYST, Role.RELEASER)
        self.trusted = make_person(self.first, Role.ANALYST)
        self.outside = make_organisation()
        self.keeper = make_person(self.outside, Role.ADMINISTRATOR, Role.RELEASER, Role.ANALYST)
        self.watcher = make_person(self.outside, Role.OBSERVER)
        self.confidants = Audience.of(organisations=[self.first, self.second])
        self.everyone = Audience.of(network=True, public=True)
        self.sources = {
            audience.pk: make_source(owner=self.origin, tlp=tlp, audience=audience)
            for audience, tlp in ((self.confidants, TLP.AMBER), (self.everyone, TLP.GREEN))
        }

    def outsiders(self) -> list[Visitor]:
        """Those who must not learn that the records exist."""
        return [
            Visitor("the public", Client()),
            Visitor("an administrator elsewhere", signed_in(self.keeper)),
            Visitor("an observer elsewhere", signed_in(self.watcher)),
            Visitor("a token elsewhere", Client(), self.token(self.keeper, self.outside)),
        ]

    def audience(self) -> list[Visitor]:
        """Those whom the records are meant for."""
        return [
            Visitor("an analyst of the audience", signed_in(self.trusted)),
            Visitor("a token of the audience", Client(), self.token(self.trusted, self.first)),
        ]

    def token(self, person: Person, organisation: Organisation) -> dict[str, str]:
        _, secret = make_token(
            person=person,
            organisation=organisation,
            name="hunt",
            scopes=[Scope.READ],
            expires_at=timezone.now() + timedelta(days=1),
        )
        return {"Authorization": f"Bearer {secret}"}

    def write(self, word: str, audience: Audience) -> list[str]:
        """A document and an incident that rests on it, released AMBER; all ids that this makes."""
        at = datetime.now(UTC)
        source = self.sources[audience.pk]
        document = make_document(source=source, title=f"{SOUGHT} {word}", text=f"{word} {SOUGHT}")
        viewer = viewer_for(self.author, self.origin)
        incident = create_incident(
            viewer=viewer,
            at=at,
            title=f"{SOUGHT} {word}",
            summary=f"{word} near the bridge",
            event_type="border_incident",
            occurred_on=date.today() - timedelta(days=1),  # noqa: DTZ011  a day is enough
            area=Area.objects.get(code="TJ-KT"),
            place_name=word,
        )
        add_evidence(incident.pk, viewer=viewer, at=at, document=document, note=word)
        tlp = TLP(source.tlp)
        sharing.propose_release(incident, viewer=viewer, tlp=tlp, audience=audience, at=at)
        read_everything()
        return every_id(incident, document)


def read_everything() -> None:
    """Let the worker's steps run, so that stories, signals and the text index are there."""
    from qaraul import leases

    for name, step in leases.steps.items():
        if "fetch" not in name:
            while step(datetime.now(UTC)):
                pass


def every_id(incident: Incident, document: Document) -> list[str]:
    ids = [incident.pk, document.pk, document.source_id]
    ids += Evidence.objects.filter(incident=incident).values_list("pk", flat=True)
    ids += IncidentChange.objects.filter(incident=incident).values_list("pk", flat=True)
    ids += Release.objects.filter(record_id=incident.pk).values_list("pk", flat=True)
    ids += signal_ids(document)
    return [str(one) for one in ids]


def signal_ids(document: Document) -> list[object]:
    from qaraul.pipeline.models import Signal, Story

    stories = Story.objects.filter(documents=document)
    signals = Signal.objects.filter(story__in=stories)
    return [*stories.values_list("pk", flat=True), *signals.values_list("pk", flat=True)]


def fillings(ids: list[str]) -> dict[str, list[str]]:
    """What may stand in the parts of an address."""
    known = {
        "uuid": ids,
        "kind": ["incident", "document", "signal", *FORMATS],
        "code": ["TJ-KT", "TJ"],
        "secret": ["not-a-secret"],
        "token": ["not-a-token"],
    }
    missing = {n for _, c in patterns() for n in c} - set(known) - uuid_names()
    assert missing == set(), "tell the leak hunt what may stand there"
    return known


def everywhere(ids: list[str]) -> list[str]:
    """Every address with the ids, and every list with every query."""
    lists = addresses({**fillings(ids), "uuid": []})
    return sorted({a + q for a in lists for q in QUERIES} | set(addresses(fillings(ids))))


def uuid_names() -> set[str]:
    return {n for _, c in patterns() for n, v in c.items() if type(v).__name__ == "UUIDConverter"}


def seen_by(visitors: list[Visitor], paths: list[str]) -> dict[tuple[str, str], tuple[int, bytes]]:
    return {(v.name, path): v.opens(path) for v in visitors for path in paths}


BLIND = "01980000-0000-7000-8000-000000000000"
"""An id of nothing."""


@pytest.fixture
def network() -> Network:
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


def test_a_guessed_id_answers_like_an_id_of_nothing(network: Network) -> None:
    ids = network.write(HIDDEN, network.confidants)
    outsiders = network.outsiders()
    nothing = seen_by(outsiders, list(addresses(fillings([BLIND]))))
    nothing = {(v, path.replace(BLIND, "")): seen for (v, path), seen in nothing.items()}
    told = []
    for visitor in outsiders:
        for path in addresses(fillings(ids)):
            bare = re.sub("|".join(ids), "", path)
            status, body = visitor.opens(path)
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
        if status == 200 and HIDDEN.encode() in body
    }  # noqa: PLR2004  HTTP's own number
    for door in (
        "/incidents/",
        "/search",
        "/incidents/export/csv/",
        "/incidents/export/xlsx/",
        "/incidents/export/geojson/",
        "/incidents/points.geojson",
        "/api/v1/incidents",
        "/api/v1/documents",
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
    Document.objects.filter(pk=ids[1]).update(stage="recalled")
    shown = [
        key
        for key, (_, body) in seen_by(audience, everywhere(ids)).items()
        if incident.number.encode() in body or incident.title.encode() in body
    ]
    assert shown == []


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
