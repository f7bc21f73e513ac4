"""Keep the catalogue: add sources and feeds, grade them with reasons, switch them on and off."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict, NotAllowed
from qaraul.journal import services as journal
from qaraul.journal.actors import Actor
from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience
from qaraul.sources.addresses import PORTS, require_usable
from qaraul.sources.choices import Reliability
from qaraul.sources.connectors.base import Needs, connectors
from qaraul.sources.faults import FetchFailed
from qaraul.sources.models import Feed, ReliabilityChange, Source
from qaraul.sources.services.silence import review_silence

STARTER = Path(__file__).parent.parent / "data" / "feeds.csv"
KEEPERS = (Role.ANALYST, Role.ADMINISTRATOR)
"""Who may keep a source of their own organisation."""
Keeper = Viewer | Actor
"""A person who asks, or the operator at the machine's own command line."""


def may_keep(source: Source, viewer: Keeper) -> bool:
    """Whether somebody may grade, switch and change a source."""
    if isinstance(viewer, Actor):
        return viewer.person_id is None
    is_person = viewer.scopes is None
    return is_person and viewer.organisation_id == source.owner_id and viewer.has(*KEEPERS)


@transaction.atomic
def add_source(
    *, actor: Actor, owner: Organisation, code: str, title: str, **fields: Any
) -> Source:
    """Add a source to the catalogue; its code is its name for ever."""
    if Source.objects.filter(code=code).exists():
        raise Conflict(_("A source with this code is there already."), field="code")
    if "audience" not in fields:
        fields["audience"] = Audience.of(network=True)
    source = Source(owner=owner, code=code, title=title, **fields)
    source.full_clean(exclude=["audience"])
    source.save(force_insert=True)
    _journal("source.added", actor, source, after={"code": code, "title": title})
    return source


@transaction.atomic
def add_feed(
    source: Source,
    *,
    actor: Actor,
    connector: str,
    url: str = "",
    settings: Mapping[str, Any] | None = None,
) -> Feed:
    """Add a feed to a source, disabled; an address is asked for as the connector needs it."""
    kind = connectors.get(connector)
    if kind.needs is Needs.URL and url.partition("://")[0].lower() not in PORTS:
        raise BadInput(_("An address begins with http:// or https://."), field="url")
    if not url.isprintable():
        raise BadInput(_("An address holds no line breaks or hidden signs."), field="url")
    if kind.needs is Needs.URL:
        _require_usable(url)
    folder = (settings or {}).get("folder")
    same_folder = Feed.objects.filter(connector=connector, settings__folder=folder)
    if folder and same_folder.exclude(source__owner=source.owner_id).exists():
        # Else whoever reads first would take the other's letters.
        raise BadInput(_("Choose another name for the folder."), field="folder")
    if source.feeds.filter(connector=connector, url=url).exists():
        raise Conflict(_("The source has this feed already."), field="url")
    feed = Feed(source=source, connector=connector, url=url, settings=dict(settings or {}))
    feed.full_clean(exclude=["settings"])
    feed.save(force_insert=True)
    _journal("feed.added", actor, source, after={"connector": connector, "url": url})
    return feed


def _require_usable(url: str) -> None:
    try:
        require_usable(url)
    except FetchFailed:
        raise BadInput(
            _(
                "This address can never be asked: write host and port plainly, without a name or "
                "password in it."
            ),
            field="url",
        ) from None


@transaction.atomic
def change_reliability(
    source: Source, *, viewer: Keeper, grade: str, reason: str, at: datetime
) -> ReliabilityChange:
    """Give a source another grade, with the reason; the earlier ones stay in its record."""
    source = _kept(source, viewer)
    if grade not in Reliability.values:
        raise BadInput(_("A grade is a letter from A to F."), field="grade")
    if not reason.strip():
        raise BadInput(_("Give a reason."), field="reason")
    change = ReliabilityChange.objects.create(
        source=source,
        earlier=source.reliability,
        grade=grade,
        reason=reason.strip(),
        by_id=_actor(viewer).person_id,
        at=at,
    )
    before, source.reliability = source.reliability, grade
    source.save(update_fields=["reliability"])
    _journal(
        "source.graded",
        _actor(viewer),
        source,
        before={"reliability": before},
        after={"reliability": grade},
        reason=reason.strip(),
    )
    return change


