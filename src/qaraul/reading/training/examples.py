"""Texts with known answers: ours, and those that an operator's analysts corrected."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from qaraul.errors import BadInput
from qaraul.reading.results import EVENT_TYPES, STATUSES

_OURS = Path(__file__).parent.parent / "data" / "training"


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what it tells of; None where nobody said. Texts of one `story` stay together."""

    id: str
    story: str
    lang: str
    title: str
    text: str
    event_type: str | None
    event_status: str | None
    published: date | None = None

    @property
    def digest(self) -> str:
        """The same for the same words."""
        return digest_of(self.title, self.text)


def digest_of(title: str, text: str) -> str:
    """A short mark of a text's words."""
    return sha256(f"{title}\n{text}".encode("utf-8", "replace")).hexdigest()[:16]


def our_files() -> list[Path]:
    """The files that the packaged weights are trained on, in order."""
    return sorted(_OURS.glob("*.jsonl"))


def our_examples() -> list[Example]:
    """Every text of ours, in the order of the files."""
    return [example for path in our_files() for example in examples_in(path)]


def examples_in(path: Path) -> Iterator[Example]:
    """The rows of a JSONL file of the stories' schema; BadInput names the row that is wrong."""
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
            yield example_of(row)
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(f"{path.name}, row {number}: {error}") from None


def example_of(row: dict[str, Any]) -> Example:
    """One row of the stories' schema; ValueError when its type or status is unknown."""
    kind, status = row.get("event_type"), row.get("event_status")
    if kind is not None and kind not in EVENT_TYPES:
        raise ValueError(f"“{kind}” is no event type")
    if status is not None and status not in STATUSES:
        raise ValueError(f"“{status}” is no status")
    published = row.get("published")
    return Example(
        id=str(row["id"]),
        story=str(row["story"]).removesuffix("x"),
        lang=str(row["lang"]),
        title=row.get("title") or "",
        text=str(row["text"]),
        event_type=kind,
        event_status=status,
        published=date.fromisoformat(published[:10]) if published else None,
    )


def folds_of(stories: Iterable[str], folds: int) -> list[int]:
    """A fold for each text, by its story's name alone: whole stories, the same every time."""
    return [int.from_bytes(sha256(story.encode()).digest()[:4], "big") % folds for story in stories]
