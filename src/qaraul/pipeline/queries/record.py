"""How well the machine reads: as measured before it was shipped, and as people here found."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from django.db.models import Count, Q

from qaraul import reading
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import Field, QueueStage
from qaraul.pipeline.models import Correction, DocumentReading
from qaraul.sources.models import Document

SHIPPED = Path(reading.__file__).parent / "data" / "scorecard.json"
SMALL = 30
"""Fewer cases than this are said to be few."""

SETTLED = (QueueStage.CONFIRMED, QueueStage.DISMISSED, QueueStage.MERGED)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure of one task and language; `goal` is the least, or the most, it may be."""

    task: str
    language: str | None
    n: int
    measure: str
    value: float
    baselines: Mapping[str, float]
    goal: float | None
    is_most: bool = False

    @property
    def is_small(self) -> bool:
        """Whether so few texts were measured that the figure says little."""
        return self.n < SMALL

    @property
    def is_missed(self) -> bool:
        """Whether it does not reach its goal."""
        if self.goal is None:
            return False
        return self.value > self.goal if self.is_most else self.value < self.goal


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The figures that came with the product, by task."""

    version: str
    measured_on: date | None
    tasks: Sequence[tuple[str, Sequence[Figure]]]


@dataclass(slots=True)
class OwnRecord:
    """One language on this node: texts that people settled, and how often each field was wrong."""

    language: str
    n: int = 0
    corrected: dict[str, int] = field(default_factory=dict)

    @property
    def is_small(self) -> bool:
        """Whether so few texts were looked at that the shares say little."""
        return self.n < SMALL

    @property
    def cells(self) -> Sequence[int]:
        """The corrected texts by field, in the order of `FIELDS`."""
        return [self.corrected.get(name, 0) for name in FIELDS]


FIELDS = tuple(name.value for name in Field)


def shipped() -> Scorecard | None:
    """The scorecard that came with the product; None when none did."""
    return _shipped(SHIPPED, SHIPPED.stat().st_mtime_ns) if SHIPPED.is_file() else None


@cache
def _shipped(path: Path, written: int) -> Scorecard:  # noqa: ARG001  a newer file is read anew
    told = orjson.loads(path.read_bytes())
    tasks: dict[str, list[Figure]] = defaultdict(list)
    for row in told.get("rows") or told["lines"]:
        tasks[row["task"]].append(_figure(row))
    on = told.get("measured_on")
    version = told.get("version") or told["model"]
    return Scorecard(version, date.fromisoformat(on) if on else None, list(tasks.items()))


def _figure(row: Mapping[str, Any]) -> Figure:
    """A figure as the published card names it, or as `qaraul score reading` prints it."""
    return Figure(
        **{name: row[name] for name in ("task", "n", "measure", "value")},
        language=row.get("language", row.get("lang")) or None,
        baselines=row.get("baselines") or {},
        goal=row.get("floor", row.get("goal")),
        is_most=bool(row.get("is_most")),
    )


def own_record(viewer: Viewer) -> list[OwnRecord] | None:
    """What members of this node found, of texts that the viewer may see; None for the public.

    A text counts when its signal was settled, or when somebody corrected something of it. Exercise
    and real are as apart as everywhere.
    """
    if not viewer.is_member:
        return None
    visible = Document.objects.visible_to(viewer).values("pk")
    readings = DocumentReading.objects.filter(document__in=visible, not_read_reason="")
    looked_at = readings.filter(
        Q(document__place_in_story__story__signal__queue_stage__in=SETTLED)
        | Q(corrections__isnull=False)
    )
    records: dict[str, OwnRecord] = {}
    counted: Any = looked_at.values("lang").annotate(n=Count("pk", distinct=True))
    for row in counted.order_by("lang"):
        records[row["lang"]] = OwnRecord(row["lang"], row["n"])
    corrections: Any = Correction.objects.filter(reading__in=readings.values("pk"))
    by_field = corrections.values("reading__lang", "field").annotate(
        n=Count("reading", distinct=True)
    )
    for row in by_field.order_by("reading__lang", "field"):
        records[row["reading__lang"]].corrected[row["field"]] = row["n"]
    return sorted(records.values(), key=lambda record: (-record.n, record.language))
