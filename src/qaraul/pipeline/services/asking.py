"""Ask a model about what waits in the queue: later, within a budget, never instead of a person."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from qaraul.journal.digests import without_nul
from qaraul.leases import claim
from qaraul.pipeline.budget import is_paused, reserve, spent
from qaraul.pipeline.choices import Asked, AskedStage
from qaraul.pipeline.leaving import Terms, all_may_leave
from qaraul.pipeline.models import ModelCall, ModelTask, Signal, Story, Suggestion
from qaraul.pipeline.rows import state_of, whole_text
from qaraul.reading import Reading, read
from qaraul.reading.tiers import (
    Answer,
    Ask,
    Kind,
    NoAnswer,
    Question,
    Refused,
    Suggested,
    believed_extraction,
    believed_prose,
    extraction,
    summary,
    translation,
)
from qaraul.reading.tiers.asking import LONGEST_TEXT, MOST_TEXTS, NAMES
from qaraul.sources.models import Document

MOST_ATTEMPTS = 4
NEW_AT_ONCE = 50
LONGEST_BACK_OFF = timedelta(hours=6)


def ask_due(now: datetime, *, ask: Ask, terms: Terms) -> int:
    """Ask one question that is due; 0 when there is none, after a failure, or without budget.

    Run it apart from the steps that read and raise signals: it may wait for a slow server.
    """
    _make_tasks(now, terms)
    if is_paused(now) or spent(now).is_up(terms):
        return 0
    lease = timedelta(seconds=terms.seconds * 2 + 60)
    waiting = ModelTask.objects.filter(stage=AskedStage.WAITING)
    keys = claim(waiting, now=now, limit=1, lease=lease)
    for task in ModelTask.objects.filter(pk__in=keys).select_related("story"):
        _deal_with(task, now, ask, terms)
    return len(keys)


def _make_tasks(now: datetime, terms: Terms) -> None:
    """Questions about the documents of signals that wait, the riskiest first; each once."""
    if terms.highest is None:
        return
    signals = (
        Signal.objects.waiting(now).filter(story__isnull=False).order_by("-risk", "-latest_at")
    )
    asked = ModelTask.objects.filter(document=OuterRef("pk"), state_hash=OuterRef("text_hash"))
    documents = (
        Document.objects.filter(place_in_story__story__signal__in=signals.values("pk"))
        .filter(~Exists(asked), reading__text_hash=F("text_hash"))
        .filter(tlp__lte=terms.highest, source__tlp__lte=terms.highest)
        .exclude(reading__lang="")
        .select_related("reading")
        .order_by("-place_in_story__story__signal__risk", "-published_at", "id")[:NEW_AT_ONCE]
    )
    stories: set[Any] = set()
    made = []
    for document in documents:
        stories.add(document.place_in_story.story_id)
        lang = document.reading.lang.partition("_")[0]
        wanted = [(Asked.EXTRACT, "")]
        wanted += [(Asked.TRANSLATE, to) for to in terms.languages if to != lang and to in NAMES]
        made += [_due(now, document.text_hash, k, to, document=document) for k, to in wanted]
    for story in Story.objects.filter(pk__in=stories, size__gt=1):
        state = _state_of(_documents(ModelTask(story=story)))
        languages = [to for to in terms.languages if to in NAMES]
        made += [_due(now, state, Asked.SUMMARISE, to, story=story) for to in languages]
    _keep(made)


def _due(now: datetime, state: str, kind: Asked, to: str, **about: Any) -> ModelTask:
    return ModelTask(kind=kind, language=to, state_hash=state, made_at=now, due_at=now, **about)


@transaction.atomic
def _keep(made: Sequence[ModelTask]) -> None:
    """New questions; one whose text has changed is asked again, and what was said of it goes."""
    for task in made:
        about = {"document": task.document} if task.document_id else {"story": task.story}
        fresh = {"state_hash": task.state_hash, "due_at": task.due_at, "made_at": task.made_at}
        kept, is_new = ModelTask.objects.get_or_create(
            kind=task.kind, language=task.language, **about, defaults=fresh
        )
        if not is_new and kept.state_hash != task.state_hash:
            kept.suggestions.all().delete()
            ModelTask.objects.filter(pk=kept.pk).update(
                **fresh, stage=AskedStage.WAITING, reason="", attempts=0, leased_until=None
            )


def _documents(task: ModelTask) -> list[Document]:
    """The document, or the first documents of the story, as they are now."""
    rows = Document.objects.select_related("source", "origin", "reading")
    if task.document_id:
        return list(rows.filter(pk=task.document_id))
    in_story = rows.filter(place_in_story__story=task.story)
    return list(in_story.order_by("source__reliability", "published_at", "id")[:MOST_TEXTS])


def _state_of(documents: Iterable[Document]) -> str:
    hashes = [document.text_hash for document in documents]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def _deal_with(task: ModelTask, now: datetime, ask: Ask, terms: Terms) -> None:
    if task.attempts > MOST_ATTEMPTS:  # its workers died over it
        return _close(task, AskedStage.FAILED, "gave_up")
    documents = _documents(task)
    if not all_may_leave(documents, terms):
        return _close(task, AskedStage.WITHHELD, "marking")
    question = _question(task, documents)
    call = reserve(task, terms, tokens=question.about_tokens, at=now)
    if call is None:
        return _free(task)
    try:
        answer = ask(question)
        ModelCall.objects.filter(pk=call.pk).update(
            is_finished=True, tokens=answer.tokens or call.tokens, seconds=answer.seconds
        )
        _keep_answer(task, documents, answer, now, terms)
    except NoAnswer as failure:
        ModelCall.objects.filter(pk=call.pk).update(is_finished=True, fault=failure.fault[:24])
        _put_off(task, now, failure)


def _question(task: ModelTask, documents: Sequence[Document]) -> Question:
    texts = [whole_text(document) for document in documents]
    if task.kind == Asked.EXTRACT:
        return extraction(texts[0])
    if task.kind == Asked.TRANSLATE:
        return translation(texts[0], task.language)
    return summary(texts, task.language)


def _read(document: Document) -> Reading:
    """What the rules read in the text; corrections stay out, for the text is what is checked."""
    return read(
        document.title,
        document.text[:LONGEST_TEXT],
        lang=document.language_declared or document.source.language or None,
        published=document.published_at.date(),
        country=state_of(document) or None,
    )


def _keep_answer(
    task: ModelTask, documents: Sequence[Document], answer: Answer, now: datetime, terms: Terms
) -> None:
    texts = [whole_text(document)[:LONGEST_TEXT] for document in documents]
    readings = [_read(document) for document in documents]
    kept: list[dict[str, Any]] = []
    if task.kind == Asked.EXTRACT:
        found, refused = believed_extraction(answer.text, texts[0], readings[0])
        kept = [*map(_as_fields, found), *map(_as_refusal, refused)]
    else:
        kind: Kind = "translate" if task.kind == Asked.TRANSLATE else "summarise"
        prose = believed_prose(kind, answer.text, texts, readings, task.language)
        sources = [str(document.pk) for document in documents]
        kept = (
            [_as_refusal(prose)]
            if isinstance(prose, Refused)
            else [{"field": kind, "value": {"text": without_nul(prose), "of": sources}}]
        )
    with transaction.atomic():
        if _state_of(_documents(task)) != task.state_hash:
            return _free(task)
        task.suggestions.all().delete()
        Suggestion.objects.bulk_create(
            Suggestion(task=task, tier=terms.tier, model=answer.model[:100], at=now, **fields)
            for fields in kept
        )
        _close(task, AskedStage.ANSWERED, "", at=now)
    return None


def _as_fields(one: Suggested) -> dict[str, Any]:
    value = without_nul(one.value) if isinstance(one.value, str) else one.value
    return {
        "field": one.field, "value": value, "start": one.start, "end": one.end,
        "agreement": one.check,
    }  # fmt: skip


def _as_refusal(one: Refused) -> dict[str, Any]:
    """That something was refused, and why; what it said is not kept."""
    return {"field": one.field, "value": None, "refusal": one.reason}


def _close(task: ModelTask, stage: AskedStage, reason: str, *, at: datetime | None = None) -> None:
    ModelTask.objects.filter(pk=task.pk).update(
        stage=stage, reason=reason[:40], answered_at=at, due_at=None, leased_until=None
    )


def _free(task: ModelTask) -> None:
    """Let a question wait as if nobody had taken it."""
    ModelTask.objects.filter(pk=task.pk).update(leased_until=None, attempts=F("attempts") - 1)


def _put_off(task: ModelTask, now: datetime, failure: NoAnswer) -> None:
    """Ask again later, each time after a longer while; after four times no more."""
    if task.attempts >= MOST_ATTEMPTS:
        return _close(task, AskedStage.FAILED, failure.fault)
    wait = max(timedelta(minutes=2.0**task.attempts), timedelta(seconds=failure.again_in_s or 0))
    ModelTask.objects.filter(pk=task.pk).update(
        due_at=now + min(wait, LONGEST_BACK_OFF), leased_until=None, reason=failure.fault[:40]
    )
    return None
