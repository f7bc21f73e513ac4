"""The ensemble decides from pieces and evidence; its weights are a checked, reproducible file."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from qaraul.reading import read
from qaraul.reading.characters import normal
from qaraul.reading.ensemble import BadModel, decide, packaged_path, read_artefact
from qaraul.reading.ensemble.pieces import BUCKETS, pieces_of
from qaraul.reading.reader import clues_in
from qaraul.reading.results import EVENT_TYPES, STATUSES
from qaraul.reading.tokens import tokens_of
from qaraul.reading.training.examples import our_examples
from qaraul.reading.training.trainer import train

SMALLEST_SET = 60


def test_the_packaged_weights_are_those_that_the_texts_give() -> None:
    made = train(our_examples())
    stale = "run scripts/train_reading.py: a lexicon or a training text has changed"
    kept = packaged_path().read_bytes()
    assert hashlib.sha256(made).hexdigest() == hashlib.sha256(kept).hexdigest(), stale


def test_training_twice_gives_the_same_bytes() -> None:
    some = our_examples()[:SMALLEST_SET]
    assert train(some) == train(some)


def test_the_file_is_small() -> None:
    assert packaged_path().stat().st_size < 5_000_000


def test_both_answers_are_probabilities_with_the_likeliest_first() -> None:
    clues = clues_in("Bomb kills four in market", "A device went off on Tuesday, police said.")
    assert clues is not None
    said = decide(read_artefact(packaged_path()), clues.pieces, clues.evidence)
    assert set(said.types) == set(EVENT_TYPES)
    assert set(said.statuses) == set(STATUSES)
    assert sum(said.types.values()) == pytest.approx(1, abs=0.002)
    assert list(said.types.values()) == sorted(said.types.values(), reverse=True)
    assert said.event_type == "explosion"


def test_a_reading_names_the_weights_it_was_made_with() -> None:
    version = read_artefact(packaged_path()).version
    assert read("", "Teachers went on strike in Naryn.").methods["types"] == f"ensemble-{version}"


def test_pieces_do_not_depend_on_numbers_or_on_a_keyboard() -> None:
    typed = [
        pieces_of(tokens_of(text, normal)) for text in ("4 өрт Ошто", "17 өрт Ошто", "4 орт Ошто")
    ]
    assert typed[0].tolist() == typed[1].tolist() == typed[2].tolist()
    assert (np.diff(typed[0]) > 0).all()
    assert typed[0].max() < BUCKETS


def test_a_text_without_words_has_no_pieces() -> None:
    assert len(pieces_of(tokens_of("… !!", normal))) == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no file of reading weights"),
        (b"something else\n{}\n", "no file of reading weights"),
        (b"qaraul-reading-model 1\nnot json\n", "cannot be read"),
        (b"qaraul-reading-model 1\n{}\n", "another version"),
    ],
)
def test_a_file_that_is_no_weights_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "reading.model"
    path.write_bytes(content)
    with pytest.raises(BadModel, match=said):
        read_artefact(path)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reading.model"
    whole = bytearray(packaged_path().read_bytes())
    whole[-5] ^= 0xFF
    path.write_bytes(bytes(whole))
    with pytest.raises(BadModel, match="damaged"):
        read_artefact(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="cannot be read"):
        read("", "A fire in Osh.", model=tmp_path / "none")
