"""Which incidents are on the lists."""

from typing import TYPE_CHECKING

from qaraul.sharing.querysets import MarkedQuerySet

if TYPE_CHECKING:
    from qaraul.events.models import Incident


class IncidentQuerySet(MarkedQuerySet["Incident"]):
    """Incidents; those merged into another, and those taken back at once, are on no list."""

    def listed(self) -> "IncidentQuerySet":
        """The incidents that lists, maps, counts and files are made of."""
        return self.filter(is_listed=True)
