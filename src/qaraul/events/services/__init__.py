"""Writing incidents: each verb is one transaction with its history and its journal entry."""

from qaraul.events.services.evidence import Grounds, add_evidence, remove_evidence
from qaraul.events.services.incidents import IncidentMoved, change_incident, create_incident
from qaraul.events.services.merging import merge_incidents, split_incident, take_out
from qaraul.events.services.undoing import undo
from qaraul.events.services.writing import UNDO_WINDOW, may_write

__all__ = [
    "UNDO_WINDOW",
    "Grounds",
    "IncidentMoved",
    "add_evidence",
    "change_incident",
    "create_incident",
    "may_write",
    "merge_incidents",
    "remove_evidence",
    "split_incident",
    "take_out",
    "undo",
]
