"""What the documents of stories say, each as one part of an account."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Substr

from qaraul.members.viewers import Viewer
from qaraul.pipeline.account import Account, Said, account_of
from qaraul.pipeline.choices import Field
from qaraul.pipeline.models import Correction, StoryDocument
from qaraul.pipeline.rows import TELLING_FIELDS
from qaraul.sources.models import Document

SAID_FIELDS = (
    *TELLING_FIELDS,
    *("area_id", "places", "actors", "counts", "is_place_assumed", "lang_confidence"),
)
TITLE = 200  # characters of the text that stand for a missing title


def account_for(viewer: Viewer, story_ids: Iterable[UUID]) -> Account | None:
    """What the documents of these stories that the viewer may see say together."""
    visible = Document.objects.visible_to(viewer)
    members = StoryDocument.objects.filter(document__in=visible.values("pk"))
    said = [one for told in told_in(members, story_ids).values() for one in told]
    return account_of(said) if said else None


def told_in(
    members: "QuerySet[StoryDocument]", story_ids: Iterable[UUID]
) -> dict[UUID, list[Said]]:
    """What each document says, by story."""
    columns = {name: f"document__reading__{name}" for name in SAID_FIELDS}
    rows: Any = members.filter(story__in=list(story_ids), document__reading__isnull=False)
    listed = list(
        rows.annotate(beginning=Substr("document__text", 1, TITLE)).values(
            *("story_id", "document_id", "document__source_id", "document__published_at"),
            *("document__source__reliability", "document__title", "beginning"),
            *columns.values(),
        )
    )
    corrected = _corrected([row["document_id"] for row in listed])
    told: dict[UUID, list[Said]] = defaultdict(list)
    for row in listed:
        told[row["story_id"]].append(
            Said(
                document_id=row["document_id"],
                source_id=row["document__source_id"],
                reliability=row["document__source__reliability"],
                published_at=row["document__published_at"],
                title=row["document__title"] or row["beginning"],
                values={name: row[column] for name, column in columns.items()},
                corrected=frozenset(corrected.get(row["document_id"], ())),
            )
        )
    return told


def said_by(document: Document, corrected: Iterable[str]) -> Said:
    """What one document says, from a row that came with its reading."""
    return Said(
        document_id=document.pk,
        source_id=document.source_id,
        reliability=document.source.reliability,
        published_at=document.published_at,
        title=document.title or document.text[:TITLE],
        values={name: getattr(document.reading, name) for name in SAID_FIELDS},
        corrected=frozenset(corrected),
    )


def _corrected(document_ids: list[UUID]) -> Mapping[UUID, set[str]]:
    """The fields of each document that a person put right."""
    fields: dict[UUID, set[str]] = defaultdict(set)
    rows = Correction.objects.filter(reading__document__in=document_ids).exclude(field=Field.STORY)
    for document_id, name in rows.values_list("reading__document_id", "field"):
        fields[document_id].add(name)
    return fields
