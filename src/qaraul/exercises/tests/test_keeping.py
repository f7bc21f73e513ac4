"""What a demonstration keeps survives half-written files and second starts."""

from datetime import date
from pathlib import Path

import pytest

from qaraul.errors import BadInput, Conflict
from qaraul.exercises.keeping import (
    STATE,
    State,
    read_state,
    sole_use,
    write_state,
)

TODAY = date(2026, 11, 24)


def test_the_first_start_decides_the_day_and_later_starts_keep_it(tmp_path: Path) -> None:
    first = read_state(tmp_path, scenario="lantern_26", today=TODAY)
    assert first == State("lantern_26", TODAY)
    write_state(tmp_path, first.with_port(4_711).finished())
    later = read_state(tmp_path, scenario="lantern_26", today=date(2027, 1, 1))
    assert later == State("lantern_26", TODAY, feed_port=4_711, is_built=True)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"scenario": "x"}', '{"last": "never"}'])
def test_a_damaged_state_is_named_with_the_way_out(tmp_path: Path, content: str) -> None:
    (tmp_path / STATE).write_text(content)
    with pytest.raises(BadInput, match=r"demonstration\.json is damaged"):
        read_state(tmp_path, scenario="lantern_26", today=TODAY)


def test_a_leftover_of_an_interrupted_write_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / f"{STATE}.part").write_text("half of a sta")
    write_state(tmp_path, State("lantern_26", TODAY))
    assert read_state(tmp_path, scenario="lantern_26", today=TODAY).last == TODAY


def test_two_demonstrations_do_not_share_a_directory(tmp_path: Path) -> None:
    with (
        sole_use(tmp_path),
        pytest.raises(Conflict, match="Another demonstration"),
        sole_use(tmp_path),
    ):
        raise AssertionError("the second one got in")
    with sole_use(tmp_path):
        pass
