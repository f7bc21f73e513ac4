"""Who may write values, and how a value is checked before it is kept."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.indicators.choices import AreaLevel, Kind, ObservationKind
from qaraul.indicators.models import Indicator, Observation
from qaraul.journal import services as journal
from qaraul.members.choices import Role, Scope
from qaraul.members.viewers import Viewer
from qaraul.places.choices import Level
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

WRITERS = (Role.ANALYST, Role.REVIEWER, Role.FOCAL_POINT, Role.PROGRAMME_OFFICER)
HIGHEST = 1e15
EARLIEST = date(1900, 1, 1)


def may_write(viewer: Viewer) -> bool:
    """Whether the viewer may give values: people who work, and tokens that may write."""
    allows = viewer.scopes is None or Scope.WRITE in viewer.scopes
    return viewer.is_member and viewer.has(*WRITERS) and allows


def require_writer(viewer: Viewer) -> None:
    """Raise `NotAllowed` unless the viewer may give values."""
    if not may_write(viewer):
        raise NotAllowed(_("Your role does not let you give values of indicators."))


@dataclass(frozen=True, slots=True)
class Standing:
    """The marking that new values carry: drafts of the origin, or shown to the whole network."""

    tlp: TLP = TLP.AMBER
    audience: Audience | None = None
    released_at: datetime | None = None

    def fields(self) -> dict[str, Any]:
        """The fields of the marking."""
        stage = Stage.RELEASED if self.released_at else Stage.DRAFT
        return {
            "tlp": self.tlp,
            "audience": self.audience,
            "stage": stage,
            "released_at": self.released_at,
        }


OWN = Standing()
"""A draft that the origin's people see, to be released as every record is."""


def for_network(at: datetime) -> Standing:
    """Shown to every member at once, as an operator decides for public series."""
    return Standing(TLP.GREEN, Audience.of(network=True), at)


def checked(given: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The columns of an observation; `BadInput` names the field that breaks a rule."""
    indicator: Indicator = given["indicator"]
    area: Area | None = given.get("area")
    component = str(given.get("component") or "")
    _fits(indicator, area, component)
    start, end = given["period_start"], given["period_end"]
    if start < EARLIEST or end < start:
        raise BadInput(_("The period ends before it begins."), field="period_end")
    if start > today:
        raise BadInput(_("This period has not begun yet."), field="period_start")
    value, low, high = (_number(given.get(name), name) for name in ("value", "low", "high"))
    if value is None:
        raise BadInput(_("Give a value; no value is not zero."), field="value")
    if (low is not None and low > value) or (high is not None and high < value):
        raise BadInput(_("At least ≤ value ≤ at most."), field="low")
    return {
        "indicator": indicator,
        "area": area,
        "component": component,
        "series": series_key(indicator, area, component),
        "period_start": start,
        "period_end": end,
        "value": value,
        "low": low,
        "high": high,
        "note": _text(given.get("note"), 500, "note"),
        "source_text": _text(given.get("source_text"), 300, "source_text"),
    }


def series_key(indicator: Indicator, area: Area | None, component: str = "") -> str:
    """What a value belongs to, in one text."""
    return f"{indicator.code}/{area.code if area else ''}/{component}"[:140]


def create_observation(
    *, viewer: Viewer, at: datetime, kind: ObservationKind, standing: Standing = OWN, **given: Any
) -> Observation:
    """Keep a value; raises `NotAllowed`, `BadInput`, and `Conflict` when there is one already."""
    require_writer(viewer)
    columns = checked(given, today=at.date())
    try:
        with transaction.atomic():
            made = Observation.objects.create(
                origin_id=str(viewer.organisation_id),
                is_exercise=viewer.in_exercise,
                created_by_id=viewer.person_id,
                observation_kind=kind,
                **standing.fields(),
                **columns,
            )
            tell("observation.created", viewer, made)
    except IntegrityError:
        raise Conflict(
            _("Your organisation gave a value for this area and period; take it back first."),
            field="period_start",
        ) from None
    return made


@transaction.atomic
def withdraw_observation(observation_id: UUID, *, viewer: Viewer, reason: str) -> Observation:
    """Take a value off every board; the row stays. Raises `NotFound`, `NotAllowed`, `BadInput`."""
    rows = Observation.objects.of_origin(viewer).standing().select_for_update(of=("self",))
    found = rows.filter(pk=observation_id).first()
    if found is None:
        raise NotFound(_("There is no such value."))
    require_writer(viewer)
    if not reason.strip():
        raise BadInput(_("Give a reason."), field="reason")
    found.is_withdrawn = True
    found.save(update_fields=["is_withdrawn", "updated_at"])
    tell("observation.withdrawn", viewer, found, reason=reason.strip())
    return found


def tell(act: str, viewer: Viewer, observation: Observation, reason: str = "") -> None:
    """Write into the journal what was done with a value."""
    journal.record(
        act,
        actor=viewer.actor,
        kind="observation",
        record_id=observation.pk,
        after={"value": observation.value, "series": observation.series},
        reason=reason,
        facts={"series": observation.series},
    )


def _fits(indicator: Indicator, area: Area | None, component: str) -> None:
    if component and component not in indicator.components:
        known = ", ".join(indicator.components) or "–"
        raise BadInput(
            _("“%(value)s” is not one of: %(known)s.") % {"value": component, "known": known},
            field="component",
        )
    if indicator.kind == Kind.COMPUTED and not component:
        raise BadInput(_("The node computes this indicator itself."), field="indicator")
    if area is not None and area.level > Level.UNIT:
        raise BadInput(_("Give a State or a first-level unit."), field="area")
    if area is not None and area.level > Level.STATE and indicator.level == AreaLevel.STATE:
        raise BadInput(_("This indicator is for whole States."), field="area")
    if area is None and not component:
        raise BadInput(_("Give the area."), field="area")


def _number(value: Any, name: str) -> float | None:
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise BadInput(
            _("“%(value)s” is not a number.") % {"value": str(value)[:40]}, field=name
        ) from None
    if not math.isfinite(number) or abs(number) > HIGHEST:
        raise BadInput(_("This number is too large."), field=name)
    return number


def _text(value: Any, longest: int, name: str) -> str:
    text = str(value or "").replace("\x00", "").strip()
    if len(text) > longest:
        raise BadInput(_("At most %(n)s characters.") % {"n": longest}, field=name)
    return text
