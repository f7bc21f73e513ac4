"""The catalogue: complete, computable, replaceable, and refused with the entry that is wrong."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from qaraul.errors import BadInput
from qaraul.indicators import catalogue as files
from qaraul.indicators.boards import Reader
from qaraul.indicators.choices import Kind
from qaraul.indicators.crossings import crossings
from qaraul.indicators.models import Indicator
from qaraul.indicators.services.catalogue import load_catalogue, load_starter_catalogue
from qaraul.indicators.tagging import lexicon
from qaraul.indicators.tests.conftest import TODAY
from qaraul.members.testing import make_viewer
from qaraul.places.models import Area

pytestmark = pytest.mark.django_db
ENTRY: dict[str, Any] = {
    "code": "X-1", "pillar": "X", "title_en": "Rain", "question_en": "Does it rain?",
    "kind": "entered", "unit": "mm", "source": "gauge", "cadence": "weekly",
    "direction": "higher is worse", "level": "admin1",
    "rule": {"type": "level", "amber": "> 10", "red": "> 50"},
}  # fmt: skip


def written(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "own.yaml"
    path.write_text(yaml.safe_dump({"indicators": list(entries)}), encoding="utf-8")
    return path


def test_the_starter_holds_the_framework_of_58_of_which_35_compute(catalogue: int) -> None:
    assert catalogue == 63
    rows = Indicator.objects.exclude(pillar="B")
    kinds = [rows.filter(kind=kind).count() for kind in (Kind.COMPUTED, Kind.ENTERED, Kind.EXPERT)]
    assert kinds == [35, 14, 9]
    assert not rows.filter(title_ru="").exists()
    assert not rows.filter(question_ru="").exists()


def test_every_computed_one_computes_on_a_node_without_records(catalogue: int) -> None:  # noqa: ARG001  it loads
    reader = Reader(make_viewer(), TODAY)
    for indicator in Indicator.objects.filter(kind=Kind.COMPUTED):
        found = reader.rated(indicator)
        assert found.values.shape == (reader.ground.frame.rows, len(found.ends)), indicator.code


def test_every_tag_that_a_measure_names_has_words() -> None:
    named = {
        tag
        for entry in files.read().entries
        for part in (
            entry["measure"],
            *(v for v in entry["measure"].values() if isinstance(v, dict)),
        )
        for tag in part.get("tags", ())
    }
    assert named - set(lexicon().patterns) == set()


def test_every_crossing_joins_areas_that_are_there(catalogue: int) -> None:  # noqa: ARG001  it loads
    codes = set(Area.objects.values_list("code", flat=True))
    assert {c for gate in crossings() for c in (gate.area, gate.beyond) if c} - codes == set()


@pytest.mark.usefixtures("catalogue")
def test_a_networks_own_file_takes_the_place_of_the_starter_and_values_stay(tmp_path: Path) -> None:
    assert load_catalogue(written(tmp_path, ENTRY)) == 1
    assert list(Indicator.objects.active().values_list("code", flat=True)) == ["X-1"]
    assert Indicator.objects.count() == 64
    assert load_starter_catalogue() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title_en": ""}, "lacks"),
        ({"cadence": "hourly"}, "hourly"),
        ({"rule": {"type": "level", "amber": "some"}}, "X-1"),
        ({"kind": "computed", "measure": {"name": "guess"}}, "guess"),
    ],
)
def test_a_wrong_entry_is_named_and_nothing_changes(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        load_catalogue(written(tmp_path, {**ENTRY, **change}))
    assert not Indicator.objects.exists()


@pytest.mark.parametrize("text", ["indicators: [", "just words", "indicators: []"])
def test_what_is_no_catalogue_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        load_catalogue(path)


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("The crossing is closed since dawn", ["crossing_closed"]),
        ("Мост Панджи-Поён снова закрыт", ["crossing_closed"]),
        ("Жители двух сёл спорят из-за воды", ["communal", "water"]),
        ("A calm day #internet_shutdown", ["internet_shutdown"]),
        ("Nothing of the kind", []),
    ],
)
def test_words_and_written_tags_tag_a_record(text: str, tags: list[str]) -> None:
    assert lexicon().tags_of([text]) == tags
