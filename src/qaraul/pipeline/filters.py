"""Which part of the queue is shown: one state in the address, for the list and for each signal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qaraul.events.choices import EventType
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import QueueStage, Sort
from qaraul.pipeline.querysets import waiting_q
from qaraul.places.models import Area

FARTHEST_PAGE = 200
LONGEST = 60
LANGUAGE = re.compile(r"[a-z]{2,3}")

STATES: Mapping[str, Any] = {
    "open": pgettext_lazy("signals", "open"),
    "new": pgettext_lazy("signals", "nobody holds it"),
    "mine": pgettext_lazy("signals", "I hold it"),
    "held": pgettext_lazy("signals", "others hold it"),
    "escalated": pgettext_lazy("signals", "escalated"),
    "snoozed": pgettext_lazy("signals", "snoozed"),
    "confirmed": pgettext_lazy("signals", "confirmed"),
    "dismissed": pgettext_lazy("signals", "dismissed"),
    "merged": pgettext_lazy("signals", "merged"),
    "all": pgettext_lazy("signals", "all"),
}
PARAMETERS = ("state", "area", "type", "language", "sort", "page")
LABELS: Mapping[str, Any] = {
    "state": _("state"), "area": _("area"), "type": _("type"), "language": _("language"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the address asks for; what it cannot mean is as if it were not there."""

    state: str = "open"
    area: str = ""
    type: str = ""
    language: str = ""
    sort: str = Sort.RISK.value
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> "QueueFilter":
        """The filter of an address."""
        given = {
            name: str(query.get(name) or "").replace("\x00", "")[:LONGEST] for name in PARAMETERS
        }
        state = "mine" if query.get("mine") else given["state"]
        page = int(given["page"]) if given["page"].isascii() and given["page"].isdigit() else 1
        return cls(
            state=state if state in STATES else "open",
            area=given["area"],
            type=given["type"] if given["type"] in EventType.values else "",
            language=given["language"] if LANGUAGE.fullmatch(given["language"]) else "",
            sort=given["sort"] if given["sort"] in Sort.values else Sort.RISK.value,
            page=min(max(page, 1), FARTHEST_PAGE),
        )

    def as_query(self, **changes: Any) -> str:
        """The same as an address, with changes; what is usual is left out."""
        changed = replace(self, **({"page": 1} | changes))
        usual = QueueFilter()
        named = {name: getattr(changed, name) for name in PARAMETERS}
        return urlencode({n: v for n, v in named.items() if v and v != getattr(usual, n)})

    def where(self, viewer: Viewer, at: datetime) -> Q:
        """The condition that a signal fits."""
        fits = _state(self.state, viewer, at)
        if self.area:
            fits &= Q(area__in=Area.objects.within(self.area).values("pk"))
        if self.type:
            fits &= Q(event_type=self.type)
        if self.language:
            # Languages are a short list in JSON; SQLite cannot look inside, so the text is asked.
            fits &= Q(languages__icontains=f'"{self.language}"')
        return fits

    @property
    def order(self) -> tuple[str, ...]:
        """The columns that the list is sorted by."""
        if self.sort == Sort.NEWEST:
            return "-latest_at", "-id"
        return "-risk", "-latest_at", "-id"


def _state(state: str, viewer: Viewer, at: datetime) -> Q:
    waits, mine = waiting_q(at), Q(held_by=viewer.person_id)
    is_held = Q(held_until__isnull=False, held_until__gt=at)
    conditions = {
        "open": waits,
        "new": waits & ~Q(queue_stage=QueueStage.ESCALATED) & ~is_held,
        "mine": waits & is_held & mine,
        "held": waits & is_held & ~mine,
        "snoozed": Q(queue_stage=QueueStage.SNOOZED, snoozed_until__gt=at),
        "all": Q(),
    }
    return conditions.get(state, Q(queue_stage=state))
