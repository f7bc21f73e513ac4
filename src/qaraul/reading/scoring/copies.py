"""Near-duplicates: copies as other sites would make them, and template news of other events."""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path

from qaraul.reading.near import Print, is_near_duplicate, print_of
from qaraul.reading.reader import read
from qaraul.reading.scoring.given import Row, day, stories
from qaraul.reading.scoring.lines import Line, f1

_SEED = 20_260_321
_NUMBER = re.compile(r"\d+")
_LONG_TEXT = 2
Edit = Callable[[str, random.Random], str]


def _framed(text: str, _: random.Random) -> str:
    return f"UPDATE — {text} Source: agency."


def _shortened(text: str, _: random.Random) -> str:
    sentences = text.split(". ")
    return ". ".join(sentences[:-1]) + "." if len(sentences) > _LONG_TEXT else text.rstrip(".")


def _repunctuated(text: str, _: random.Random) -> str:
    return text.replace(",", "").replace("—", "-").replace(";", ".")


def _misspelt(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(len(letters) // 100):
        at = chance.randrange(len(letters) - 1)
        if letters[at].islower() and letters[at + 1].isalpha():
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)


def _turned(text: str, _: random.Random) -> str:
    sentences = text.split(". ")
    return ". ".join(s.rstrip(".") for s in (*sentences[1:], sentences[0])) + "."


def _shouted(text: str, _: random.Random) -> str:
    return text.upper()


EDITS: tuple[Edit, ...] = (_framed, _shortened, _repunctuated, _misspelt, _turned, _shouted)


def copy_lines(folder: Path) -> list[Line]:
    """F1 over a copy of each text, the same text with another number, and the hard negatives."""
    rows = stories(folder)
    if not rows:
        return []
    chance = random.Random(_SEED)  # noqa: S311  a sample, no secret
    asked: list[tuple[bool, bool]] = []
    prints = [_print(row, _whole(row)) for row in rows]
    for row, kept in zip(rows, prints, strict=True):
        copy = EDITS[chance.randrange(len(EDITS))](_whole(row), chance)
        asked.append((True, is_near_duplicate(kept, _print(row, copy))))
        other = _renumbered(_whole(row))
        if other is not None:
            asked.append((False, is_near_duplicate(kept, _print(row, other))))
    pairs = _neighbours(rows, prints)
    merged = sum(is_near_duplicate(a, b) for a, b in pairs)
    asked += [(False, is_near_duplicate(a, b)) for a, b in pairs]
    n = len(asked)
    base = {"every alike text": 2 * len(rows) / (n + len(rows))}
    return [
        Line("near-duplicates", "all", "F1", n, f1(asked), base, 0.98),
        Line(
            "near-duplicates",
            "all",
            "hard negatives merged",
            len(pairs),
            merged,
            {},
            0,
            is_most=True,
        ),
    ]


def _whole(row: Row) -> str:
    return f"{row['title']}\n{row['text']}" if row.get("title") else row["text"]


def _print(row: Row, text: str) -> Print:
    return print_of(text, read("", text, published=day(row)))


def _renumbered(text: str) -> str | None:
    """The text with its first number another one: the same template, another event."""
    found = _NUMBER.search(text)
    if found is None:
        return None
    return text[: found.start()] + str(int(found[0]) + 3) + text[found.end() :]


def _neighbours(rows: Sequence[Row], prints: Sequence[Print]) -> list[tuple[Print, Print]]:
    """Each hard negative ("x") with the texts of its neighbour in the same language."""
    by_key: dict[tuple[str, str], list[tuple[bool, Print]]] = defaultdict(list)
    for row, kept in zip(rows, prints, strict=True):
        by_key[row["story"].removesuffix("x"), row["lang"]].append((_is_x(row), kept))
    return [
        (a, b)
        for versions in by_key.values()
        for (is_x, a), (is_y, b) in combinations(versions, 2)
        if is_x != is_y
    ]


def _is_x(row: Row) -> bool:
    return bool(row["id"].endswith("-x") or row["story"].endswith("x"))
