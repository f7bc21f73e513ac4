"""Work up the scenario's incidents as its analysts would: write, add evidence, sign, recall."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from qaraul.events import services as events
from qaraul.events.choices import HARMS
from qaraul.events.models import Incident
from qaraul.exercises.desk import Desk
from qaraul.exercises.triage import close_known, signal_about
from qaraul.members.viewers import Viewer
from qaraul.pipeline import services as pipeline
from qaraul.places.models import Area
from qaraul.sharing import services as sharing
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import RecallNotice

LOOKED_AT_AFTER = timedelta(hours=1)
WRITTEN_AFTER, SIGNED_AFTER, RECALLED_AFTER = (
    timedelta(hours=26),
    timedelta(hours=29),
    timedelta(days=2),
)


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
    documents = desk.documents(plan["evidence"], writer)
    incident, at = _written(desk, plan, documents, writer)
    events.add_evidence(incident.pk, viewer=writer, at=at, documents=documents)
    close_known(incident, documents, viewer=writer, at=at)
    if plan["state"] == "draft":
        return
    incident.refresh_from_db()
    signed_at = max(at, desk.moment(plan["day"], SIGNED_AFTER))
    _release(desk, plan, incident, signed_at)
    if plan["state"] == "recalled":
        _recall(desk, plan, incident, max(signed_at, desk.moment(plan["day"], RECALLED_AFTER)))


def _written(
    desk: Desk, plan: dict[str, Any], documents: list[UUID], writer: Viewer
) -> tuple[Incident, datetime]:
    """The incident, made of its signal where there is one, and when it was written."""
    at = desk.moment(plan["day"], WRITTEN_AFTER)
    facts = _facts(desk, plan)
    signal = signal_about(documents, viewer=writer)
    if signal is None:
        return events.create_incident(viewer=writer, at=at, reason="exercise", **facts), at
    if signal.story:  # nobody confirms what is not written yet
        at = min(max(at, signal.story.last_published_at + LOOKED_AT_AFTER), desk.now)
    incident = pipeline.verify_signal(signal.pk, viewer=writer, at=at)
    version = incident.version
    events.change_incident(incident.pk, viewer=writer, at=at, version=version, **facts)
    return incident, at


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


def _release(desk: Desk, plan: dict[str, Any], incident: Incident, at: datetime) -> None:
    release = sharing.propose_release(
        incident,
        viewer=desk.network.viewer(plan["by"]),
        tlp=TLP[plan["tlp"]],
        audience=desk.network.audience(plan["audience"]),
        at=at,
    )
    for name in plan.get("releasers", []):
        sharing.sign_release(release, viewer=desk.network.viewer(name), at=at)


def _recall(desk: Desk, plan: dict[str, Any], incident: Incident, at: datetime) -> None:
    incident.refresh_from_db()
    recall = plan["recall"]
    by = desk.network.viewer(recall["by"])
    release = sharing.recall(incident, viewer=by, reason=recall["reason"], at=at)
    for name in recall["acknowledged_by"]:
        viewer = desk.network.viewer(name)
        notice = RecallNotice.objects.get(release=release, organisation=viewer.organisation_id)
        sharing.acknowledge_recall(notice, viewer=viewer, at=at)
