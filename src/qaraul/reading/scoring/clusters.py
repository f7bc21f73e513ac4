"""Stories: whether texts about one event are put together, and no others."""

import tempfile
from collections.abc import Hashable, Sequence
from datetime import date
from pathlib import Path

from qaraul.reading.bulk.memory import Memory
from qaraul.reading.bulk.row import Row as Document
from qaraul.reading.bulk.working import Work, read_rows
from qaraul.reading.embedding import embedder
from qaraul.reading.scoring.given import Row, day, stories, table, ucdp_headlines
from qaraul.reading.scoring.lines import Line, b_cubed

_FIRST_DAY = date(2025, 1, 1)


def story_of(documents: Sequence[Document], work: Work) -> list[str]:
    """The story of each document, read in their order."""
    vectors = embedder() if work.embed else None
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder) / "x", vectors) as memory:
        return [memory.place(done)[1] for done in read_rows(documents, work)]


def cluster_lines(folder: Path, work: Work) -> list[Line]:
    """B-cubed on stories, our headlines and UCDP's, with a story for each text as the baseline."""
    lines: list[Line] = []
    rows = stories(folder)
    if rows:
        got = story_of([_document(row) for row in rows], work)
        wanted = [_event(row) for row in rows]
        lines.append(_line("stories", wanted, got, 0.92))
        lines.append(_merged_line(rows, got))
    headlines = table(folder, "own_event_headlines")
    if headlines:
        documents = [
            Document(f"h{i}", "", row["text"], None, _FIRST_DAY, None)
            for i, row in enumerate(headlines)
        ]
        lines.append(
            _line("our headlines", [r["group"] for r in headlines], story_of(documents, work), 0.92)
        )
    found = list(ucdp_headlines(table(folder, "ucdp_candidate")))
    if found:
        found.sort(key=lambda one: (one[2], one[1]))
        documents = [
            Document(f"u{i}", "", text, None, date.fromisoformat(on), None)
            for i, (_, text, on) in enumerate(found)
        ]
        lines.append(
            _line(
                "UCDP headlines", [event for event, _, _ in found], story_of(documents, work), 0.70
            )
        )
    return lines


def _document(row: Row) -> Document:
    return Document(row["id"], row["title"], row["text"], None, day(row), None)


def _event(row: Row) -> str:
    """The story, hard negatives apart, whichever way the file marks them."""
    story = str(row["story"])
    return story if story.endswith("x") or not row["id"].endswith("-x") else f"{story}x"


def _line(name: str, wanted: Sequence[Hashable], got: Sequence[str], goal: float) -> Line:
    base = {"each alone": b_cubed(wanted, list(range(len(wanted))))}
    return Line("stories", "all", f"B-cubed, {name}", len(wanted), b_cubed(wanted, got), base, goal)


def _merged_line(rows: Sequence[Row], got: Sequence[str]) -> Line:
    """How many hard negatives share a story with a text of their neighbour."""
    neighbours: dict[str, set[str]] = {}
    for row, story in zip(rows, got, strict=True):
        neighbours.setdefault(_event(row), set()).add(story)
    negatives = [
        (row, story) for row, story in zip(rows, got, strict=True) if _event(row)[-1] == "x"
    ]
    merged = sum(story in neighbours.get(_event(row)[:-1], ()) for row, story in negatives)
    return Line(
        "stories", "all", "hard negatives merged", len(negatives), merged, {}, 0, is_most=True
    )
