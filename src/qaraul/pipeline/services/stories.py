"""Bring stories and their signals up to what their documents say."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from qaraul.events.choices import HARMS, EventType
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM
from qaraul.journal.digests import without_nul
from qaraul.pipeline.account import Account, account_of
from qaraul.pipeline.choices import (
    COUNTS,
    OPEN_STAGES,
    DismissReason,
    EventStatus,
    Field,
    QueueStage,
    SignalKind,
)
from qaraul.pipeline.markings import as_fields, marking_of
from qaraul.pipeline.models import Signal, Story, StoryDocument, Turn
from qaraul.pipeline.numbers import new_numbers
from qaraul.pipeline.queries.accounts import told_in
from qaraul.pipeline.risk import WORTH_A_LOOK, risk_parts
from qaraul.pipeline.rows import telling_from
from qaraul.pipeline.shelf import cell_of
from qaraul.places.models import Area

STORY_FIELDS = [
    *("title", "title_language", "languages", "event_type", "event_status", "occurred_on"),
    *("area", "place_name", "place_precision", "lat", "lon", "killed", "injured", "displaced"),
    *("arrested", "first_published_at", "last_published_at", "cell", "size", "source_count"),
    "updated_at",
]
SIGNAL_FIELDS = [
    *("title", "title_language", "risk", "risk_parts", "event_type", "area", "summary"),
    *("languages", "size", "latest_at", "updated_at"),
]
LONGEST_TITLE = 500


def refresh(story_ids: Iterable[UUID], *, at: datetime) -> list[Signal]:
    """Write what the documents of these stories say now; returns the signals raised by it.

    Call it inside a transaction, after `take_turn`.
    """
    ids = sorted(set(story_ids))
    stories = Story.objects.in_bulk(ids)
    told = told_in(StoryDocument.objects.all(), ids)
    _empty([story for pk, story in stories.items() if pk not in told], at)
    accounts = {pk: account_of(said) for pk, said in told.items()}
    for pk, account in accounts.items():
        _write_story(stories[pk], account)
    kept = [stories[pk] for pk in accounts]
    Story.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["id"], update_fields=STORY_FIELDS
    )
    return _signals(kept, accounts, at)


def take_turn() -> None:
    """Wait until nobody else puts documents into stories; lasts to the end of the transaction."""
    Turn.objects.get_or_create(pk=1)
    Turn.objects.select_for_update().get(pk=1)


def is_worth_a_look(account: Account, risk: int, *, is_located: bool) -> bool:
    """Whether a story asks for an analyst: a real event, in reach, of a kind that is risky.

    Where people were harmed and the reader knows no kind, a person looks all the same.
    """
    if not is_located or account.value(Field.STATUS) != EventStatus.ACTUAL:
        return False
    if account.value(Field.EVENT_TYPE) not in {None, EventType.OTHER}:
        return risk >= WORTH_A_LOOK
    return any(account.value(harm) for harm in HARMS)


def _write_story(story: Story, account: Account) -> None:
    place = account.place
    story.title = without_nul(account.lead.title)[:LONGEST_TITLE]
    story.title_language = account.lead.values.get("lang") or ""
    story.languages = account.languages
    story.event_type = account.value(Field.EVENT_TYPE) or "other"
    story.event_status = account.value(Field.STATUS) or EventStatus.ACTUAL
    story.occurred_on = account.day
    story.area_id = place["area_id"]
    story.place_name = place["place_name"] or ""
    story.place_precision = place["place_precision"] or ""
    story.lat, story.lon = place["lat"], place["lon"]
    for kind in COUNTS:
        setattr(story, kind, account.value(kind))
    story.first_published_at = account.first_published_at
    story.last_published_at = account.last_published_at
    said = account.claims["place"].by if "place" in account.claims else account.lead
    story.cell = cell_of(telling_from(said.values))
    story.size = len(account.documents)
    story.source_count = account.source_count


def _signals(stories: list[Story], accounts: dict[UUID, Account], at: datetime) -> list[Signal]:
    standing = {s.story_id: s for s in Signal.objects.filter(story__in=stories)}
    cores = dict(
        Area.objects.filter(pk__in={s.area_id for s in stories}).values_list("pk", "is_core")
    )
    raised, changed = [], []
    for story in stories:
        account = accounts[story.pk]
        parts = _parts(story, account, is_core=bool(story.area_id and cores.get(story.area_id)))
        signal = standing.get(story.pk)
        if signal is not None:
            changed.append(_write_signal(signal, story, account, parts))
        elif is_worth_a_look(account, sum(parts.values()), is_located=story.area_id is not None):
            signal = Signal(
                story=story, kind=SignalKind.STORY, raised_at=at, **as_fields(marking_of(story))
            )
            signal.released_at = story.released_at
            raised.append(_write_signal(signal, story, account, parts))
    if changed:
        Signal.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["id"], update_fields=SIGNAL_FIELDS
        )
    return _raise(raised)


def _raise(raised: list[Signal]) -> list[Signal]:
    """Number the new signals and tell the apps above of them, all in one entry."""
    if not raised:
        return []
    for signal, number in zip(raised, new_numbers(len(raised)), strict=True):
        signal.number = number
    Signal.objects.bulk_create(raised)
    journal.record(
        "signals.raised",
        actor=SYSTEM,
        kind="signal",
        record_id=None,
        facts={"signals": [str(signal.pk) for signal in raised]},
    )
    return raised


def _parts(story: Story, account: Account, *, is_core: bool) -> dict[str, int]:
    event_type = account.value(Field.EVENT_TYPE) or "other"
    by = account.claims[Field.EVENT_TYPE].by
    sure = 1.0 if Field.EVENT_TYPE in by.corrected else by.values["event_types"].get(event_type, 0)
    return risk_parts(
        event_type=event_type,
        sure=min(1.0, max(0.0, sure)),
        killed=story.killed,
        injured=story.injured,
        displaced=story.displaced,
        sources=account.source_count,
        best_reliability=account.best_reliability,
        is_cross_border=len(account.countries) > 1,
        is_core=is_core,
    )


def _write_signal(
    signal: Signal, story: Story, account: Account, parts: Mapping[str, int]
) -> Signal:
    signal.title, signal.title_language = story.title, story.title_language
    signal.languages, signal.size = story.languages, story.size
    signal.event_type, signal.area_id = story.event_type, story.area_id
    signal.risk, signal.risk_parts = min(100, sum(parts.values())), dict(parts)
    signal.latest_at = account.last_published_at
    signal.summary = {
        "place": story.place_name,
        "occurred_on": account.day.isoformat(),
        **{kind: account.value(kind) for kind in COUNTS},
    }
    return signal


def _empty(stories: list[Story], at: datetime) -> None:
    """Close what has no document left; nobody needs to look at it."""
    ids = [story.pk for story in stories]
    Story.objects.filter(pk__in=ids).update(size=0, updated_at=at)
    Signal.objects.filter(story__in=ids, queue_stage__in=OPEN_STAGES).update(
        queue_stage=QueueStage.DISMISSED,
        dismiss_reason=DismissReason.EMPTIED,
        held_by=None,
        held_until=None,
        snoozed_until=None,
        size=0,
        updated_at=at,
    )
