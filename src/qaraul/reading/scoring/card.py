"""The scorecard: every task whose file is there, as lines, as a table, as a record."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from qaraul.errors import BadInput
from qaraul.reading.bulk.working import Work
from qaraul.reading.ensemble import packaged_path, read_artefact
from qaraul.reading.scoring.case import case_lines
from qaraul.reading.scoring.clusters import cluster_lines
from qaraul.reading.scoring.copies import copy_lines
from qaraul.reading.scoring.events import Answerer, headline_lines, story_lines
from qaraul.reading.scoring.finding import search_lines
from qaraul.reading.scoring.languages import language_lines
from qaraul.reading.scoring.lines import Line
from qaraul.reading.scoring.names import name_lines

FILES = {
    "language": "sib200_parallel.parquet",
    "events": "stories_*.jsonl",
    "headlines": "own_event_headlines.parquet",
    "case": "case2021_task2_events_en.parquet",
    "near-duplicates": "stories_*.jsonl",
    "stories": "stories_*.jsonl, own_event_headlines.parquet or ucdp_candidate*.parquet",
    "names": "kaznerd_kk, parstwiner_fa or factrueval2016_ru .parquet",
    "search": "stories_*.jsonl",
}
TASKS = tuple(FILES)


@dataclass(slots=True)
class Card:
    """What was measured, and what was not because its file is missing."""

    model: str
    lines: list[Line] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        """Plain lists and numbers, ready for JSON."""
        lines = [{**asdict(line), "reached": line.is_reached} for line in self.lines]
        return {"model": self.model, "lines": lines, "skipped": dict(self.skipped)}


def score(
    folder: Path,
    *,
    tasks: Sequence[str] = TASKS,
    work: Work | None = None,
    on_task: Callable[[str], None] | None = None,
) -> Card:
    """Measure the tasks on a folder's files; BadInput when there is no folder or nothing in it."""
    if not folder.is_dir():
        raise BadInput(f"{folder}: there is no such folder.")
    work = work or Work()
    answerer = Answerer(work.model)
    measure: dict[str, Callable[[], list[Line]]] = {
        "language": lambda: language_lines(folder),
        "events": lambda: story_lines(folder, answerer),
        "headlines": lambda: headline_lines(folder, answerer),
        "case": lambda: case_lines(folder, embed=work.embed),
        "near-duplicates": lambda: copy_lines(folder),
        "stories": lambda: cluster_lines(folder, work),
        "names": lambda: name_lines(folder),
        "search": lambda: search_lines(folder),
    }
    card = Card(read_artefact(work.model or packaged_path()).version)
    for task in tasks:
        if task not in measure:
            raise BadInput(f"There is no task “{task}”; known are {', '.join(TASKS)}.")
        if on_task is not None:
            on_task(task)
        lines = measure[task]()
        if lines:
            card.lines += lines
        else:
            card.skipped[task] = f"not in the folder: {FILES[task]}"
    if not card.lines:
        raise BadInput(f"{folder}: none of the files that are measured on is there.")
    return card


def table_of(card: Card) -> list[str]:
    """The card as rows of text, one for each line."""
    rows = [f"{'task':16}{'lang':8}{'measure':44}{'n':>6}{'value':>8}{'goal':>7}   baselines"]
    for line in card.lines:
        goal = "" if line.goal is None else f"{line.goal:.2f}"
        mark = {True: " ", False: "!", None: " "}[line.is_reached]
        base = ", ".join(f"{name} {value:.3f}" for name, value in line.baselines.items())
        rows.append(
            f"{line.task:16}{line.lang:8}{line.measure:44}{line.n:>6}{line.value:>8.3f}"
            f"{goal:>7} {mark} {base}"
        )
    rows += [f"{task}: skipped, {why}" for task, why in card.skipped.items()]
    return rows
