"""The table of event types and the choices say the same."""

from qaraul.events.choices import EventType
from qaraul.events.ucdp import TYPES
from qaraul.events.vocabulary import labels_for_search, type_notes


def test_every_type_is_defined_once() -> None:
    notes = type_notes()
    assert list(notes) == list(EventType)
    assert all(note.definition and note.label_en and note.label_ru for note in notes.values())


def test_the_types_that_ucdp_becomes_name_its_types() -> None:
    for number, event_type in TYPES.items():
        assert number in type_notes()[event_type].ucdp


def test_a_type_is_found_by_its_names() -> None:
    assert labels_for_search("protest") == ["Protest", "Протест"]
