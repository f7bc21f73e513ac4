"""What every change of the membership begins and ends with: may they, and the journal."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from qaraul.errors import BadInput, NotFound
from qaraul.journal import services as journal
from qaraul.journal.actors import Actor
from qaraul.members.models import Organisation, Person
from qaraul.members.queries import controlled_people, is_operator, managed_organisations
from qaraul.members.viewers import Viewer


def note(
    act: str,
    actor: Actor,
    *,
    record_id: UUID | None,
    organisation: Organisation | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Journal a change; the kind is the act's first word, the organisation is named by its code."""
    where = {"organisation": organisation.code} if organisation else {}
    journal.record(
        act,
        actor=actor,
        kind=act.partition(".")[0],
        record_id=record_id,
        before=before,
        after=after,
        reason=reason,
        facts={**(facts or {}), **where},
    )


def require_operator(viewer: Viewer) -> None:
    """`NotFound` for everyone but the operator's administrators."""
    if not is_operator(viewer):
        raise NotFound(_("There is no such page."))


def require_manager(viewer: Viewer, organisation: Organisation) -> None:
    """`NotFound` for everyone who does not manage the organisation."""
    if not managed_organisations(viewer).filter(pk=organisation.pk).exists():
        raise NotFound(_("There is no such organisation."))


def require_control(viewer: Viewer, person: Person) -> None:
    """`NotFound` unless the viewer answers for the person's whole account."""
    if not controlled_people(viewer).filter(pk=person.pk).exists():
        raise NotFound(_("There is no such person, or another organisation answers for them too."))


def reasoned(reason: str) -> str:
    """The reason without spaces around it; `BadInput` when there is none."""
    if not reason.strip():
        raise BadInput(_("Give a reason."), field="reason")
    return reason.strip()
