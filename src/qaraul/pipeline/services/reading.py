"""Read documents that are due: claimed with a lease, kept in one transaction, safe to run twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from qaraul import reading
from qaraul.events.placing import locate
from qaraul.leases import claim
from qaraul.lexemes import services as lexemes
from qaraul.pipeline.choices import Field
from qaraul.pipeline.corrections import CORRECTABLE_COLUMNS, apply_human_value
from qaraul.pipeline.markings import as_fields, marking_of
from qaraul.pipeline.models import Correction, DocumentReading, NearKey, Story, StoryDocument
from qaraul.pipeline.nearkeys import keep_near_keys
from qaraul.pipeline.reading_model import chosen_model
from qaraul.pipeline.rows import (
    MACHINE_FIELDS,
    ReadDocument,
    read_document_of,
    row_of,
    state_of,
    unread,
    whole_text,
)
from qaraul.pipeline.services.stories import refresh, take_turn
from qaraul.pipeline.shelf import Shelf, Wanted, wanted
from qaraul.places.models import Area
from qaraul.sources.models import Document

BATCH = 200
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 3


def read_due_documents(now: datetime, limit: int = BATCH) -> int:
    """Read one batch; returns how many documents were dealt with.

    Documents that a dead worker left behind are read one at a time, so that the one that killed
    it does not take the others with it; after three attempts it is set aside with the reason.
    """
    fresh = claim(Document.objects.filter(attempts=0), now=now, limit=limit, lease=LEASE)
    if fresh:
        return _read(fresh, now)
    done = 0
    while done < limit:
        retried = claim(Document.objects.filter(attempts__gt=0), now=now, limit=1, lease=LEASE)
        if not retried:
            break
        done += _read(retried, now)
    return done


def read_again(document_ids: Iterable[UUID], *, at: datetime) -> int:
    """Make documents due once more: their text or marking changed, or the reader got better."""
    chosen = Document.objects.filter(pk__in=list(document_ids))
    return chosen.update(due_at=at, leased_until=None, attempts=0)


def _read(keys: Sequence[UUID], now: datetime) -> int:
    documents = Document.objects.filter(pk__in=keys).select_related("source")
    read = [_read_one(document) for document in documents.order_by("published_at", "id")]
    with transaction.atomic():
        keep(read, at=now)
    return len(read)


def _read_one(document: Document) -> ReadDocument:
    if document.attempts > MOST_ATTEMPTS:
        return unread(document, f"given up after {MOST_ATTEMPTS} attempts")
    try:
        found = reading.read(
            document.title,
            document.text,
            lang=document.language_declared or document.source.language or None,
            published=document.published_at.date(),
            country=state_of(document) or None,
            model=chosen_model(),
        )
        words, places = reading.words_and_places(whole_text(document), found.lang)
        return read_document_of(document, found, words, places)
    except Exception as failure:  # noqa: BLE001  one text that breaks the reader must not stop the others
        return unread(document, f"the reader failed: {type(failure).__name__}")


def keep(read: Sequence[ReadDocument], *, at: datetime) -> None:
    """Keep readings, index, copies' keys and places in stories; call it inside a transaction."""
    take_turn()
    read = _still_so(read)
    if not read:
        return
    rows = _kept_rows(read, at)
    lexemes.index_all(
        "document",
        [
            lexemes.Entry(r.document.pk, [*r.lexemes, *r.place_lexemes], r.document.published_at)
            for r in read
        ],
    )
    _put_corrections_back(rows)
    batch = [wanted(r.document.pk, r.telling, r.document.published_at) for r in read]
    _keep_near_keys(rows, batch)
    touched = _place(read, batch, at)
    refresh(touched, at=at)
    _finish(read)


def _still_so(read: Sequence[ReadDocument]) -> list[ReadDocument]:
    """Those whose text is still the one that was read; the others stay due."""
    keys = [r.document.pk for r in read]
    now = dict(
        Document.objects.filter(pk__in=keys)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", "text_hash")
    )
    return [r for r in read if now.get(r.document.pk) == r.document.text_hash]


def _kept_rows(read: Sequence[ReadDocument], at: datetime) -> dict[UUID, DocumentReading]:
    areas = _areas(read)
    rows = [row_of(r, areas[r.document.pk], at) for r in read]
    DocumentReading.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["document"],
        update_fields=[
            name.removesuffix("_id") if name == "area_id" else name for name in MACHINE_FIELDS
        ],
        batch_size=100,
    )
    kept = DocumentReading.objects.filter(document__in=[r.document.pk for r in read])
    ids = dict(kept.values_list("document_id", "id"))
    for row in rows:
        row.id = ids[row.document_id]
    return {row.document_id: row for row in rows}


