"""Stories: place, day, kind and numbers agree, or the words do; analysts have the last word."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from qaraul.reading import read
from qaraul.reading.bulk import embedded
from qaraul.reading.bulk.done import Done
from qaraul.reading.bulk.memory import Memory
from qaraul.reading.bulk.recent import Recent
from qaraul.reading.bulk.row import Row
from qaraul.reading.bulk.working import Work, read_rows
from qaraul.reading.embedding import EmbedderMissing, Vectors
from qaraul.reading.embedding.kinds import SIZE
from qaraul.reading.stories import Heart, Links, heart_of, together

MAY = date(2025, 5, 14)
OSH = Heart("a", 40.53, 72.8, MAY, MAY, "explosion", "actual", {"killed": 4}, "KG")


def test_why_two_accounts_are_together_is_said() -> None:
    why = together(replace(OSH, story="b", event_type="attack"), OSH)
    assert why is not None
    assert (why.days, why.kilometres, why.same_kind, why.same_counts) == (0, 0.0, True, ("killed",))


def test_another_day_place_status_or_number_is_another_story() -> None:
    later = date(2025, 5, 20)
    for other in (
        replace(OSH, first=later, last=later),
        replace(OSH, lat=42.87),
        replace(OSH, status="drill"),
        replace(OSH, event_type="diplomacy"),
        replace(OSH, counts={"killed": 40}),
    ):
        assert together(other, OSH) is None


def test_a_toll_that_rises_stays_in_its_story() -> None:
    assert together(replace(OSH, counts={"killed": 6}), OSH) is not None


def test_without_a_place_only_like_words_join() -> None:
    nowhere = replace(OSH, lat=None, lon=None)
    assert together(nowhere, OSH) is None
    assert together(nowhere, OSH, alike=0.5) is None
    assert together(nowhere, OSH, alike=0.9) is not None
    assert together(replace(nowhere, country="UZ"), OSH, alike=0.9) is None


def test_a_document_without_any_day_has_no_heart() -> None:
    assert heart_of("a", read("", "A bomb went off in Osh."), None) is None


def _documents() -> list[Row]:
    texts = (
        "A bomb exploded at the market in Osh on Tuesday, killing four people.",
        "Взрыв на рынке в Оше во вторник, погибли четыре человека.",
        "Teachers went on strike in Naryn on Tuesday over late salaries.",
    )
    return [Row(f"d{n}", "", text, None, MAY, None) for n, text in enumerate(texts)]


def _placed(path: Path, links: Links | None = None) -> list[str]:
    with Memory(path / "index.sqlite", links=links) as memory:
        return [memory.place(done)[1] for done in read_rows(_documents(), Work())]


class _Fixed:
    """Every text says the same, as far as these vectors tell."""

    name = "fixed"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def vectors(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.ones((len(texts), SIZE), dtype=np.float32)


def test_two_languages_make_one_story(tmp_path: Path) -> None:
    assert _placed(tmp_path) == ["d0", "d0", "d2"]


def test_what_analysts_parted_stays_apart(tmp_path: Path) -> None:
    links = Links(apart=frozenset({frozenset({"d0", "d1"})}))
    assert _placed(tmp_path, links) == ["d0", "d1", "d2"]


def test_what_analysts_joined_stays_together(tmp_path: Path) -> None:
    links = Links(together=frozenset({frozenset({"d0", "d2"})}))
    assert _placed(tmp_path, links) == ["d0", "d0", "d0"]


def test_a_parting_wins_over_a_copy(tmp_path: Path) -> None:
    row = _documents()[0]
    links = Links(apart=frozenset({frozenset({"d0", "copy"})}))
    done: list[Done] = read_rows([row, replace(row, id="copy")], Work())
    with Memory(tmp_path / "index.sqlite", links=links) as memory:
        placed = [memory.place(one) for one in done]
    assert placed == [(None, "d0"), ("d0", "copy")]


def test_a_copy_is_not_embedded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row, vectors = _documents()[0], _Fixed()
    monkeypatch.setattr(embedded, "embedder", lambda: vectors)
    done = read_rows([row, replace(row, id="copy")], Work(embed=True))
    with Memory(tmp_path / "index.sqlite", vectors) as memory:
        assert [memory.place(one) for one in done] == [(None, "d0"), ("d0", "d0")]
    assert vectors.asked == [row.text]


def test_a_vector_that_a_worker_could_not_make_is_made_where_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise EmbedderMissing("not here")

    monkeypatch.setattr(embedded, "embedder", missing)
    row, vectors = _documents()[0], _Fixed()
    done = read_rows([row], Work(embed=True))
    with Memory(tmp_path / "index.sqlite", vectors) as memory:
        memory.place(done[0])
    assert vectors.asked == [row.text]


def test_an_undated_text_cannot_join_a_story_and_is_not_embedded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors = _Fixed()
    monkeypatch.setattr(embedded, "embedder", lambda: vectors)
    read_rows([Row("d", "", "A bomb went off in Osh.", None, None, None)], Work(embed=True))
    assert vectors.asked == []


def test_the_ring_of_vectors_forgets_the_oldest() -> None:
    recent = Recent(most=2)
    axes = np.eye(SIZE, dtype=np.float32)
    for number in range(3):
        recent.add(f"s{number}", axes[number])
    assert recent.alike(axes[0]) == {}
    assert recent.alike(axes[2]) == {"s2": 1.0}
