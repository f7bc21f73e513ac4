"""Put the scenario's outlets into the catalogue, fetch them for real, and read what came."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction

from qaraul.errors import Conflict
from qaraul.exercises.network import Network
from qaraul.exercises.scenario import Outlet, Scenario
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM
from qaraul.pipeline import services as pipeline
from qaraul.sharing.choices import TLP
from qaraul.sources import services as sources
from qaraul.sources.choices import SUCCESSES
from qaraul.sources.fetching import Policy
from qaraul.sources.models import Document, Feed, Source
from qaraul.sources.pacing import Pacer

CONNECTORS = {"rss": "rss", "rdf": "rss", "atom": "rss", "json": "jsonfeed", "cap": "cap"}
KEEPERS = {"secretariat": "analyst.secretariat", "humanitarian": "analyst.humanitarian"}
PREFIX = "exercise-"  # so that no code of the public catalogue is taken
LICENCE = "Written for exercises; free to use with the product."
READ_AT_ONCE = 500  # one batch, so that stories grow in the order of publication


def make_feeds(scenario: Scenario, network: Network, *, address: str, at: datetime) -> list[Feed]:
    """Add the outlets that are missing, graded and enabled; all feeds then point at `address`."""
    known = set(Source.objects.values_list("code", flat=True))
    for outlet in scenario.outlets.values():
        if PREFIX + outlet.code not in known:
            _make(outlet, network, address, at)
    point_feeds_at(address)
    codes = [PREFIX + code for code in scenario.outlets]
    return list(Feed.objects.filter(source__code__in=codes).order_by("source__code"))


@transaction.atomic
def _make(outlet: Outlet, network: Network, address: str, at: datetime) -> None:
    keeper = network.viewer(KEEPERS[outlet.owner])
    source = sources.add_source(
        actor=keeper.actor,
        owner=network.organisations[outlet.owner],
        code=PREFIX + outlet.code,
        title=outlet.title,
        **_facts(outlet, network),
    )
    url = f"{address}/feeds/{outlet.code}"
    sources.add_feed(source, actor=keeper.actor, connector=CONNECTORS[outlet.format], url=url)
    sources.change_reliability(
        source, viewer=keeper, grade=outlet.reliability, reason=outlet.reliability_reason, at=at
    )
    sources.enable_source(source, viewer=keeper, at=at)


def _facts(outlet: Outlet, network: Network) -> dict[str, Any]:
    return {
        "publisher": outlet.publisher,
        "country": outlet.country,
        "coverage": list(outlet.coverage),
        "language": outlet.language,
        "kind": outlet.kind,
        "licence_note": LICENCE,
        "note": outlet.description,
        "tlp": TLP[outlet.tlp],
        "audience": network.audience(outlet.audience),
    }


@transaction.atomic
def point_feeds_at(address: str) -> int:
    """Let the exercise's feeds be asked at the server's present port; how many had to move."""
    moved = 0
    for feed in Feed.objects.filter(source__code__startswith=PREFIX).select_related("source"):
        url = address + urlsplit(feed.url).path
        if feed.url != url:
            Feed.objects.filter(pk=feed.pk).update(url=url)
            moved += 1
    if moved:
        journal.record(
            "feeds.moved",
            actor=SYSTEM,
            kind="source",
            record_id=None,
            facts={"address": address, "feeds": moved},
        )
    return moved


def fetch_feeds(feeds: list[Feed], *, at: datetime) -> int:
    """Fetch each feed now; how many documents are new. `Conflict` names the feeds that failed."""
    policy = Policy.of_node(pacer=Pacer(pause_s=0))  # our own server needs no pauses
    fetches = [(feed, sources.fetch_feed(feed.pk, at=at, policy=policy)) for feed in feeds]
    failed = [str(feed) for feed, fetch in fetches if fetch.status not in SUCCESSES]
    if failed:
        raise Conflict(f"The exercise's own feeds could not be fetched: {', '.join(failed)}.")
    return sum(fetch.items_new for _, fetch in fetches)


def read_documents(now: datetime) -> int:
    """Read everything that waits, in the order of publication; how many were read.

    Nobody else works here yet, so a lease can only be one of a run that was interrupted.
    """
    waiting = Document.objects.filter(due_at__isnull=False)
    pipeline.read_again(waiting.values_list("pk", flat=True), at=now)
    total = 0
    while done := pipeline.read_due_documents(now, READ_AT_ONCE):
        total += done
    left = Document.objects.filter(due_at__lte=now).count()
    if left:
        raise Conflict(f"{left} documents could not be read; see the log.")
    return total
