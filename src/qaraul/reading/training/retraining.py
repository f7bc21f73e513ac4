"""Train again with an operator's corrections, and refuse what reads worse than before."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from qaraul.errors import BadInput
from qaraul.reading.results import EVENT_TYPES
from qaraul.reading.training.examples import Example, example_of, folds_of
from qaraul.reading.training.trainer import read_clues, scored, train

LEAST_CORRECTIONS = 12
_HELD_OF_CORRECTIONS, _HELD_OF_OURS = 3, 5
_TOLERANCE = 0.02
"""How much our own held-back texts may lose: about the chance of one text in fifty."""
_FIELDS = ("event_type", "event_status")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Shares of right types on texts held back, without and with the corrections."""

    corrected_before: float
    corrected_after: float
    ours_before: float
    ours_after: float
    corrected_held: int
    ours_held: int
    is_accepted: bool

    @property
    def reason(self) -> str:
        """Both figures in words."""
        return (
            f"corrected texts held back (n {self.corrected_held}): right types"
            f" {self.corrected_before:.3f} before, {self.corrected_after:.3f} after;"
            f" our own held back (n {self.ours_held}): {self.ours_before:.3f} before,"
            f" {self.ours_after:.3f} after"
        )


def corrections_in(path: Path) -> list[Example]:
    """The corrected texts of an export of corrections; a later word on a text replaces an earlier.

    BadInput names the row that is wrong.
    """
    said: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
            if row["field"] in _FIELDS:
                _take(said, row)
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(f"{path.name}, row {number}: {error}") from None
    return [example_of(row) for row in said.values()]


def _take(said: dict[str, dict[str, Any]], row: Mapping[str, Any]) -> None:
    known = said.setdefault(
        row["document"],
        {
            "id": row["document"], "story": row["text_hash"], "lang": row["lang"], "title": "",
            "text": row["text"], "published": row.get("published"),
        },
    )  # fmt: skip
    known[row["field"]] = row["human_value"]
    example_of(known)


def weighed(ours: Sequence[Example], corrected: Sequence[Example]) -> Verdict:
    """Whether the corrections help: one part of the texts is held back from both trainings.

    BadInput when there are fewer than twelve corrected types: too few to judge by.
    """
    typed = [one for one in corrected if one.event_type is not None]
    if len(typed) < LEAST_CORRECTIONS:
        raise BadInput(
            f"{len(typed)} texts with a corrected type are too few to learn from and to judge by;"
            f" at least {LEAST_CORRECTIONS} are needed."
        )
    examples, clues = read_clues([*ours, *typed])
    is_ours = np.array([i < _count(examples, ours) for i in range(len(examples))])
    stories = [one.story for one in examples]
    held_ours = np.array(folds_of(stories, _HELD_OF_OURS)) == 0
    held_corrected = np.array(folds_of(stories, _HELD_OF_CORRECTIONS)) == 0
    held = np.where(is_ours, held_ours, held_corrected)
    outside = np.flatnonzero(held)
    right: list[np.ndarray[Any, np.dtype[np.bool_]]] = []
    for inside in (np.flatnonzero(~held & is_ours), np.flatnonzero(~held)):
        scores = scored(examples, clues, inside, outside)
        said = [EVENT_TYPES[i] for i in scores[:, : len(EVENT_TYPES)].argmax(axis=1)]
        right.append(
            np.array([examples[i].event_type == s for i, s in zip(outside, said, strict=True)])
        )
    return _verdict(right[0], right[1], is_ours[outside])


def _count(examples: Sequence[Example], ours: Sequence[Example]) -> int:
    known = {id(one) for one in ours}
    return sum(id(one) in known for one in examples)


def _verdict(before: Any, after: Any, is_ours: Any) -> Verdict:
    def share(hits: Any) -> float:
        return float(hits.mean()) if len(hits) else 0.0

    figures = (
        share(before[~is_ours]),
        share(after[~is_ours]),
        share(before[is_ours]),
        share(after[is_ours]),
    )
    is_better = figures[1] >= figures[0] and figures[3] >= figures[2] - _TOLERANCE
    held = int((~is_ours).sum())
    return Verdict(*figures, held, int(is_ours.sum()), is_accepted=bool(is_better and held))


def retrain(ours: Sequence[Example], corrected: Sequence[Example], out: Path) -> Verdict:
    """Weigh the corrections and, when they help, write weights trained on everything to `out`.

    The file appears at once and whole. Nothing is written when the weights are refused.
    """
    verdict = weighed(ours, corrected)
    if verdict.is_accepted:
        made = train([*ours, *corrected], about={"corrections": len(corrected)})
        _write(out, made)
    return verdict


def _write(out: Path, made: bytes) -> None:
    out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=".reading.", delete=False) as file:
        written = Path(file.name)
        try:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            written.unlink(missing_ok=True)
            raise
    written.replace(out)