def _areas(read: Sequence[ReadDocument]) -> dict[UUID, UUID | None]:
    """The finest area of an exact place, the unit of a region, the state of anything else."""
    known = dict(Area.objects.current().values_list("code", "pk"))
    found: dict[UUID, UUID | None] = {}
    exact = [r for r in read if r.telling.is_exact and r.telling.lat is not None]
    places = locate([r.telling.lon or 0.0 for r in exact], [r.telling.lat or 0.0 for r in exact])
    located = {r.document.pk: area for r, area in zip(exact, places, strict=True) if area}
    for r in read:
        by_code = known.get(r.telling.area) or known.get(r.telling.country)
        found[r.document.pk] = located.get(r.document.pk) or by_code
    return found


def _put_corrections_back(rows: dict[UUID, DocumentReading]) -> None:
    """What a person said stands, whatever the machine reads when it reads again."""
    said = Correction.objects.filter(reading__document__in=list(rows)).exclude(field=Field.STORY)
    changed: dict[UUID, DocumentReading] = {}
    for correction in said.select_related("reading").order_by("at", "id"):
        row = rows[correction.reading.document_id]
        apply_human_value(row, correction.field, correction.human_value)
        changed[row.id] = row
    if changed:
        DocumentReading.objects.bulk_update(list(changed.values()), list(CORRECTABLE_COLUMNS))


def _keep_near_keys(rows: dict[UUID, DocumentReading], batch: Sequence[Wanted]) -> None:
    NearKey.objects.filter(reading__in=[row.id for row in rows.values()]).delete()
    keep_near_keys((rows[new.document_id].id, new.published_at, new.keys) for new in batch)


def _place(read: Sequence[ReadDocument], batch: Sequence[Wanted], at: datetime) -> set[UUID]:
    """Put each document into a story of its own marking; returns the stories that changed."""
    rows = StoryDocument.objects.filter(document__in=[new.document_id for new in batch])
    standing = {row.document_id: row for row in rows.select_related("story")}
    shelf = Shelf(batch, also={row.story_id for row in standing.values()})
    touched = {row.story_id for row in standing.values()}
    stories: list[Story] = []
    members: list[StoryDocument] = []
    for r, new in zip(read, batch, strict=True):
        earlier = standing.get(new.document_id)
        if earlier is not None and _may_stay(shelf, earlier, new, r):
            shelf.put(earlier.story_id, new)
            continue
        kept_apart = earlier is not None and earlier.is_fixed
        found = None if kept_apart else shelf.best(new, marking_of(r.document))
        story_id = found[0] if found else shelf.begin(marking_of(r.document))
        if not found:
            stories.append(_new_story(story_id, r))
        member = StoryDocument(story_id=story_id, document_id=new.document_id, added_at=at)
        member.why = found[1].why if found else {"first": True}
        if earlier is not None and kept_apart:  # under another marking it still stands by itself
            member.is_fixed, member.why = True, earlier.why
        members.append(member)
        shelf.put(story_id, new)
    StoryDocument.objects.filter(document__in=[m.document_id for m in members]).delete()
    Story.objects.bulk_create(stories, batch_size=100)
    StoryDocument.objects.bulk_create(members, batch_size=500)
    return touched | {member.story_id for member in members}


def _may_stay(shelf: Shelf, earlier: StoryDocument, new: Wanted, r: ReadDocument) -> bool:
    marking = marking_of(r.document)
    if marking_of(earlier.story) != marking:
        return False
    return earlier.is_fixed or shelf.fits(earlier.story_id, new)


def _new_story(story_id: UUID, r: ReadDocument) -> Story:
    published = r.document.published_at
    return Story(
        id=story_id,
        **as_fields(marking_of(r.document)),
        released_at=r.document.released_at,
        title=r.document.title[:500],
        first_published_at=published,
        last_published_at=published,
    )


def _finish(read: Sequence[ReadDocument]) -> None:
    """Nothing is due any more; the rows are locked since their text was compared."""
    Document.objects.filter(pk__in=[r.document.pk for r in read]).update(
        due_at=None, leased_until=None, attempts=0
    )
