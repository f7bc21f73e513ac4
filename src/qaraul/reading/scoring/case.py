"""Types of English conflict news by another scheme (CASE 2021): measured, never trained on for use.

Two figures: a model fitted inside the measurement, cross-validated on these rows and then thrown
away, and the reader as it is, where the scheme's classes can be read as ours.
"""

from collections import Counter
from pathlib import Path

import numpy as np

from qaraul.reading.clues import Clues
from qaraul.reading.embedding import centred, embedder
from qaraul.reading.embedding.gist import GIST
from qaraul.reading.ensemble import packaged_path
from qaraul.reading.reader import clues_in, read
from qaraul.reading.scoring.given import table
from qaraul.reading.scoring.lines import Line, macro_f1
from qaraul.reading.training.examples import folds_of
from qaraul.reading.training.fitting import fit_dual
from qaraul.reading.training.matrix import Floats, matrix_of

_FOLDS, _RIDGE, _STEPS, _VECTORS = 5, 0.3, 150, 40.0
_OURS = {
    "attack_on_people": ("attack", "violence_against_civilians"),
    "remote_violence": ("explosion",),
    "technological_hazard": ("accident",),
    "crime": ("crime_trafficking",),
    "property_destruction": ("riot", "attack"),
    "protest_repression": ("protest",),
    "other_strategic": ("other", "diplomacy"),
    "none": ("other",),
}
"""Classes of the scheme that have no namesake among ours, and which of ours they may be."""


def case_lines(folder: Path, *, embed: bool = False) -> list[Line]:
    """Macro-F1 over the scheme's classes, with sentence vectors when asked for."""
    rows = table(folder, "case2021_task2_events_en")
    if not rows:
        return []
    wanted = [row["event_type"] for row in rows]
    clues = [
        clues_in("", row["text"]) or Clues([], np.empty(0, np.int64), {}, "other", "actual")
        for row in rows
    ]
    matrix = matrix_of(clues)
    pieces = matrix.kernel(evidence=False)
    kernels = {"TF-IDF only": pieces, "TF-IDF and lexicon": matrix.kernel()}
    if embed:
        vectors = embedder().vectors([row["text"][:GIST] for row in rows])
        moved = centred(vectors, ["en"] * len(rows)).astype(np.float64)
        alike = _VECTORS * moved @ moved.T
        kernels["embedding only"] = alike
        kernels["all"] = kernels["TF-IDF and lexicon"] + alike
    figures = {name: macro_f1(_crossed(kernel, wanted)) for name, kernel in kernels.items()}
    best = "all" if embed else "TF-IDF and lexicon"
    common = Counter(wanted).most_common(1)[0][0]
    base = {"majority": macro_f1([(want, common) for want in wanted]), **figures}
    value = base.pop(best)
    return [
        Line("case", "en", "macro-F1, fitted here, cross-validated", len(rows), value, base, 0.74),
        Line("case", "en", "macro-F1, as it comes", len(rows), _as_it_comes(wanted, rows)),
    ]


def _crossed(kernel: Floats, wanted: list[str]) -> list[tuple[str, str]]:
    classes = sorted(set(wanted))
    answers = np.array([classes.index(want) for want in wanted])
    fold = np.array(folds_of((str(i) for i in range(len(wanted))), _FOLDS))
    said = np.zeros(len(wanted), dtype=int)
    for number in range(_FOLDS):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        target = np.eye(len(classes))[answers[inside]]
        shares = fit_dual(kernel[np.ix_(inside, inside)], target, ridge=_RIDGE, steps=_STEPS)
        said[outside] = (kernel[np.ix_(outside, inside)] @ shares).argmax(axis=1)
    return [(want, classes[got]) for want, got in zip(wanted, said, strict=True)]


def _as_it_comes(wanted: list[str], rows: list[dict[str, str]]) -> float:
    pairs: list[tuple[str, str]] = []
    for want, row in zip(wanted, rows, strict=True):
        got = read("", row["text"], model=packaged_path()).event_type
        pairs.append((want, want if got in _OURS.get(want, (want,)) else got))
    return macro_f1(pairs)
