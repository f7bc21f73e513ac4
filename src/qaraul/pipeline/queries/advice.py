"""What a model said of a document or a story, as it stands beside what was read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from qaraul.events.choices import EventType
from qaraul.members.viewers import Viewer
from qaraul.pipeline.budget import spent
from qaraul.pipeline.choices import Agreement, Asked, AskedStage, EventStatus, Field
from qaraul.pipeline.leaving import Terms
from qaraul.pipeline.models import ModelTask, Story, Suggestion
from qaraul.pipeline.queries.digests import readers_language
from qaraul.pipeline.rows import whole_text
from qaraul.sources.models import Document

LABELS = {"event_type": EventType, "event_status": EventStatus}


@dataclass(frozen=True, slots=True)
class Advised:
    """One fact that a model suggests, with the words of the text that bear it out."""

    label: str
    value: str
    words: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Prose:
    """A translation or a summary that a model wrote."""

    text: str
    lang: str
    model: str
    tier: int


@dataclass(slots=True)
class Advice:
    """All that a model said of what a page shows, or why it said nothing."""

    facts: list[Advised] = field(default_factory=list)
    translation: Prose | None = None
    summary: Prose | None = None
    refused: int = 0
    model: str = ""
    tier: int = 0
    is_withheld: bool = False
    is_waiting: bool = False
    is_spent: bool = False

    def __bool__(self) -> bool:
        """Whether there is something to say."""
        states = (self.is_withheld, self.is_waiting, self.is_spent)
        return bool(self.facts or self.translation or self.summary or self.refused or any(states))


def advice_for(
    viewer: Viewer, document: Document | None, *, story: Story | None, at: datetime
) -> Advice | None:
    """What a model said of a document that the viewer is known to see, and of its story.

    For members only, and only while a model is set up: one that the operator has done away with
    says no more.
    """
    if document is None or not viewer.is_member or not settings.MODEL_URL:
        return None
    advice = Advice()
    about = Q(document=document)
    if story is not None:
        about |= Q(story=story.pk)
    tasks = ModelTask.objects.filter(about).prefetch_related("suggestions")
    for task in tasks:
        if task.document_id and task.state_hash != document.text_hash:
            continue
        _state(advice, task)
        for one in task.suggestions.all():
            _add(advice, task, one, document, viewer)
    if advice.is_waiting:
        advice.is_spent = spent(at).is_up(_limits())
    return advice or None


def _limits() -> Terms:
    return Terms(
        model=settings.MODEL_NAME,
        requests_a_day=settings.MODEL_REQUESTS_A_DAY,
        tokens_a_month=settings.MODEL_TOKENS_A_MONTH,
    )


def _state(advice: Advice, task: ModelTask) -> None:
    if not task.document_id:
        return
    advice.is_withheld |= task.stage == AskedStage.WITHHELD
    advice.is_waiting |= task.stage == AskedStage.WAITING


def _add(
    advice: Advice, task: ModelTask, one: Suggestion, document: Document, viewer: Viewer
) -> None:
    if one.refusal:
        advice.refused += 1
        return
    if task.kind == Asked.EXTRACT:
        advice.model, advice.tier = one.model, one.tier
        advice.facts.append(_fact(one, document))
        return
    written: Any = one.value
    prose = Prose(written["text"], task.language, one.model, one.tier)
    if task.kind == Asked.TRANSLATE and task.language == readers_language():
        advice.translation = prose
    if task.kind == Asked.SUMMARISE and task.language == readers_language():
        advice.summary = prose if _sees_all(viewer, task, written["of"]) else None


def _sees_all(viewer: Viewer, task: ModelTask, ids: Sequence[str]) -> bool:
    """Whether the viewer sees every document that a summary was made of, still in that story."""
    visible = Document.objects.visible_to(viewer).filter(pk__in=ids)
    return visible.filter(place_in_story__story=task.story_id).count() == len(set(ids))


def _fact(one: Suggestion, document: Document) -> Advised:
    choices: Any = LABELS.get(one.field)
    value = str(choices(one.value).label) if choices else str(one.value)
    text = whole_text(document)
    words = text[one.start : one.end] if one.start is not None else ""
    label = str(Field(one.field).label) if one.field in Field.values else one.field
    return Advised(label, value, words, Agreement(one.agreement))
