"""Documents that joined a story after an analyst had made an incident of its signal."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from qaraul.events.models import Evidence, Incident
from qaraul.members.viewers import Viewer
from qaraul.pipeline.choices import Act, QueueStage
from qaraul.pipeline.models import Signal, SignalAct, StoryDocument
from qaraul.pipeline.permissions import may_work
from qaraul.sources.models import Document

MOST = 100
MOST_SIGNALS = 5


@dataclass(frozen=True, slots=True)
class Grown:
    """A confirmed signal and how many documents joined its story since."""

    signal: Signal
    count: int


def incident_of(viewer: Viewer, signal: Signal) -> Incident | None:
    """The viewer's own incident that a signal's facts went to, also when it was merged since."""
    own = Incident.objects.of_origin(viewer)
    found: Incident | None = own.filter(pk=str(signal.incident_id)).first()
    if found is not None and found.merged_into_id is not None:
        return own.filter(pk=str(found.merged_into_id)).first()
    return found


def later_documents(viewer: Viewer, signal: Signal) -> list[Document]:
    """The visible documents that joined since and are no evidence yet, the earliest first.

    One that was taken out of the evidence is not offered again.
    """
    if signal.queue_stage != QueueStage.CONFIRMED or not may_work(viewer):
        return []
    incident = incident_of(viewer, signal)
    if incident is None:
        return []
    known = Evidence.objects.filter(incident__in=[incident.pk, signal.incident_id])
    joined = _joined_since(signal.pk).values("document")
    rows = Document.objects.visible_to(viewer).naming_sources(viewer).filter(pk__in=joined)
    rows = rows.exclude(pk__in=known.filter(document__isnull=False).values("document"))
    return list(rows.select_related("source").order_by("published_at", "id")[:MOST])


def _joined_since(signal: Any, *, from_inside: Any = None) -> Any:
    """Places in the stories of a signal, its own and those merged into it, that are newer.

    from_inside: the signal as a subquery of this one calls it, where it is itself an `OuterRef`.
    """
    settled = SignalAct.objects.filter(
        signal=from_inside or signal, act__in=[Act.CONFIRMED, Act.ADDED]
    )
    of_it = Q(story__signal=signal) | Q(story__signal__merged_into=signal)
    since = settled.order_by("-at").values("at")[:1]
    return StoryDocument.objects.filter(of_it, added_at__gt=Subquery(since))


def with_later_documents(viewer: Viewer) -> list[Grown]:
    """The viewer's confirmed signals whose stories went on, the newest first."""
    if not may_work(viewer):
        return []
    own = Incident.objects.of_origin(viewer)
    confirmed = Signal.objects.visible_to(viewer).filter(
        queue_stage=QueueStage.CONFIRMED, incident__in=own.values("pk")
    )
    joined = _joined_since(OuterRef("pk"), from_inside=OuterRef(OuterRef("pk")))
    grown = confirmed.filter(Exists(joined)).order_by("-latest_at", "-id")
    found = [Grown(s, len(later_documents(viewer, s))) for s in grown[:MOST_SIGNALS]]
    return [one for one in found if one.count]
