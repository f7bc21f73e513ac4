"""Merge signals about one thing, take a document out of a story, and take an act back in time."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict, NotFound
from qaraul.journal.ids import new_id
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import Act, Field, QueueStage
from qaraul.pipeline.markings import as_fields, marking_of
from qaraul.pipeline.models import Correction, Signal, SignalAct, Story, StoryDocument
from qaraul.pipeline.services.stories import refresh, take_turn
from qaraul.pipeline.services.writing import (
    FREE,
    By,
    locked,
    locked_for,
    refuse_if_held,
    write,
)
from qaraul.sources.models import Document

TARGETS = frozenset(set(QueueStage) - {QueueStage.MERGED, QueueStage.DISMISSED})
RESTORED_TIMES = frozenset({"held_until", "snoozed_until"})


@transaction.atomic
def merge_signals(signal_id: UUID, into_id: UUID, *, viewer: Viewer, at: datetime) -> SignalAct:
    """Let a signal go on as part of another one of the same marking; its documents follow it.

    Raises `NotFound`, `NotAllowed`, `HeldByAnother`, `BadInput` for itself, and `Conflict` when the
    two are shared with different audiences or the other one is closed.
    """
    if signal_id == into_id:
        raise BadInput(_("Choose another signal."), field="into")
    by = By(viewer, at)
    signal, into = locked([signal_id, into_id], viewer)
    refuse_if_held(signal, by)
    refuse_if_held(into, by)
    if marking_of(signal) != marking_of(into):
        raise Conflict(
            _("The two are shared with different audiences. Verify one, add the other's documents.")
        )
    if into.queue_stage not in TARGETS:
        raise Conflict(_("The other signal is closed already."))
    children = list(Signal.objects.filter(merged_into=signal).values_list("pk", flat=True))
    Signal.objects.filter(pk__in=children).update(merged_into=into, updated_at=at)
    return write(
        signal,
        Act.MERGED,
        {
            "queue_stage": QueueStage.MERGED,
            "merged_into_id": into.pk,
            "snoozed_until": None,
            **FREE,
        },
        by,
        extra_before={"children": [str(pk) for pk in children]},
        facts={"into": into.number},
    )


@transaction.atomic
def split_document(signal_id: UUID, document_id: UUID, *, viewer: Viewer, at: datetime) -> Story:
    """Take a document out of its story for good: the machine leaves it where a person put it.

    Raises as `claim_signal` does, and `Conflict` when the story has no other document.
    """
    take_turn()
    by = By(viewer, at)
    signal = locked_for(signal_id, by)
    member = _member(signal, document_id, viewer)
    earlier = member.story
    story = Story.objects.create(
        id=new_id(),
        **as_fields(marking_of(earlier)),
        released_at=earlier.released_at,
        title=member.document.title[:500],
        first_published_at=member.document.published_at,
        last_published_at=member.document.published_at,
    )
    member.story, member.is_fixed, member.why = story, True, {"taken_out_of": str(earlier.pk)}
    member.save(update_fields=["story", "is_fixed", "why"])
    Correction.objects.create(
        reading=member.document.reading,
        field=Field.STORY,
        machine_value=str(earlier.pk),
        human_value=str(story.pk),
        methods=member.document.reading.methods,
        by_id=viewer.person_id,
        by_label=viewer.label[:200],
        at=at,
    )
    refresh([earlier.pk, story.pk], at=at)
    write(signal, Act.TAKEN_OUT, {}, by, facts={"document": document_id})
    return story


def _member(signal: Signal, document_id: UUID, viewer: Viewer) -> StoryDocument:
    """A visible document's place in one of the signal's stories, when it is not alone there."""
    visible = Document.objects.visible_to(viewer).filter(pk=document_id)
    rows = StoryDocument.objects.filter(document__in=visible, story__in=stories_of(signal))
    member = rows.select_related("story", "document__reading").first()
    if member is None:
        raise NotFound(_("There is no such document in this story."))
    if member.story.members.count() < 2:  # noqa: PLR2004  alone already
        raise Conflict(_("The story has no other document."))
    return member


def stories_of(signal: Signal) -> list[UUID]:
    """The story of a signal and those of the signals merged into it."""
    merged = Signal.objects.filter(merged_into=signal, story__isnull=False)
    own = [signal.story_id] if signal.story_id else []
    return [*own, *merged.values_list("story_id", flat=True)]


@transaction.atomic
def undo(act_id: UUID, *, viewer: Viewer, at: datetime) -> Signal:
    """Take a dismissal, a snooze or a merge back within ten seconds, by the node's clock.

    Raises `NotFound` for another person's act, `Conflict` when it is late or the signal moved on.
    """
    line = SignalAct.objects.filter(pk=act_id, by=viewer.person_id).first()
    if line is None or viewer.person_id is None:
        raise NotFound(_("There is nothing to take back."))
    (signal,) = locked([line.signal_id], viewer)
    line = SignalAct.objects.select_for_update().get(pk=line.pk)
    if line.undone_at is not None:
        raise Conflict(_("This was taken back already."))
    if line.undo_until is None or at > line.undo_until:
        raise Conflict(_("Ten seconds have passed. Open the signal again instead."))
    if signal.version != line.version:
        raise Conflict(_("Something was changed since."))
    before = dict(line.before)
    children = before.pop("children", [])
    if children:
        Signal.objects.filter(pk__in=children, merged_into=signal.merged_into_id).update(
            merged_into=signal, updated_at=at
        )
    values = {name: _from_stored(name, value) for name, value in before.items()}
    SignalAct.objects.filter(pk=line.pk).update(undone_at=at)
    write(signal, Act.UNDONE, values, By(viewer, at))
    return signal


def _from_stored(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in RESTORED_TIMES:
        return datetime.fromisoformat(value).astimezone(UTC)
    return UUID(value) if name.endswith("_id") else value
