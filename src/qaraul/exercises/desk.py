"""What the exercise's analysts work with: the scenario on its days, its people, the time now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from qaraul.exercises.network import Network
from qaraul.exercises.scenario import Scenario
from qaraul.members.viewers import Viewer
from qaraul.sources.models import Document


@dataclass(frozen=True, slots=True)
class Desk:
    """One demonstration while it is built."""

    scenario: Scenario
    network: Network
    now: datetime
    last: date

    def moment(self, day: int, after: timedelta) -> datetime:
        """A moment after a scenario day began, and never in the future."""
        begin = datetime.combine(self.scenario.date_of(day, last=self.last), time(), UTC)
        return min(begin + after, self.now)

    def documents(self, names: Iterable[str], viewer: Viewer) -> list[UUID]:
        """The documents of these injects that have come in and that the viewer may see."""
        feeds = {inject.id: inject.feed for inject in self.scenario.injects}
        wanted = [f"urn:qaraul:exercise:{feeds[name]}:{name}" for name in names]
        rows = Document.objects.visible_to(viewer).filter(external_id__in=wanted)
        found = dict(rows.values_list("external_id", "pk"))
        return [found[name] for name in wanted if name in found]
