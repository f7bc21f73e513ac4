"""Which accounts tell of one event: symmetric, careful, and measured on stories written for it."""

import json
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.pipeline.matching import ANOTHER, matching, shared_words
from qaraul.pipeline.models import StoryDocument
from qaraul.pipeline.services import read_due_documents
from qaraul.pipeline.telling import Telling
from qaraul.pipeline.testing import make_document
from qaraul.reading.near import Print

TEXTS = Path(__file__).parents[5] / "shared" / "data" / "text"
DAY = date(2026, 11, 21)
BATKEN = Telling(
    lang="en",
    event_type="border_incident",
    event_types={"border_incident": 0.9, "riot": 0.1},
    event_status="actual",
    day=DAY,
    is_day_stated=True,
    place_id="gn:1",
    precision="settlement",
    area="KG-B",
    country="KG",
    lat=40.06,
    lon=70.82,
    counts={"injured": 5},
    words=frozenset(["five", "hurt", "water", "dispute", "pump", "border", "guards", "batken"]),
)
OTHER_TONGUE = replace(
    BATKEN, lang="ru", words=frozenset(["spor", "voda", "nasos", "ranen", "batken"])
)


def test_two_languages_on_one_event_match_and_say_why() -> None:
    match = matching(BATKEN, OTHER_TONGUE)
    assert match is not None
    assert match.why["place"] == "same"
    assert match.why["type"] == "border_incident"
    assert match.why["same_counts"] == ["injured"]


@pytest.mark.parametrize(
    "change",
    [
        {"day": DAY + timedelta(days=4)},
        {"event_status": "drill"},
        {"event_status": "denied"},
        {"place_id": "gn:2", "lat": 41.9, "lon": 72.9},
        {"counts": {"injured": 50}},
        {"counts": {"injured": 6}, "day": DAY + timedelta(days=2)},
        {"place_id": "", "precision": "", "area": "", "country": "", "lat": None, "lon": None},
        {"place_id": "gn:9", "precision": "region", "area": "TJ-SU", "country": "TJ"},
    ],
)
def test_another_day_place_status_or_number_is_another_event(change: dict[str, Any]) -> None:
    assert matching(BATKEN, replace(OTHER_TONGUE, **change)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"place_id": "gn:2", "lat": 40.2, "lon": 70.9},
        {"counts": {"injured": 7}},
        {"counts": {}},
        {"day": DAY + timedelta(days=1), "is_day_stated": False},
        {"place_id": "area:KG-B", "precision": "region"},
    ],
)
def test_early_and_vaguer_reports_of_one_event_still_match(change: dict[str, Any]) -> None:
    assert matching(BATKEN, replace(OTHER_TONGUE, **change)) is not None


@pytest.mark.parametrize("part", ["numbers", "places", "days", "names"])
def test_a_pattern_with_another_word_in_it_is_another_thing(part: str) -> None:
    kept = Print(tuple(range(128)), *(frozenset({"x"}) for _ in range(4)))
    changes: dict[str, Any] = {part: frozenset({"y"})}
    other = replace(kept, **changes)
    assert matching(replace(BATKEN, copy=kept), replace(BATKEN, copy=other)) is ANOTHER
    match = matching(replace(BATKEN, copy=kept), replace(BATKEN, copy=kept))
    assert match is not None
    assert match.why == {"near_duplicate": 1.0}


TELLINGS = st.builds(
    replace,
    st.just(BATKEN),
    day=st.dates(DAY - timedelta(days=5), DAY + timedelta(days=5)),
    lat=st.floats(39, 42),
    lon=st.floats(69, 73),
    place_id=st.sampled_from(["", "gn:1", "gn:2"]),
    precision=st.sampled_from(["", "settlement", "region", "country"]),
    area=st.sampled_from(["KG-B", "TJ-SU", "KG"]),
    country=st.sampled_from(["KG", "TJ", ""]),
    event_status=st.sampled_from(["actual", "denied"]),
    counts=st.dictionaries(st.sampled_from(["killed", "injured"]), st.integers(0, 9)),
    words=st.frozensets(st.sampled_from("abcdefgh"), max_size=8),
)


@given(TELLINGS, TELLINGS)
def test_matching_is_symmetric(a: Telling, b: Telling) -> None:
    one, other = matching(a, b), matching(b, a)
    assert (one and round(one.points, 6)) == (other and round(other.points, 6))
    assert 0 <= shared_words(a, b) == shared_words(b, a) <= 1


@pytest.mark.shared
@pytest.mark.skipif(not TEXTS.is_dir(), reason="the shared data is not here")
@pytest.mark.usefixtures("areas")
@pytest.mark.parametrize("part", ["A", "B"])
def test_stories_in_ten_varieties_are_put_together_and_look_alikes_are_not(part: str) -> None:
    lines = (TEXTS / f"stories_{part}.jsonl").read_text(encoding="utf-8").splitlines()
    story_of = {}
    for row in map(json.loads, lines):
        published = datetime.fromisoformat(row["published"]).replace(tzinfo=UTC)
        document = make_document(
            row["title"], row["text"], published_at=published, due_at=published
        )
        story_of[document.pk] = row["story"]
    while read_due_documents(datetime.now(UTC)):
        pass
    found: dict[Any, list[str]] = defaultdict(list)
    for story_id, document_id in StoryDocument.objects.values_list("story", "document"):
        found[story_id].append(story_of[document_id])
    together = [pair for names in found.values() for pair in combinations(names, 2)]
    right = sum(a == b for a, b in together)
    possible = sum(n * (n - 1) // 2 for n in Counter(story_of.values()).values())
    mixed = {pair for pair in together if pair[0] != pair[1] and pair[0][:5] == pair[1][:5]}
    assert mixed == set(), "a look-alike joined its neighbour"
    assert right / len(together) >= 0.99
    assert right / possible >= 0.75
