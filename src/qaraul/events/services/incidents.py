"""Make an incident and change its facts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict
from qaraul.events.choices import Act
from qaraul.events.facts import FACTS, checked
from qaraul.events.models import Incident, IncidentChange
from qaraul.events.numbers import new_numbers
from qaraul.events.placing import with_area
from qaraul.events.services.writing import Batch, as_stored, locked, note, require_writer, write
from qaraul.events.words import language_of
from qaraul.members.viewers import Viewer

TEXTS = ("title", "summary")


class IncidentMoved(Conflict):
    """Somebody else changed the incident since it was read; `current` is how it stands now."""

    code = "incident-moved"

    def __init__(self, current: Incident) -> None:
        super().__init__(_("Somebody changed this incident while you were writing."))
        self.current = current


def column(name: str) -> str:
    """The column that keeps a fact."""
    return "area_id" if name == "area" else name


def as_columns(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts by their columns."""
    area = {"area_id": facts["area"].pk if facts["area"] else None} if "area" in facts else {}
    return {name: value for name, value in facts.items() if name != "area"} | area


def facts_of(incident: Incident) -> dict[str, Any]:
    """The facts as people may write them."""
    return {name: getattr(incident, name) for name in FACTS}


def _language(facts: Mapping[str, Any]) -> str:
    """The language that title and summary are written in, as far as it can be told."""
    return language_of("\n".join(text for name in TEXTS if (text := facts.get(name))))


@transaction.atomic
def create_incident(
    *, viewer: Viewer, at: datetime, reason: str = "", batch: Batch | None = None, **facts: Any
) -> Incident:
    """Make a draft of the viewer's organisation, seen by nobody else until it is released.

    Raises `NotAllowed` without the role, `BadInput` for a fact that breaks a rule.
    """
    require_writer(viewer)
    facts = with_area(checked(facts, today=at.date()))
    if not facts.get("language"):
        facts["language"] = _language(facts)
    for name in ("title", "event_type", "occurred_on"):
        if name not in facts:
            raise BadInput(_("This must not stay empty."), field=name)
    incident = Incident(
        number=new_numbers(1, at.year)[0],
        origin_id=viewer.organisation_id,  # type: ignore[misc]  # a writer is a member
        is_exercise=viewer.in_exercise,
        created_by_id=viewer.person_id,
        **as_columns(facts),
    )
    incident.save(force_insert=True)
    after = {name: as_stored(getattr(incident, name)) for name in map(column, FACTS)}
    note(
        incident,
        Act.CREATED,
        batch or Batch(viewer, at, reason),
        before={"is_listed": False},
        after={**after, "is_listed": True},
    )
    return incident


@transaction.atomic
def change_incident(
    incident_id: UUID,
    *,
    viewer: Viewer,
    at: datetime,
    version: int,
    reason: str = "",
    **facts: Any,
) -> IncidentChange | None:
    """Change some facts; None when they were so already.

    Raises `NotFound`, `NotAllowed`, `BadInput`, and `IncidentMoved` when the version is an old one.
    """
    (incident,) = locked([incident_id], viewer)
    if incident.version != version:
        raise IncidentMoved(incident)
    whole = checked({**facts_of(incident), **facts}, today=at.date())
    has_new_text = any(whole[name] != getattr(incident, name) for name in TEXTS)
    if has_new_text and whole["language"] == incident.language:
        whole["language"] = _language(whole) or incident.language
    values = as_columns(with_area(whole) if "lat" in facts or "area" in facts else whole)
    changed = {name: value for name, value in values.items() if getattr(incident, name) != value}
    if not changed:
        return None
    return write(incident, Act.CHANGED, changed, Batch(viewer, at, reason))
