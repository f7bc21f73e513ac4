"""Give new and changed incidents and stories their tags; the worker's step."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Substr

from qaraul.events.models import Incident
from qaraul.indicators.models import RecordTags, Watch
from qaraul.indicators.tagging import LONGEST_READ, lexicon
from qaraul.pipeline.models import Story, StoryDocument

BATCH = 500
LATE = timedelta(seconds=30)  # a transaction that began before may still commit an earlier time
FIRST_ID = UUID(int=0)
FIRST_TIME = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


def tag_records(now: datetime) -> int:
    """One batch of incidents and one of stories; how many changed their tags."""
    return _tag("tags: incidents", Incident, _incident_texts, now) + _tag(
        "tags: stories", Story, _story_texts, now
    )


@transaction.atomic
def _tag(name: str, model: Any, texts_of: Any, now: datetime) -> int:
    Watch.objects.get_or_create(name=name)
    place = Watch.objects.select_for_update().get(name=name)
    since, after = place.done_until or FIRST_TIME, place.done_id or FIRST_ID
    fresh = Q(updated_at__gt=since) | Q(updated_at=since, pk__gt=after)
    rows = list(model.objects.filter(fresh).order_by("updated_at", "pk")[:BATCH])
    changed = _keep({pk: lexicon().tags_of(texts) for pk, texts in texts_of(rows).items()})
    if len(rows) == BATCH:
        place.done_until, place.done_id = rows[-1].updated_at, rows[-1].pk
    else:
        place.done_until, place.done_id = max(since, now - LATE), FIRST_ID
    place.save(update_fields=["done_until", "done_id"])
    return changed


def _keep(found: dict[UUID, list[str]]) -> int:
    standing = dict(RecordTags.objects.filter(pk__in=found).values_list("pk", "tags"))
    changed = {pk: tags for pk, tags in found.items() if tags != standing.get(pk, [])}
    RecordTags.objects.bulk_create(
        [RecordTags(record_id=pk, tags=tags) for pk, tags in changed.items()],
        update_conflicts=True,
        unique_fields=["record_id"],
        update_fields=["tags"],
    )
    return len(changed)


def _incident_texts(rows: Iterable[Incident]) -> dict[UUID, list[str]]:
    return {row.pk: [row.title, row.summary, " ".join(map(str, row.actors))] for row in rows}


def _story_texts(rows: Iterable[Story]) -> dict[UUID, list[str]]:
    texts: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        texts[row.pk].append(row.title)
    beginning = Substr("document__text", 1, LONGEST_READ)
    members = StoryDocument.objects.filter(story__in=list(texts)).annotate(beginning=beginning)
    for story, title, text in members.values_list("story_id", "document__title", "beginning"):
        texts[story] += [title, text]
    return texts
