"""Types, statuses, places and counts of stories and headlines.

A text that the packaged weights were trained on is answered by weights that its story had no part
in (cross-validated by story, five parts); any other text by the packaged weights themselves.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from qaraul.reading.clues import Clues
from qaraul.reading.ensemble import packaged_path, read_artefact
from qaraul.reading.ensemble.deciding import scores_of
from qaraul.reading.reader import clues_in, read
from qaraul.reading.results import EVENT_TYPES, STATUSES, Reading
from qaraul.reading.scoring.given import RENAMED, Row, day, stories, table
from qaraul.reading.scoring.lines import (
    Line,
    by_language,
    f1,
    kilometres,
    macro_f1,
    share,
    type_goal,
)
from qaraul.reading.training.examples import digest_of, our_examples
from qaraul.reading.training.trainer import Parts, crossed, read_clues

NEAR_KM = 60.0
FOLDS = 5
_TYPES = len(EVENT_TYPES)
_PARTS = {"all": Parts(), "TF-IDF only": Parts(evidence=False)}
_MOST_FALSE = 0.15


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one text: by the reader, and by simpler ones."""

    row: Row
    reading: Reading
    event_type: str
    event_status: str
    baselines: dict[str, tuple[str, str]] = field(default_factory=dict)


class Answerer:
    """Answers texts; those trained on by cross-validation, which is computed when first needed."""

    def __init__(self, model: Path | None = None) -> None:
        self._model = model or packaged_path()
        self._crossed: dict[str, dict[str, tuple[str, str]]] | None = None

    def answer(self, row: Row) -> Answer:
        """The answers for a row with `text`, and where it has them `title` and `published`."""
        title, text = row.get("title") or "", row["text"]
        reading = read(title, text, published=day(row), model=self._model)
        clues = clues_in(title, text, published=day(row))
        if clues is None:
            return Answer(row, reading, reading.event_type, reading.event_status)
        said = self._trained_on().get(digest_of(title, text)) or self._shipped(clues)
        base = {
            "TF-IDF only": said["TF-IDF only"],
            "lexicon only": (clues.rule_type, clues.rule_status),
        }
        return Answer(row, reading, *said["all"], base)

    def _shipped(self, clues: Clues) -> dict[str, tuple[str, str]]:
        weights = read_artefact(self._model)
        whole = scores_of(weights, clues.pieces, clues.evidence)
        pieces = scores_of(weights, clues.pieces, {})
        return {"all": _best(whole), "TF-IDF only": _best(pieces)}

    def _trained_on(self) -> dict[str, dict[str, tuple[str, str]]]:
        if self._crossed is None:
            examples, clues = read_clues(our_examples())
            self._crossed = {one.digest: {} for one in examples}
            for name, parts in _PARTS.items():
                scores = crossed(examples, clues, folds=FOLDS, parts=parts)
                for one, row in zip(examples, scores, strict=True):
                    self._crossed[one.digest][name] = _best(row)
        return self._crossed


def _best(scores: "np.ndarray[tuple[int, ...], np.dtype[np.floating]]") -> tuple[str, str]:
    return EVENT_TYPES[int(scores[:_TYPES].argmax())], STATUSES[int(scores[_TYPES:].argmax())]


def story_lines(folder: Path, answerer: Answerer) -> list[Line]:
    """Every figure on `stories_*.jsonl`, language by language."""
    answers = by_language((row["lang"], answerer.answer(row)) for row in stories(folder))
    lines: list[Line] = []
    for lang, each in answers.items():
        lines += [*_type_lines("type", lang, each), _status_line(lang, each)]
        lines += [*_place_lines(lang, each), *_count_lines(lang, each)]
    everything = [answer for each in answers.values() for answer in each]
    return [*lines, *_status_all(everything)]


