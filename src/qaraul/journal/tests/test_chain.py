"""The chain: whatever is changed, dropped or reordered is found, and the first fault is named."""

from collections.abc import Iterable
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.journal import chain, exports
from qaraul.journal.actors import SYSTEM, Actor
from qaraul.journal.digests import canonical, digest, plain
from qaraul.journal.models import Entry
from qaraul.journal.services import record, verify

ROWS = 6
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _six_rows() -> None:
    for n in range(1, ROWS + 1):
        actor = Actor(uuid4(), f"Analyst {n} (org)")
        record(f"thing.made-{n}", actor=actor, kind="thing", record_id=uuid4(), facts={"n": n})


def tamper(statement: str, *values: str | int) -> None:
    """What somebody with a database shell can do; the models refuse it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_chain_that_nobody_touched_is_whole() -> None:
    verdict = verify()
    assert verdict.is_whole
    assert verdict.checked == ROWS
    assert verdict.last_hash == Entry.objects.get(sequence=ROWS).hash


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "another reason"),
        ("act", "thing.unmade"),
        ("actor_label", "Somebody else"),
        ("facts", '{"n": 99}'),
        ("after_digest", "0" * 64),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_row_is_found_whatever_was_changed(column: str, value: str) -> None:
    tamper(f"UPDATE journal_entry SET {column} = %s WHERE sequence = 3", value)  # noqa: S608  our own names
    verdict = verify()
    assert (verdict.is_whole, verdict.broken_at) == (False, 3)
    assert "changed" in verdict.fault


def test_a_row_changed_with_its_hash_made_anew_breaks_the_row_after() -> None:
    row = Entry.objects.get(sequence=3)
    row.reason = "forged"
    tamper(
        "UPDATE journal_entry SET reason = %s, hash = %s WHERE sequence = 3",
        row.reason,
        row.computed_hash(),
    )
    assert verify().broken_at == 4


@pytest.mark.parametrize("dropped", [1, 3, ROWS])
def test_a_dropped_row_is_found_at_the_start_in_the_middle_and_at_the_tail(dropped: int) -> None:
    tamper("DELETE FROM journal_entry WHERE sequence = %s", dropped)
    verdict = verify()
    assert verdict.broken_at == dropped
    assert "missing" in verdict.fault


def test_dropping_every_row_is_found() -> None:
    tamper("DELETE FROM journal_entry")
    assert verify().broken_at == 1


def test_two_rows_in_each_others_place_are_found() -> None:
    for old, new in ((2, 100), (3, 2), (100, 3)):
        tamper("UPDATE journal_entry SET sequence = %s WHERE sequence = %s", new, old)
    assert verify().broken_at == 2


def test_a_row_added_behind_the_head_is_found() -> None:
    last = Entry.objects.get(sequence=ROWS)
    forged = Entry(sequence=ROWS + 1, at=last.at, actor_label="x", act="x", kind="x")
    forged.previous_hash = last.hash
    forged.hash = forged.computed_hash()
    forged.save()
    assert verify().broken_at == ROWS + 1


def test_a_chain_made_anew_is_whole_in_itself_and_found_by_a_hash_noted_outside() -> None:
    noted = (ROWS, Entry.objects.get(sequence=ROWS).hash)
    tamper("DELETE FROM journal_entry")
    tamper("UPDATE journal_head SET sequence = 0, hash = ''")
    for n in range(ROWS):
        record("thing.made", actor=SYSTEM, kind="thing", record_id=None, facts={"n": n})
    assert verify().is_whole
    assert verify(noted=[noted]).broken_at == ROWS


def test_an_entry_cannot_be_changed_or_deleted_through_the_models() -> None:
    entry = Entry.objects.get(sequence=2)
    entry.reason = "changed"
    for act in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.filter(sequence=2).update(reason="changed"),
    ):
        with pytest.raises(RuntimeError, match="append-only"):
            act()
    assert verify().is_whole


def test_an_exported_journal_checks_without_the_node_and_shows_a_changed_line() -> None:
    lines = list(exports.lines(Entry.objects.order_by("sequence")))
    assert chain.check(chain.links_of_lines(lines)).checked == ROWS
    forged = [line.replace(b'"n":4', b'"n":5') for line in lines]
    assert chain.check(chain.links_of_lines(forged)).broken_at == 4
    assert chain.check(chain.links_of_lines(lines[:2] + lines[3:])).broken_at == 3


def test_a_line_that_is_no_entry_is_named() -> None:
    with pytest.raises(BadInput, match="Line 1 "):
        list(chain.links_of_lines([b"{}"]))


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers(-(2**60), 2**60) | st.text(),
            lambda part: st.lists(part, max_size=3),
            max_leaves=5,
        ),
        max_size=5,
    )
)
def test_what_is_kept_of_facts_reads_the_same_after_any_number_of_round_trips(
    facts: dict[str, object],
) -> None:
    kept = plain(facts)
    assert plain(kept) == kept
    assert digest(kept) == digest(plain(kept))
    assert b"\\u0000" not in canonical(kept)


@pytest.mark.parametrize("facts", [{"x": 1e16, "y": 1e300, "z": -0.0, "w": 0.1}, {"nul": "a\x00b"}])
def test_awkward_facts_do_not_break_the_chain_on_any_database(facts: dict[str, object]) -> None:
    record("thing.odd", actor=SYSTEM, kind="thing", record_id=None, facts=facts, reason="\x00")
    assert verify().is_whole


def links(n: int) -> list[chain.Link]:
    made: list[chain.Link] = []
    for sequence in range(1, n + 1):
        previous = made[-1].hash if made else ""
        own = digest({"sequence": sequence, "previous": previous})
        made.append(chain.Link(sequence, previous, own, own))
    return made


@given(st.permutations(range(5)))
def test_only_the_true_order_is_whole(order: Iterable[int]) -> None:
    true = links(5)
    verdict = chain.check([true[i] for i in order], known=[(5, true[-1].hash)])
    assert verdict.is_whole == (list(order) == list(range(5)))