@transaction.atomic
def change_coverage(source: Source, *, viewer: Keeper, coverage: Iterable[str]) -> None:
    """State of which countries a source tells; the map's “no data” goes by it."""
    source = _kept(source, viewer)
    before, source.coverage = source.coverage, list(coverage)
    if before == source.coverage:
        return
    source.save(update_fields=["coverage"])
    _journal(
        "source.changed",
        _actor(viewer),
        source,
        before={"coverage": before},
        after={"coverage": source.coverage},
    )


@transaction.atomic
def enable_source(source: Source, *, viewer: Keeper, at: datetime) -> None:
    """Read a source: all its feeds that have an address, from now on."""
    source = _kept(source, viewer)
    for feed in source.feeds.all():
        if connectors.get(feed.connector).needs is not Needs.FILE:
            _switch(feed, is_on=True, at=at)
    source.is_enabled = True
    source.save(update_fields=["is_enabled"])
    _journal("source.enabled", _actor(viewer), source)


@transaction.atomic
def disable_source(source: Source, *, viewer: Keeper, at: datetime) -> None:
    """Stop reading a source; what was read stays."""
    source = _kept(source, viewer)
    for feed in source.feeds.all():
        _switch(feed, is_on=False, at=at)
    source.is_enabled = False
    source.save(update_fields=["is_enabled"])
    review_silence(source, at=at)
    _journal("source.disabled", _actor(viewer), source)


@transaction.atomic
def set_feed_enabled(feed: Feed, *, viewer: Keeper, is_enabled: bool, at: datetime) -> None:
    """Switch one feed; the first one switched on switches its source on."""
    source = _kept(feed.source, viewer)
    _switch(feed, is_on=is_enabled, at=at)
    source.is_enabled = source.feeds.filter(is_enabled=True).exists()
    source.save(update_fields=["is_enabled"])
    review_silence(source, at=at)
    act = "feed.enabled" if is_enabled else "feed.disabled"
    _journal(act, _actor(viewer), source, after={"url": feed.url})


@transaction.atomic
def load_starter_catalogue(owner: Organisation, rows: Iterable[Mapping[str, str]] = ()) -> int:
    """Add the shipped public feeds that are not there yet, disabled; how many were added.

    Members may read what they bring; nobody else. Safe to run twice.
    """
    given = list(rows)
    if not given:
        with STARTER.open(encoding="utf-8", newline="") as file:
            given = list(csv.DictReader(file))
    there = set(Source.objects.values_list("code", flat=True))
    network = Audience.of(network=True)
    new = [row for row in given if row["id"] not in there]
    sources = Source.objects.bulk_create(_starter(row, owner, network) for row in new)
    Feed.objects.bulk_create(
        Feed(source=source, connector=row["connector"], url=row["url"])
        for source, row in zip(sources, new, strict=True)
    )
    if new:
        journal.record(
            "sources.loaded",
            actor=Actor(None, "starter catalogue"),
            kind="source",
            record_id=None,
            facts={"added": len(new), "owner": owner.code},
        )
    return len(new)


def _starter(row: Mapping[str, str], owner: Organisation, audience: Audience) -> Source:
    return Source(
        code=row["id"],
        title=row["title"],
        publisher=row["publisher"],
        owner=owner,
        country=row["country"],
        coverage=row["coverage"].split(),
        language=row["language"],
        kind=row["kind"],
        licence_note=row["terms"],
        note=row["last_check"],
        tlp=TLP.GREEN,
        audience=audience,
    )


def _actor(keeper: Keeper) -> Actor:
    return keeper if isinstance(keeper, Actor) else keeper.actor


def _kept(source: Source, viewer: Keeper) -> Source:
    locked = Source.objects.select_for_update().get(pk=source.pk)
    if not may_keep(locked, viewer):
        raise NotAllowed(_("Only analysts and administrators of its owner keep a source."))
    return locked


def _switch(feed: Feed, *, is_on: bool, at: datetime) -> None:
    if feed.is_enabled == is_on:
        return
    feed.is_enabled, feed.due_at = is_on, at if is_on else None
    feed.enabled_at, feed.consecutive_failures = at if is_on else feed.enabled_at, 0
    feed.save(update_fields=["is_enabled", "due_at", "enabled_at", "consecutive_failures"])


def _journal(act: str, actor: Actor, source: Source, **what: Any) -> None:
    journal.record(
        act,
        actor=actor,
        kind="source",
        record_id=source.pk,
        facts={"source": source.code},
        **what,
    )
