"""Stories that the documents of one batch may join: looked up in bulk, compared in memory."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from qaraul.journal.ids import new_id
from qaraul.pipeline.markings import MARKING_FIELDS, Marking
from qaraul.pipeline.matching import ANOTHER, MOST_DAYS, Match, matching
from qaraul.pipeline.models import NearKey, Story, StoryDocument
from qaraul.pipeline.rows import TELLING_FIELDS, telling_from
from qaraul.pipeline.telling import Telling
from qaraul.places.models import Area, area_id
from qaraul.reading.near import NearDuplicates

COPY_DAYS = timedelta(days=14)
MOST_COMPARED = 12  # the latest documents of a story that a new one is compared with
CELL_LAT, CELL_LON = (
    0.6,
    0.9,
)  # degrees: about 65 km, so that a cell's neighbours hold all within 60
COLUMNS = 1_000
AT_ONCE = 900


@dataclass(slots=True)
class Shelved:
    """A story with the accounts that a new document is compared with, the latest last."""

    id: UUID
    marking: Marking
    members: list[tuple[UUID, Telling]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked up for one document."""

    document_id: UUID
    telling: Telling
    published_at: datetime
    keys: tuple[str, ...]


def cell_of(telling: Telling) -> int | None:
    """The grid cell of an exact place; None for regions and states, which have no one point."""
    if not telling.is_exact or telling.lat is None or telling.lon is None:
        return None
    return math.floor(telling.lat / CELL_LAT) * COLUMNS + math.floor(telling.lon / CELL_LON)


def cells_around(cell: int) -> list[int]:
    """The cell and its eight neighbours."""
    return [cell + row * COLUMNS + column for row in (-1, 0, 1) for column in (-1, 0, 1)]


def wanted(document_id: UUID, telling: Telling, published_at: datetime) -> Wanted:
    """The keys under which a document's copies are found."""
    signature = telling.copy.signature if telling.copy else ()
    return Wanted(document_id, telling, published_at, tuple(NearDuplicates().bands(signature)))


