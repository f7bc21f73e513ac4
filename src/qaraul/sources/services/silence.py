"""One open notice for a source that has fallen silent, closed when it is heard again."""

from datetime import datetime

from django.db import transaction

from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM
from qaraul.sources.choices import PERMANENT, SUCCESSES, Fault, FetchStatus, SilenceReason
from qaraul.sources.models import Feed, Source, SourceSilence

FAILURES_TO_SILENCE = 3
Trouble = tuple[Feed, SilenceReason, str, str]


@transaction.atomic
def review_silence(source: Source, *, at: datetime) -> SourceSilence | None:
    """Open, renew or close the source's notice by the state of its enabled feeds."""
    Source.objects.select_for_update().get(pk=source.pk)
    open_notice = SourceSilence.objects.filter(source=source, closed_at__isnull=True).first()
    feeds = source.feeds.filter(is_enabled=True) if source.is_enabled else source.feeds.none()
    troubles = [found for feed in feeds if (found := _trouble(feed, at))]
    if not troubles:
        if open_notice:
            open_notice.closed_at = at
            open_notice.save(update_fields=["closed_at"])
            _journal("source.heard", source, open_notice)
        return None
    feed, reason, fault, note = troubles[0]
    if open_notice:
        open_notice.feed, open_notice.reason = feed, reason
        open_notice.fault, open_notice.note = fault, note
        open_notice.save(update_fields=["feed", "reason", "fault", "note"])
        return open_notice
    notice = SourceSilence.objects.create(
        source=source, feed=feed, opened_at=at, reason=reason, fault=fault, note=note
    )
    _journal("source.silent", source, notice)
    return notice


def _trouble(feed: Feed, at: datetime) -> Trouble | None:
    last = feed.fetches.first()
    if last and last.status == FetchStatus.REFUSED:
        return None  # this node's own rule: it tells nothing of the source
    if last and last.status not in SUCCESSES:
        if last.fault in PERMANENT:
            reason = SilenceReason.GONE if last.fault == Fault.GONE else SilenceReason.FAILING
            return feed, reason, last.fault, last.note
        if feed.consecutive_failures >= FAILURES_TO_SILENCE:
            return feed, SilenceReason.FAILING, last.fault, last.note
    since = feed.last_new_at or feed.enabled_at
    if since and at - since > feed.silent_after:
        return feed, SilenceReason.QUIET, "", since.isoformat()
    return None


def _journal(act: str, source: Source, notice: SourceSilence) -> None:
    journal.record(
        act,
        actor=SYSTEM,
        kind="source",
        record_id=source.pk,
        facts={"source": source.code, "reason": notice.reason, "fault": notice.fault},
    )
