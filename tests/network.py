"""A small network with an origin, its confidants and outsiders, for tests across apps."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from qaraul import leases
from qaraul.events.models import Evidence, Incident, IncidentChange
from qaraul.events.services.evidence import add_evidence
from qaraul.events.services.incidents import create_incident
from qaraul.exchange.feeds import lists
from qaraul.exchange.services import follow
from qaraul.forecasts.testing import make_set
from qaraul.indicators.models import Observation
from qaraul.indicators.services.catalogue import load_starter_catalogue
from qaraul.indicators.testing import make_observation
from qaraul.members.choices import Role, Scope
from qaraul.members.models import Organisation, Person
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.tokens import make_token
from qaraul.members.viewers import viewer_for
from qaraul.pipeline.models import Signal, Story
from qaraul.places.models import Area
from qaraul.places.services import load_starter_areas
from qaraul.sharing import services as sharing
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience, Release
from qaraul.sources.models import Document
from qaraul.sources.testing import make_document, make_feed, make_source

SOUGHT = "blackpoplar"
"""A word in every record, that outsiders search for."""


@dataclass(slots=True)
class Visitor:
    """One way to come to the node: a session, a token, or nothing."""

    name: str
    client: Client
    headers: dict[str, str] = field(default_factory=dict)

    def opens(self, address: str) -> tuple[int, bytes]:
        """Status and body; of a workbook its cells, for the archive tells when it was made."""
        response = self.client.get(address, headers=self.headers)
        body = b"".join(response) if response.streaming else response.content
        if "spreadsheet" in response.get("Content-Type", ""):
            book = load_workbook(BytesIO(body), read_only=True)
            body = repr([list(sheet.values) for sheet in book]).encode()
        return response.status_code, body


def signed_in(person: Person) -> Client:
    """A browser in which the person has signed in."""
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def read_everything() -> None:
    """Let the worker's steps run, so that stories, signals and the text index are there."""
    for name, step in leases.steps.items():
        while "fetch" not in name and step(datetime.now(UTC)):
            pass


class Network:
    """An origin, two organisations in its confidence, and outsiders."""

    def __init__(self) -> None:
        load_starter_areas()
        load_starter_catalogue()
        self.origin, self.first, self.second = (make_organisation() for _ in range(3))
        self.author = make_person(self.origin, Role.ANALYST, Role.RELEASER)
        self.trusted = make_person(self.first, Role.ANALYST)
        self.outside = make_organisation()
        self.keeper = make_person(self.outside, Role.ADMINISTRATOR, Role.RELEASER, Role.ANALYST)
        self.watcher = make_person(self.outside, Role.OBSERVER)
        self.confidants = Audience.of(organisations=[self.first, self.second])
        self.everyone = Audience.of(network=True)
        self.feeds = {
            audience.pk: make_feed(make_source(self.origin, tlp=tlp, audience=audience))
            for audience, tlp in ((self.confidants, TLP.AMBER), (self.everyone, TLP.GREEN))
        }

    def outsiders(self) -> list[Visitor]:
        """Those who must not learn what only the confidants may know."""
        return [
            Visitor("the public", Client()),
            Visitor("an administrator elsewhere", signed_in(self.keeper)),
            Visitor("an observer elsewhere", signed_in(self.watcher)),
            Visitor("a token elsewhere", Client(), self.token(self.keeper, self.outside)),
        ]

    def audience(self) -> list[Visitor]:
        """Those whom the confidants' records are meant for."""
        return [
            Visitor("an analyst of the audience", signed_in(self.trusted)),
            Visitor("a token of the audience", Client(), self.token(self.trusted, self.first)),
        ]

    def feeds_of(self, person: Person, organisation: Organisation) -> list[str]:
        """The addresses of new feeds of every list that the person's roles open."""
        viewer, found = viewer_for(person, organisation), []
        for name in lists.names():
            if viewer.has(*lists.get(name).roles):
                secret = follow(
                    viewer,
                    list_name=name,
                    query="",
                    name="hunt",
                    at=timezone.now(),
                    lasts=timedelta(days=1),
                )[1]
                found.append(f"/feeds/{secret}/{name}.rss")
        return found

    def token(self, person: Person, organisation: Organisation) -> dict[str, str]:
        """The header of a new token that reads."""
        _, secret = make_token(
            person=person,
            organisation=organisation,
            name="hunt",
            scopes=[Scope.READ],
            expires_at=timezone.now() + timedelta(days=1),
        )
        return {"Authorization": f"Bearer {secret}"}

    def write(self, word: str, audience: Audience) -> list[str]:
        """A document, its signal and an incident that rests on it, released; all ids this makes."""
        at = datetime.now(UTC)
        feed = self.feeds[audience.pk]
        tlp = TLP(feed.source.tlp)
        document = make_document(
            feed,
            title=f"{SOUGHT} {word}: gunmen attack a border post in Khatlon",
            text=f"Two guards were killed when gunmen attacked a post near Panj. {word} {SOUGHT}",
        )
        viewer = viewer_for(self.author, self.origin)
        incident = create_incident(
            viewer=viewer,
            at=at,
            title=f"{SOUGHT} {word}",
            summary=f"{word} near the bridge",
            event_type="border_incident",
            occurred_on=at.date() - timedelta(days=1),
            area=Area.objects.get(code="TJ-KT"),
            lat=37.8,
            lon=69.0,
            place_precision="district",
            place_name=word,
        )
        add_evidence(incident.pk, viewer=viewer, at=at, documents=[document.pk])
        sharing.propose_release(incident, viewer=viewer, tlp=tlp, audience=audience, at=at)
        value = make_observation(
            origin=self.origin,
            tlp=tlp,
            audience=audience,
            note=f"{SOUGHT} {word}",
            days_ago=Observation.objects.count(),
        )
        named = f"{SOUGHT} {word}"
        said = make_set(self.origin, tlp=tlp, audience=audience, source_name=named)
        read_everything()
        return [*_every_id(incident, document), str(value.pk), str(said.pk)]


def _every_id(incident: Incident, document: Document) -> list[str]:
    stories = Story.objects.filter(members__document=document)
    ids: list[UUID] = [
        incident.pk,
        document.pk,
        *Evidence.objects.filter(incident=incident).values_list("pk", flat=True),
        *IncidentChange.objects.filter(incident=incident).values_list("pk", flat=True),
        *Release.objects.filter(record_id=incident.pk).values_list("pk", flat=True),
        *stories.values_list("pk", flat=True),
        *Signal.objects.filter(story__in=stories).values_list("pk", flat=True),
    ]
    return [str(one) for one in ids]
