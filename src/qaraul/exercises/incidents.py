"""Work up the scenario's incidents as its analysts would: write, add evidence, sign, recall."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from qaraul.events import services as events
from qaraul.events.choices import HARMS
from qaraul.events.models import Incident
from qaraul.exercises.network import Network
from qaraul.exercises.scenario import Scenario
from qaraul.members.viewers import Viewer
from qaraul.places.models import Area
from qaraul.sharing import services as sharing
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import RecallNotice
from qaraul.sources.models import Document

WRITTEN_AFTER, SIGNED_AFTER, RECALLED_AFTER = (
    timedelta(hours=26),
    timedelta(hours=29),
    timedelta(days=2),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What working up an incident needs: the scenario on its days, its people, the time now."""

    scenario: Scenario
    network: Network
    now: datetime
    last: Any

    def moment(self, day: int, after: timedelta) -> datetime:
        """A moment after a scenario day began, and never in the future."""
        begin = datetime.combine(self.scenario.date_of(day, last=self.last), time(), UTC)
        return min(begin + after, self.now)


def make_incidents(desk: Desk) -> int:
    """Make those that are missing, each in one transaction; return how many were made."""
    known = set(Incident.objects.filter(is_exercise=True).values_list("title", flat=True))
    missing = [plan for plan in desk.scenario.incidents if plan["title"] not in known]
    for plan in missing:
        _make(desk, plan)
    return len(missing)


@transaction.atomic
def _make(desk: Desk, plan: dict[str, Any]) -> None:
    writer = desk.network.viewer(plan["by"])
    at = desk.moment(plan["day"], WRITTEN_AFTER)
    incident = events.create_incident(viewer=writer, at=at, reason="exercise", **_facts(desk, plan))
    documents = _documents(desk, plan, writer)
    events.add_evidence(incident.pk, viewer=writer, at=at, documents=documents)
    if plan["state"] == "draft":
        return
    incident.refresh_from_db()
    _release(desk, plan, incident, writer)
    if plan["state"] == "recalled":
        _recall(desk, plan, incident)


def _facts(desk: Desk, plan: dict[str, Any]) -> dict[str, Any]:
    place = plan["place"]
    facts = {
        name: plan[name]
        for name in ("title", "summary", "event_type", "status", "actors", "credibility")
    }
    facts |= {
        "occurred_on": desk.scenario.date_of(plan["day"], last=desk.last),
        "date_precision": plan["date_precision"],
        "area": Area.objects.get(code=place["area"]),
        "place_name": place["name"],
        "lat": place["lat"],
        "lon": place["lon"],
        "place_precision": place["precision"],
    }
    for harm in HARMS:
        if harm in plan:
            ends = zip(("low", "best", "high"), plan[harm], strict=True)
            facts |= {f"{harm}_{end}": value for end, value in ends}
    return facts


def _documents(desk: Desk, plan: dict[str, Any], writer: Viewer) -> list[UUID]:
    """The evidence that has come in by now; the names end with the inject's."""
    feeds = {inject.id: inject.feed for inject in desk.scenario.injects}
    names = [f"urn:qaraul:exercise:{feeds[name]}:{name}" for name in plan["evidence"]]
    rows = Document.objects.visible_to(writer).filter(external_id__in=names)
    found = dict(rows.values_list("external_id", "pk"))
    return [found[name] for name in names if name in found]


def _release(desk: Desk, plan: dict[str, Any], incident: Incident, writer: Viewer) -> None:
    at = desk.moment(plan["day"], SIGNED_AFTER)
    release = sharing.propose_release(
        incident,
        viewer=writer,
        tlp=TLP[plan["tlp"]],
        audience=desk.network.audience(plan["audience"]),
        at=at,
    )
    for name in plan.get("releasers", []):
        sharing.sign_release(release, viewer=desk.network.viewer(name), at=at)


def _recall(desk: Desk, plan: dict[str, Any], incident: Incident) -> None:
    incident.refresh_from_db()
    recall, at = plan["recall"], desk.moment(plan["day"], RECALLED_AFTER)
    by = desk.network.viewer(recall["by"])
    release = sharing.recall(incident, viewer=by, reason=recall["reason"], at=at)
    for name in recall["acknowledged_by"]:
        viewer = desk.network.viewer(name)
        notice = RecallNotice.objects.get(release=release, organisation=viewer.organisation_id)
        sharing.acknowledge_recall(notice, viewer=viewer, at=at)