class Shelf:
    """The stories near a batch; new ones are put beside them as the batch goes on."""

    def __init__(self, batch: Sequence[Wanted], *, also: Iterable[UUID] = ()) -> None:
        """Look up, in a handful of queries, every story that one of the documents may join.

        also: stories in which documents of the batch stand already.
        """
        self._by_key: dict[str, set[UUID]] = defaultdict(set)
        self._by_cell: dict[int, set[UUID]] = defaultdict(set)
        self._by_unit: dict[str, set[UUID]] = defaultdict(set)
        self._stories: dict[UUID, Shelved] = {}
        if batch:
            near = self._copies(batch) | _around(batch) | set(also)
            self._load(near, exclude={new.document_id for new in batch})

    def best(self, new: Wanted, marking: Marking) -> tuple[UUID, Match] | None:
        """The story of the same marking that a document fits best."""
        found: tuple[UUID, Match] | None = None
        for shelved in self._near(new):
            if shelved.marking != marking:
                continue
            match = _best_match(new.telling, shelved.members)
            if match and (found is None or match.points > found[1].points):
                found = shelved.id, match
        return found

    def begin(self, marking: Marking) -> UUID:
        """Put up a story that has no document yet."""
        story = Shelved(new_id(), marking)
        self._stories[story.id] = story
        return story.id

    def put(self, story_id: UUID, new: Wanted) -> None:
        """Let later documents of the batch be compared with this one."""
        shelved = self._stories.get(story_id)
        if shelved is None:
            return
        shelved.members.append((new.document_id, new.telling))
        self._file(shelved.id, new.telling)
        for key in new.keys:
            self._by_key[key].add(story_id)

    def fits(self, story_id: UUID, new: Wanted) -> bool:
        """Whether a document that stands in a story may stay there: it is alone, or it matches."""
        members = self._stories[story_id].members
        return not members or _best_match(new.telling, members) is not None

    def _near(self, new: Wanted) -> Iterator[Shelved]:
        ids: dict[UUID, None] = {}
        for key in new.keys:
            ids.update(dict.fromkeys(self._by_key.get(key, ())))
        cell = cell_of(new.telling)
        for near in cells_around(cell) if cell is not None else ():
            ids.update(dict.fromkeys(self._by_cell.get(near, ())))
        ids.update(dict.fromkeys(self._by_unit.get(new.telling.area, ())))
        return (self._stories[story_id] for story_id in sorted(ids))

    def _file(self, story_id: UUID, telling: Telling) -> None:
        cell = cell_of(telling)
        if cell is not None:
            self._by_cell[cell].add(story_id)
        if len(telling.area) > len("XX"):  # a whole state is no place to meet
            self._by_unit[telling.area].add(story_id)

    def _copies(self, batch: Sequence[Wanted]) -> set[UUID]:
        keys = sorted({key for new in batch for key in new.keys})
        times = [new.published_at for new in batch]
        window = (min(times) - COPY_DAYS, max(times) + COPY_DAYS)
        found: set[UUID] = set()
        for some in _chunks(keys):
            rows = NearKey.objects.filter(
                key__in=some,
                published_at__range=window,
                reading__document__place_in_story__isnull=False,
            )
            for key, story_id in rows.values_list(
                "key", "reading__document__place_in_story__story_id"
            ):
                self._by_key[key].add(story_id)
                found.add(story_id)
        return found

    def _load(self, ids: set[UUID], exclude: set[UUID]) -> None:
        columns = ["story_id", "document_id", *(f"document__reading__{f}" for f in TELLING_FIELDS)]
        for some in _chunks(sorted(ids)):
            for row in Story.objects.filter(pk__in=some).values("id", *MARKING_FIELDS):
                marking = tuple(row[name] for name in MARKING_FIELDS)
                self._stories[row["id"]] = Shelved(row["id"], marking)
            rows: Any = StoryDocument.objects.filter(
                story__in=some, document__reading__isnull=False
            )
            for row in rows.order_by("added_at", "id").values(*columns):
                if row["document_id"] in exclude:
                    continue
                plain = {f: row[f"document__reading__{f}"] for f in TELLING_FIELDS}
                telling = telling_from(plain)
                self._stories[row["story_id"]].members.append((row["document_id"], telling))
                self._file(row["story_id"], telling)
        for keyed in self._by_key.values():
            keyed.intersection_update(self._stories)


def _best_match(new: Telling, members: Sequence[tuple[UUID, Telling]]) -> Match | None:
    """The best match with one of the latest members; None when one of them looks alike only."""
    best: Match | None = None
    for document_id, telling in members[-MOST_COMPARED:]:
        match = matching(new, telling)
        if match is ANOTHER:
            return None
        if match is None:
            continue
        if best is None or match.points > best.points:
            best = Match(match.points, {**match.why, "like": str(document_id)})
    return best


def _around(batch: Sequence[Wanted]) -> set[UUID]:
    """Stories near the places and days of the batch."""
    cells, units, days = set[int](), set[str](), set[date]()
    for new in batch:
        cell = cell_of(new.telling)
        cells.update(cells_around(cell) if cell is not None else ())
        units.update({new.telling.area} if len(new.telling.area) > len("XX") else ())
        days.add(new.telling.day)
    margin = timedelta(days=MOST_DAYS)
    found: set[UUID] = set()
    areas = _within(units)
    for some in _chunks(sorted(cells)) or [[]]:
        near = Q(cell__in=some) | Q(area__in=areas) if areas else Q(cell__in=some)
        rows = Story.objects.filter(
            near, occurred_on__range=(min(days) - margin, max(days) + margin)
        )
        found.update(rows.values_list("pk", flat=True))
    return found


def _within(units: Iterable[str]) -> list[UUID]:
    """The units themselves and the districts in them."""
    ids = [area_id(code) for code in units]
    below = Area.objects.filter(Q(parent__in=ids) | Q(parent__parent__in=ids))
    return [*ids, *below.values_list("pk", flat=True)] if ids else []


def _chunks(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[i : i + AT_ONCE] for i in range(0, len(items), AT_ONCE)]
