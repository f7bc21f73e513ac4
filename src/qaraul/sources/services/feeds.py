"""Fetch one feed, or all that are due; every attempt leaves a line in the log."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from qaraul.errors import BadInput
from qaraul.leases import claim
from qaraul.sources.choices import PERMANENT, SUCCESSES, Fault, FetchStatus, ItemFault
from qaraul.sources.cleaning import plain
from qaraul.sources.connectors.base import (
    Connector,
    Context,
    Needs,
    NotThisKind,
    Parsed,
    Refused,
    connectors,
)
from qaraul.sources.dropping import DropFolder
from qaraul.sources.faults import FetchFailed
from qaraul.sources.fetching import Fetched, Policy, fetch
from qaraul.sources.following import Following
from qaraul.sources.models import URL_LENGTH, Feed, Fetch
from qaraul.sources.pool import Pool
from qaraul.sources.robots import robots
from qaraul.sources.services.documents import StoreReport, store_documents
from qaraul.sources.services.silence import review_silence

log = logging.getLogger(__name__)
LEASE, LONGEST_BACK_OFF = timedelta(minutes=15), timedelta(days=1)
LONGEST_READING_S = 300.0
LOG_KEPT = timedelta(days=60)
MOST_REASONS, AT_ONCE, PATIENCE_S = 200, 16, 5.0
MOVED_FIELDS = [
    *("consecutive_failures", "last_fetched_at", "last_success_at", "last_new_at"),
    *("etag", "last_modified", "due_at", "leased_until", "attempts"),
]


@dataclass(slots=True)
class Outcome:
    """What one attempt brought."""

    status: FetchStatus
    report: StoreReport = field(default_factory=StoreReport)
    answer: Fetched | None = None
    fault: str = ""
    note: str = ""
    answered: int | None = None
    retry_after: int | None = None
    final_url: str = ""
    size: int = 0
    keeps_validators: bool = True


def fetch_feed(feed_id: UUID, *, at: datetime, policy: Policy | None = None) -> Fetch:
    """Fetch a feed now, store what is new, and write the log; a failure is a line, not an error."""
    feed = Feed.objects.select_related("source").get(pk=feed_id)
    connector = connectors.get(feed.connector)
    if connector.needs is Needs.FILE and not feed.url:
        raise BadInput("This feed takes files; it has no address to ask.")
    try:
        if connector.needs is Needs.FOLDER:
            outcome = _from_folder(feed, connector, at)
        else:
            outcome = _from_address(feed, connector, at, policy or _policy(connector))
    except FetchFailed as error:
        outcome = _failure(error)
    except Exception as error:  # one feed's surprise must not stop the others; it is logged as ours
        log.exception("feed %s", feed.pk)
        outcome = Outcome(FetchStatus.FAILED, fault=Fault.BROKEN_HERE, note=type(error).__name__)
    return _record(feed, outcome, at)


def fetch_due_feeds(now: datetime) -> int:
    """One work step: start the feeds that are due, beside those that still run.

    It waits a moment for them, not for the slowest: a feed that hangs holds one place in the pool.
    """
    free = AT_ONCE - pool.busy
    if free <= 0:
        return 0
    due = Feed.objects.filter(is_enabled=True, source__is_enabled=True)
    keys = claim(due, now=now, limit=free, lease=LEASE)
    feeds = Feed.objects.filter(pk__in=keys).order_by("due_at")
    for feed in feeds:
        pool.submit(feed.host, partial(_fetch_apart, feed.pk))
    pool.wait(PATIENCE_S)
    return len(keys)


def _fetch_apart(feed_id: UUID) -> None:
    """Fetch in a thread of the pool, with a database connection of its own."""
    try:
        fetch_feed(feed_id, at=timezone.now())
    except Exception:  # the lease ends by itself; the thread must go on to its next feed
        log.exception("feed %s", feed_id)
    finally:
        connection.close()


pool = Pool(threads=6)


def _policy(connector: Connector) -> Policy:
    plain = Policy.of_node()
    if not connector.respects_robots:
        return plain
    return Policy.of_node(is_welcome=lambda url: robots.is_welcome(url, plain))


def context_of(feed: Feed, answer: Fetched | None = None) -> Context:
    """What the parser may know."""
    return Context(
        url=answer.final_url if answer else feed.url,
        content_type=answer.content_type if answer else "",
        language=feed.source.language,
        in_exercise=bool(settings.EXERCISE),
        is_cut=bool(answer and answer.is_cut),
        settings=feed.settings,
    )


def _from_address(feed: Feed, connector: Connector, at: datetime, policy: Policy) -> Outcome:
    answer = fetch(feed.url, etag=feed.etag, last_modified=feed.last_modified, policy=policy)
    if answer.is_unchanged:
        return Outcome(FetchStatus.UNCHANGED, answer=answer)
    context = context_of(feed, answer)
    following = Following(feed, connector, context, policy)
    facts = {"asked": answer.final_url, "content_type": answer.content_type}
    try:
        parsed = _in_time(following.items(connector.parse(answer.body, context)), following)
        report = store_documents(feed, parsed, at=at, facts=facts)
    except NotThisKind as error:
        raise FetchFailed(
            Fault.NOT_THIS_KIND, str(error), answered=answer.answered, final_url=answer.final_url
        ) from error
    status = FetchStatus.PARTLY if report.refused or answer.is_cut else FetchStatus.FETCHED
    return Outcome(status, report, answer, keeps_validators=following.is_complete)


def _in_time(parsed: Iterator[Parsed], following: Following) -> Iterator[Parsed]:
    """What can be read in a bounded time; the rest is named, and asked for again in full."""
    ends, row = monotonic() + LONGEST_READING_S, 0
    for found in parsed:
        yield found
        row = getattr(found, "row", row)
        if monotonic() > ends:
            following.is_complete = False
            yield Refused(
                row + 1, ItemFault.TOO_MANY, f"after {LONGEST_READING_S:.0f} s of reading"
            )
            return


def _from_folder(feed: Feed, connector: Connector, at: datetime) -> Outcome:
    """Files of a drop folder; they are moved away once their documents are on disk."""
    folder = DropFolder.of(feed.settings.get("folder"))
    report = store_documents(feed, folder.parsed(connector, context_of(feed)), at=at)
    folder.put_away()
    status = FetchStatus.FETCHED if report.seen else FetchStatus.UNCHANGED
    return Outcome(FetchStatus.PARTLY if report.refused else status, report, size=folder.size)


def _failure(error: FetchFailed) -> Outcome:
    refused = error.fault in {Fault.ADDRESS_REFUSED, Fault.BAD_ADDRESS, Fault.ROBOTS}
    return Outcome(
        FetchStatus.REFUSED if refused else FetchStatus.FAILED,
        fault=error.fault,
        note="" if error.detail == f"HTTP {error.answered}" else error.detail,
        answered=error.answered,
        retry_after=error.retry_after,
        final_url=error.final_url,
    )


def _record(feed: Feed, outcome: Outcome, at: datetime) -> Fetch:
    """Write the line of the log, move the feed on, review whether its source is silent."""
    answer, report, finished_at = outcome.answer, outcome.report, max(at, timezone.now())
    with transaction.atomic():
        line = Fetch.objects.create(
            feed=feed,
            started_at=at,
            finished_at=finished_at,
            status=outcome.status,
            http_status=answer.answered if answer else outcome.answered,
            size=answer.size if answer else outcome.size,
            items_seen=report.seen,
            items_new=report.new,
            items_changed=report.changed,
            items_refused=len(report.refused),
            refused=[
                [r.row, r.fault, plain(r.detail[:300])] for r in report.refused[:MOST_REASONS]
            ],
            fault=outcome.fault,
            note=plain(outcome.note[:1_000]),
            remarks=[[r.kind, plain(r.detail[:300])] for r in report.remarks[:MOST_REASONS]],
            final_url=plain((answer.final_url if answer else outcome.final_url)[:URL_LENGTH]),
        )
        Fetch.objects.filter(feed=feed, started_at__lt=at - LOG_KEPT).delete()
        _move_on(feed, outcome, line, at)
        review_silence(feed.source, at=finished_at)
    return line


def _move_on(feed: Feed, outcome: Outcome, line: Fetch, at: datetime) -> None:
    is_success = outcome.status in SUCCESSES
    feed.consecutive_failures = 0 if is_success else feed.consecutive_failures + 1
    feed.last_fetched_at = line.finished_at
    if is_success:
        feed.last_success_at = line.finished_at
        if line.items_new or line.items_changed:
            feed.last_new_at = line.finished_at
        if outcome.answer and not outcome.answer.is_unchanged:
            kept = outcome.answer if outcome.keeps_validators else None
            feed.etag = kept.etag if kept else ""
            feed.last_modified = kept.last_modified if kept else ""
    if feed.due_at is not None or feed.is_enabled:
        feed.due_at = at + pause(feed, outcome)
    feed.leased_until, feed.attempts = None, 0
    feed.save(update_fields=MOVED_FIELDS)


def pause(feed: Feed, outcome: Outcome) -> timedelta:
    """How long to leave a feed alone: its interval, doubled with each failure, a day at most."""
    if outcome.status in SUCCESSES:
        return feed.interval
    if outcome.fault == Fault.ADDRESS_REFUSED:
        return feed.interval  # nobody was burdened, and an operator may have opened it since
    if outcome.fault in PERMANENT:
        return LONGEST_BACK_OFF
    doubled: timedelta = feed.interval * 2 ** min(feed.consecutive_failures, 10)
    asked = timedelta(seconds=outcome.retry_after or 0)
    return max(min(doubled, LONGEST_BACK_OFF), asked)
