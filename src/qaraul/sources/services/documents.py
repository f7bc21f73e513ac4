"""Keep what was published: many at a time, the same once, an earlier text beside a new one."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction

from qaraul.errors import BadInput
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM, Actor
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import marking
from qaraul.sources.choices import RemarkKind
from qaraul.sources.cleaning import shortened
from qaraul.sources.connectors.base import (
    Context,
    Follow,
    Item,
    NotThisKind,
    Parsed,
    Refused,
    Remark,
    connectors,
)
from qaraul.sources.identity import Identified, Known, identify
from qaraul.sources.models import TEXT_LENGTH, TITLE_LENGTH, Document, DocumentVersion, Feed, Source

BATCH, MOST_VERSIONS = 1_000, 50
CLOCK_TOLERANCE = timedelta(minutes=15)
NOT_A_TAG = re.compile(r"[^A-Za-z0-9_-]")
CHANGED_FIELDS = [
    *("title", "text", "text_hash", "url", "language_declared", "author_dropped", "facts"),
    *("published_at", "stated_at", "is_future_dated", "fetched_at", "updated_at"),
    *("due_at", "leased_until", "attempts"),
]


@dataclass(slots=True)
class StoreReport:
    """What became of a run of items; new + changed + repeated + refused = seen."""

    seen: int = 0
    new: int = 0
    changed: int = 0
    repeated: int = 0
    refused: list[Refused] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For a report in JSON."""
        return {
            "seen": self.seen,
            "new": self.new,
            "changed": self.changed,
            "repeated": self.repeated,
            "refused": [[r.row, r.fault.value, r.detail] for r in self.refused],
            "remarks": [[r.kind.value, r.detail] for r in self.remarks],
        }


def store_documents(
    feed: Feed, items: Iterable[Parsed], *, at: datetime, facts: Mapping[str, Any] | None = None
) -> StoreReport:
    """Store items of a feed with its source's standing marking, and make them due for reading.

    The same item again changes nothing; another text under the same identifier replaces the
    earlier one, which is kept as a version. Safe to run twice.
    """
    report, remarked = StoreReport(), Counter[RemarkKind]()
    source = Source.objects.select_related("owner", "audience").get(pk=feed.source_id)
    writer = _Writer(feed, source, at, dict(facts or {}), remarked)
    met: dict[str, Known] = {}
    pending = _sorted_out(items, report)
    while batch := list(islice(pending, BATCH)):
        writer.write(batch, met, report)
    for kind, count in (+remarked).items():
        report.remarks.append(Remark(kind, str(count)))
    return report


def import_documents(
    source: Source, body: bytes, *, actor: Actor, at: datetime, name: str = ""
) -> StoreReport:
    """Take in a file of documents (JSONL or CSV) for a source; `BadInput` when it is neither."""
    feed, _ = Feed.objects.get_or_create(source=source, connector="documents", url="")
    context = Context(language=source.language, in_exercise=bool(settings.EXERCISE))
    parsed = connectors.get("documents").parse(body, context)
    try:
        report = store_documents(feed, parsed, at=at, facts={"file": name[:200]})
    except NotThisKind as error:
        raise BadInput(f"{name}: {error}") from error
    journal.record(
        "documents.imported",
        actor=actor,
        kind="source",
        record_id=source.pk,
        facts={"file": name[:200], "new": report.new, "refused": len(report.refused)},
    )
    return report


def _sorted_out(items: Iterable[Parsed], report: StoreReport) -> Iterator[Item]:
    for parsed in items:
        if isinstance(parsed, Remark):
            report.remarks.append(parsed)
        elif isinstance(parsed, Refused):
            report.seen += 1
            report.refused.append(parsed)
        elif isinstance(parsed, Follow):
            raise TypeError("followed pages are asked for before they are stored")
        else:
            report.seen += 1
            yield parsed


