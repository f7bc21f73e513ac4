"""The law of reach for one record and one viewer: the readable twin of `visible_to`."""

from collections.abc import Iterable

from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import CEILINGS, TLP, EntryKind
from qaraul.sharing.models import Audience, AudienceEntry
from qaraul.sharing.querysets import strictest_open


def entries_of(audience: Audience | None) -> list[AudienceEntry]:
    """The entries of an audience with what they name; nobody for None."""
    if audience is None:
        return []
    return list(audience.entries.select_related("organisation", "circle", "person"))


def first_reaching(
    tlp: TLP, entries: Iterable[AudienceEntry], viewer: Viewer
) -> AudienceEntry | None:
    """The entry through which a released record reaches the viewer, if there is one."""
    if tlp > strictest_open(viewer):
        return None
    return next((e for e in entries if tlp <= _ceiling(e, viewer) and _names(e, viewer)), None)


def _ceiling(entry: AudienceEntry, viewer: Viewer) -> TLP:
    kind = EntryKind(entry.kind)
    # What is meant for the public reaches the network too when its label is turned to green.
    if kind is EntryKind.PUBLIC and viewer.is_member:
        return CEILINGS[EntryKind.NETWORK]
    return CEILINGS[kind]


def _names(entry: AudienceEntry, viewer: Viewer) -> bool:
    match EntryKind(entry.kind):
        case EntryKind.PUBLIC:
            return True
        case EntryKind.NETWORK:
            return viewer.is_member
        case EntryKind.ORGANISATION:
            return viewer.is_member and entry.organisation_id == viewer.organisation_id
        case EntryKind.CIRCLE:
            return viewer.is_member and entry.circle_id in viewer.circle_ids
        case EntryKind.PERSON:
            return viewer.is_member and entry.person_id == viewer.person_id
