"""Fitting does what its equations say; corrections are learned from, or refused when they hurt."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import orjson
import pytest

from qaraul.errors import BadInput
from qaraul.reading import read
from qaraul.reading.ensemble import read_artefact
from qaraul.reading.results import EVENT_TYPES
from qaraul.reading.training.examples import Example, example_of, folds_of, our_examples
from qaraul.reading.training.fitting import fit_dual, softmax
from qaraul.reading.training.matrix import matrix_of
from qaraul.reading.training.retraining import corrections_in, retrain, weighed
from qaraul.reading.training.trainer import read_clues


def test_the_fit_stands_where_its_slope_is_nothing() -> None:
    points = np.array([[0.0, 1.0], [0.2, 0.9], [1.0, 0.1], [0.9, 0.0]])
    wanted = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])
    kernel = points @ points.T
    shares = fit_dual(kernel, wanted, ridge=0.5, steps=5_000)
    assert np.allclose(0.5 * shares, wanted - softmax(kernel @ shares), atol=1e-6)


def test_shapes_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="does not match"):
        fit_dual(np.eye(3), np.eye(2), ridge=1.0)


def test_feature_weights_and_text_shares_score_alike() -> None:
    examples, clues = read_clues(our_examples()[:40])
    matrix = matrix_of(clues)
    shares = np.random.default_rng(1).normal(size=(len(examples), 3))
    by_texts = matrix.kernel() @ shares
    pieces, evidence, bias = matrix.weights(shares)
    for row, one in enumerate(clues):
        score = bias + pieces[one.pieces].sum(axis=0) / np.sqrt(len(one.pieces))
        for name, value in one.evidence.items():
            score = score + value * evidence[matrix.names.index(name)]
        assert np.allclose(score, by_texts[row], rtol=1e-3, atol=1e-3)


def test_a_story_lies_in_one_fold_with_all_its_languages() -> None:
    ours = our_examples()
    folds = folds_of((one.story for one in ours), 5)
    assert len({(one.story, fold) for one, fold in zip(ours, folds, strict=True)}) == len(
        {one.story for one in ours}
    )


def test_our_texts_have_every_type_and_status_in_every_language() -> None:
    ours = our_examples()
    for lang in {one.lang for one in ours} - {"uz_cyr"}:
        of_lang = [one for one in ours if one.lang == lang]
        assert {one.event_type for one in of_lang} == set(EVENT_TYPES), lang
        assert len({one.event_status for one in of_lang}) == 5, lang


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(ValueError, match="no event type"):
        example_of({"id": 1, "story": 1, "lang": "en", "text": "x", "event_type": "party"})


def _base() -> list[Example]:
    return [one for one in our_examples() if one.lang in ("en", "ru")]


def _corrected(answers: Sequence[str]) -> list[Example]:
    """Texts of a kind that the base has never seen, with what analysts said of them."""
    towns = ("Osh", "Naryn", "Talas", "Batken", "Karakol", "Tokmok", "Uzgen", "Kerben")
    return [
        Example(
            f"c{n}", f"hash-{n}", "en", "",
            f"Residents of {towns[n % 8]} held a zhygyn number {n} on the square.",
            answers[n % len(answers)], None,
        )
        for n in range(24)
    ]  # fmt: skip


def test_corrections_that_help_are_accepted_and_used(tmp_path: Path) -> None:
    out = tmp_path / "models" / "reading.model"
    verdict = retrain(_base(), _corrected(["diplomacy"]), out)
    assert verdict.is_accepted
    assert verdict.corrected_after > verdict.corrected_before
    assert read("", "A zhygyn was held in Osh on the square.", model=out).event_type == "diplomacy"
    assert read_artefact(out).about["corrections"] == 24
    assert [path.name for path in out.parent.iterdir()] == ["reading.model"]


def test_weights_that_read_worse_are_refused_with_both_figures(tmp_path: Path) -> None:
    out = tmp_path / "reading.model"
    ours = _base()
    turned = [
        replace(
            one,
            id=f"c-{one.id}",
            story=f"c-{one.id}",
            event_type=EVENT_TYPES[(EVENT_TYPES.index(str(one.event_type)) + 5) % 17],
        )
        for one in ours
    ]
    verdict = retrain(ours, turned, out)
    assert not verdict.is_accepted
    assert not out.exists()
    assert f"{verdict.ours_before:.3f} before" in verdict.reason
    assert f"{verdict.ours_after:.3f} after" in verdict.reason


def test_too_few_corrections_are_refused() -> None:
    with pytest.raises(BadInput, match="too few"):
        weighed(_base()[:30], _corrected(["riot"])[:5])


def _row(**given: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "document": "d1", "lang": "en", "text": "Shots in Osh", "published": "2026-01-02",
        "text_hash": "h1", "field": "event_type", "human_value": "riot",
    }  # fmt: skip
    return {**plain, **given}


def test_the_last_word_on_a_text_counts_and_other_fields_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    rows = [
        _row(),
        _row(human_value="attack"),
        _row(field="killed", human_value=3),
        _row(field="event_status", human_value="denied"),
    ]
    path.write_bytes(b"\n".join(map(orjson.dumps, rows)))
    (one,) = corrections_in(path)
    assert (one.event_type, one.event_status, one.story) == ("attack", "denied", "h1")


@pytest.mark.parametrize("row", [{"field": "event_type"}, _row(human_value="party"), [1], "text"])
def test_a_wrong_row_is_named(tmp_path: Path, row: object) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_bytes(orjson.dumps(_row()) + b"\n" + orjson.dumps(row))
    with pytest.raises(BadInput, match="row 2"):
        corrections_in(path)