@dataclass(slots=True)
class _Writer:
    feed: Feed
    source: Source
    at: datetime
    facts: dict[str, Any]
    remarked: Counter[RemarkKind]

    @transaction.atomic
    def write(self, batch: list[Item], met: dict[str, Known], report: StoreReport) -> None:
        """One batch: a few statements and one entry in the journal, however many items."""
        Feed.objects.select_for_update().get(pk=self.feed.pk)  # two fetches of one feed take turns
        found = identify(self.feed, batch, met)
        new = [self._document(i) for i in found if i.known_id is None]
        changed = [i for i in found if i.known_id and i.is_changed]
        Document.objects.bulk_create(new, batch_size=BATCH)
        if changed:
            self._replace(changed)
        report.new += len(new)
        report.changed += len(changed)
        report.repeated += sum(i.known_id is not None and not i.is_changed for i in found)
        self.remarked[RemarkKind.TWICE] += sum(i.is_set_apart and i.known_id is None for i in found)
        if new or changed:
            journal.record(
                "documents.stored",
                actor=SYSTEM,
                kind="feed",
                record_id=self.feed.pk,
                facts={"source": self.source.code, "new": len(new), "changed": len(changed)},
            )

    def _replace(self, changed: list[Identified]) -> None:
        earlier = Document.objects.in_bulk([i.known_id for i in changed])
        self._keep_versions(earlier.values())
        rows = [self._document(identified) for identified in changed]
        for row, identified in zip(rows, changed, strict=True):
            old = earlier[identified.known_id]
            if row.stated_at is None:  # without a date of its own, the first meeting is the best
                row.published_at = old.published_at
        # Under a fresh id, so that the feed's own identifier is the only thing that conflicts.
        Document.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["feed", "external_id"],
            update_fields=CHANGED_FIELDS,
        )

    def _keep_versions(self, earlier: Iterable[Document]) -> None:
        """Keep the texts that go, but not without end: some pages change with every look."""
        kept = DocumentVersion.objects.filter(document__in=earlier)
        counts = Counter(kept.values_list("document_id", flat=True))
        restless = {key for key, count in counts.items() if count >= MOST_VERSIONS}
        self.remarked[RemarkKind.RESTLESS] += len(restless)
        DocumentVersion.objects.bulk_create(
            DocumentVersion(
                document_id=old.pk,
                text_hash=old.text_hash,
                title=old.title,
                text=old.text,
                replaced_at=self.at,
            )
            for old in earlier
            if old.pk not in restless
        )

    def _document(self, identified: Identified) -> Document:
        item, stated = identified.item, identified.item.published_at
        title, text = shortened(item.title, TITLE_LENGTH), item.text
        if title != item.title:  # some outlets put whole stories into titles: no word is lost
            text = f"{item.title}\n{text}".strip()
        is_future = stated is not None and stated > self.at + CLOCK_TOLERANCE
        self.remarked[RemarkKind.FUTURE] += is_future
        self.remarked[RemarkKind.NO_DATE] += stated is None
        self.remarked[RemarkKind.SHORTENED] += len(text) > TEXT_LENGTH
        self.remarked[RemarkKind.AUTHORS] += item.author_dropped
        return Document(
            **marking(
                origin=self.source.owner,
                tlp=TLP(self.source.tlp),
                audience=self.source.audience,
                released_at=self.at,
                is_exercise=bool(settings.EXERCISE),
            ),
            source=self.source,
            feed=self.feed,
            external_id=identified.external_id,
            url=item.url,
            title=title,
            text=shortened(text, TEXT_LENGTH),
            text_hash=identified.text_hash,
            language_declared=NOT_A_TAG.sub("", item.language)[:16],
            author_dropped=item.author_dropped,
            stated_at=stated,
            published_at=self.at if stated is None or is_future else min(stated, self.at),
            is_future_dated=is_future,
            fetched_at=self.at,
            facts={**self.facts, **item.raw},
            due_at=self.at,
        )