def _type_lines(task: str, lang: str, each: Sequence[Answer]) -> list[Line]:
    wanted = [answer.row["event_type"] for answer in each]
    common = Counter(wanted).most_common(1)[0][0]
    base = {"majority": macro_f1([(want, common) for want in wanted])}
    for name in ("lexicon only", "TF-IDF only"):
        said = [a.baselines.get(name, (a.event_type, ""))[0] for a in each]
        base[name] = macro_f1(list(zip(wanted, said, strict=True)))
    got = [answer.event_type for answer in each]
    value = macro_f1(list(zip(wanted, got, strict=True)))
    return [Line(task, lang, "macro-F1", len(each), value, base, type_goal(lang))]


def _status_line(lang: str, each: Sequence[Answer]) -> Line:
    wanted = [answer.row["event_status"] != "actual" for answer in each]
    base = {"majority": 0.0}
    for name in ("lexicon only", "TF-IDF only"):
        said = [a.baselines.get(name, ("", "actual"))[1] != "actual" for a in each]
        base[name] = f1(zip(wanted, said, strict=True))
    got = [answer.event_status != "actual" for answer in each]
    value = f1(zip(wanted, got, strict=True))
    return Line("status", lang, "F1 of not actual", len(each), value, base, 0.75)


def _status_all(each: Sequence[Answer]) -> list[Line]:
    if not each:
        return []
    pairs = [(answer.row["event_status"], answer.event_status) for answer in each]
    return [Line("status", "all", "macro-F1 of the five", len(each), macro_f1(pairs))]


def _is_near(place: Row, lat: float | None, lon: float | None) -> bool:
    if lat is None or lon is None:
        return False
    return kilometres(place["lat"], place["lon"], lat, lon) <= NEAR_KM


def _place_lines(lang: str, each: Sequence[Answer]) -> list[Line]:
    hits, first, false = [], [], 0
    for answer in each:
        happened = [p for p in answer.row["places"] if p["role"] == "event"]
        found = [p for p in answer.reading.places if p.lat is not None]
        event = [p for p in found if p.role == "event"]
        hits.append(any(_is_near(p, q.lat, q.lon) for p in happened for q in event))
        first.append(any(_is_near(p, q.lat, q.lon) for p in happened for q in found[:1]))
        false += sum(
            not any(_is_near(p, q.lat, q.lon) for p in answer.row["places"]) for q in found
        )
    n = len(each)
    goal = 0.85 if lang in ("tk", "ps") else 0.92
    base = {"first name": share(first)}
    return [
        Line("place", lang, "event within 60 km", n, share(hits), base, goal),
        Line("place", lang, "false places a text", n, false / n, {}, _MOST_FALSE, is_most=True),
    ]


def _count_lines(lang: str, each: Sequence[Answer]) -> list[Line]:
    lines: list[Line] = []
    for kind in ("killed", "injured", "displaced", "arrested"):
        right = [a.row[kind] == getattr(a.reading, kind) for a in each]
        base = {"never a number": share(a.row[kind] is None for a in each)}
        goal = (0.92 if lang in ("en", "ru") else 0.82) if kind in ("killed", "injured") else None
        lines.append(Line("counts", lang, f"{kind} exact", len(each), share(right), base, goal))
    return lines


def headline_lines(folder: Path, answerer: Answerer) -> list[Line]:
    """Exact types of our own headlines."""
    rows = table(folder, "own_event_headlines")
    for row in rows:
        row["event_type"] = RENAMED.get(row["event_type"], row["event_type"])
    lines: list[Line] = []
    for lang, each in by_language((row["lang"], answerer.answer(row)) for row in rows).items():
        wanted = [answer.row["event_type"] for answer in each]
        commonest = Counter(wanted).most_common(1)[0][1]
        base = {"majority": commonest / len(wanted)}
        for name in ("lexicon only", "TF-IDF only"):
            said = [a.baselines.get(name, (a.event_type, ""))[0] for a in each]
            base[name] = share(w == s for w, s in zip(wanted, said, strict=True))
        value = share(w == a.event_type for w, a in zip(wanted, each, strict=True))
        lines.append(Line("headlines", lang, "type exact", len(each), value, base, type_goal(lang)))
    return lines
