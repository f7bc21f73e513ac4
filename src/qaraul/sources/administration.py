"""What the page of administration says of sources and of documents that wait to be read."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qaraul.members.panels import Fact, Panel, panels
from qaraul.members.queries import is_operator
from qaraul.members.viewers import Viewer
from qaraul.sources.choices import SourceState
from qaraul.sources.models import Document, Feed, Fetch
from qaraul.sources.queries import state_counts

LOOKED_AT = (SourceState.SILENT, SourceState.REFUSED, SourceState.FAILING, SourceState.WORKING)


def sources(viewer: Viewer) -> list[Fact]:
    """How many sources are in each state, of those the viewer may know of."""
    counts, page = state_counts(viewer), reverse("sources:list")
    return [
        Fact(
            state.label,
            count=counts[state],
            address=f"{page}?{urlencode({'state': state.value})}",
            is_amiss=state != SourceState.WORKING and counts[state] > 0,
        )
        for state in LOOKED_AT
    ]


def waiting(viewer: Viewer) -> list[Fact]:
    """Work that the worker has yet to do, and when it last did some: for the operator."""
    if not is_operator(viewer):
        return []
    now = timezone.now()
    last = Fetch.objects.order_by("-finished_at").values_list("finished_at", flat=True).first()
    return [
        Fact(_("Documents to read"), count=Document.objects.filter(due_at__lte=now).count()),
        Fact(
            _("Feeds to fetch"),
            count=Feed.objects.filter(
                due_at__lte=now, is_enabled=True, source__is_enabled=True
            ).count(),
        ),
        Fact(_("Last fetch of a feed"), at=last),
    ]


panels.register("sources", Panel(_("Sources"), sources))
panels.register("waiting", Panel(_("Work that waits"), waiting))
