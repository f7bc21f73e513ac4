"""The rooms of the house that pages lead to; a room whose pages are not installed is not shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qaraul.members.choices import TRIAGE_ROLES, Role
from qaraul.members.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Room:
    """A word of the main navigation: where it leads, the URL names it covers, who may enter."""

    label: Promise
    url_name: str
    covers: frozenset[str]
    roles: frozenset[Role] = frozenset(Role)
    is_public: bool = False

    @property
    def address(self) -> str | None:
        """Where it is, or None while nobody has built it."""
        return address_of(self.url_name)

    def is_open_to(self, viewer: Viewer) -> bool:
        """Whether the viewer may enter."""
        return viewer.has(*self.roles) or (self.is_public and not viewer.is_member)


ROOMS = (
    Room(_("Picture"), "web:home", frozenset({"web:home"})),
    Room(_("Triage"), "pipeline:queue", frozenset({"pipeline"}), TRIAGE_ROLES),
    Room(_("Incidents"), "events:list", frozenset({"events"}), is_public=True),
    Room(_("Map"), "events:map", frozenset({"events:map"}), frozenset(), is_public=True),
    Room(_("Indicators"), "indicators:index", frozenset({"indicators"})),
    Room(_("Forecasts"), "forecasts:map", frozenset({"forecasts", "forecast_scores"})),
    Room(_("Areas"), "places:list", frozenset({"places"})),
    Room(_("Documents"), "web:search", frozenset({"web:search", "sources:document"})),
    Room(_("Sources"), "sources:list", frozenset({"sources"})),
    Room(
        _("Administration"),
        "members:administration",
        frozenset({"members", "journal"}),
        frozenset({Role.ADMINISTRATOR}),
    ),
    Room(_("Help"), "web:help", frozenset({"web:help"}), frozenset(), is_public=True),
)
"""The public has its own two: members reach the map beside the list, and help in the foot."""


def address_of(url_name: str) -> str | None:
    """The address of a named page without arguments, or None when no such page is installed."""
    return _address_of(url_name, get_urlconf())


@cache
def _address_of(url_name: str, urlconf: str | None) -> str | None:
    try:
        return reverse(url_name, urlconf=urlconf)
    except NoReverseMatch:
        return None


@dataclass(frozen=True, slots=True)
class Way:
    """A room as one page's navigation shows it."""

    label: Promise
    address: str
    is_here: bool


def ways(viewer: Viewer, view_name: str) -> list[Way]:
    """The rooms that exist and that the viewer may enter."""
    open_rooms = [room for room in ROOMS if room.is_open_to(viewer)]
    here = room_of(view_name, open_rooms)
    return [
        Way(room.label, address, room is here) for room in open_rooms if (address := room.address)
    ]


def room_of(view_name: str, rooms: Sequence[Room]) -> Room | None:
    """The room that a page belongs to: the one that names the page, else the one of its app."""
    for name in (view_name, view_name.partition(":")[0]):
        for room in rooms:
            if name in room.covers:
                return room
    return None
