"""The files of a folder of texts with known answers; what is not there is not measured."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from qaraul.errors import BadInput

RENAMED = {"none": "other", "hate_speech": "hate_propaganda"}
Row = dict[str, Any]


def stories(folder: Path) -> list[Row]:
    """The rows of every `stories_*.jsonl`."""
    rows: list[Row] = []
    for path in sorted(folder.glob("stories_*.jsonl")):
        for number, line in enumerate(path.read_bytes().splitlines(), start=1):
            if not line.strip():
                continue
            try:
                rows.append(orjson.loads(line))
            except orjson.JSONDecodeError as error:
                raise BadInput(f"{path.name}, row {number}: {error}") from None
    return rows


def table(folder: Path, name: str) -> list[Row]:
    """The rows of a parquet file whose name begins so; nothing when there is none."""
    found = sorted([*folder.glob(f"{name}*.parquet"), *folder.glob(f"*/{name}*.parquet")])
    return [row for path in found for row in pl.read_parquet(path).iter_rows(named=True)]


def day(row: Row) -> date | None:
    """The day of publication, where there is one."""
    written = row.get("published")
    return date.fromisoformat(written[:10]) if written else None


def joined_tokens(tokens: list[str], tags: list[str], kinds: set[str]) -> tuple[str, list[range]]:
    """A text of the tokens, parted by spaces, and where the IOB2 spans of some kinds stand."""
    spans: list[range] = []
    text, is_open = "", False
    for token, tag in zip(tokens, tags, strict=True):
        start = len(text) + bool(text)
        text = f"{text} {token}" if text else token
        mark, _, kind = tag.partition("-")
        if kind not in kinds or mark not in ("B", "I"):
            is_open = False
        elif mark == "I" and is_open:
            spans[-1] = range(spans[-1].start, len(text))
        else:
            spans.append(range(start, len(text)))
            is_open = True
    return text, spans


def ucdp_headlines(rows: list[Row]) -> Iterator[tuple[str, str, str]]:
    """(event, headline, day) for each headline that tells of one event alone."""
    events: dict[str, set[str]] = {}
    days: dict[tuple[str, str], str] = {}
    for row in rows:
        written = (row["source_date"] or "").split(";")
        for number, headline in enumerate((row["source_headline"] or "").split(";")):
            said = headline.strip()
            if said:
                events.setdefault(said, set()).add(str(row["id"]))
                on = written[number] if number < len(written) else str(row["date_start"])
                days[said, str(row["id"])] = on[:10]
    for headline, ids in events.items():
        if len(ids) == 1:
            event = next(iter(ids))
            yield event, headline, days[headline, event]
