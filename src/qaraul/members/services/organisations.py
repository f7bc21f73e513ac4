"""Add, change, close and reopen organisations: the operator's business."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict
from qaraul.journal.actors import SYSTEM, Actor
from qaraul.members.choices import OrganisationKind, SecurityForce
from qaraul.members.models import Organisation
from qaraul.members.services.guarding import note, reasoned, require_operator
from qaraul.members.suggestions import Suggestion
from qaraul.members.viewers import Viewer

FIELDS = ("name", "name_ru", "kind", "country", "is_security_force", "security_force_reason")


def facts_of(organisation: Organisation) -> dict[str, Any]:
    """What the journal's digests cover."""
    return {name: getattr(organisation, name) for name in ("code", *FIELDS, "is_active")}


@transaction.atomic
def add_organisation(viewer: Viewer, *, code: str, **fields: Any) -> Organisation:
    """Add a member of the network; `Conflict` when the code is taken."""
    require_operator(viewer)
    return make_organisation(viewer.actor, code=code, **fields)


def make_organisation(actor: Actor, *, code: str, **fields: Any) -> Organisation:
    """Add a member without asking who may: for the node's own beginning."""
    organisation = Organisation(code=code, **fields)
    _check_flag(organisation)
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This code is taken."), field="code") from None
    after = facts_of(organisation)
    note(
        "organisation.added",
        actor,
        record_id=organisation.pk,
        organisation=organisation,
        after=after,
    )
    return organisation


@transaction.atomic
def change_organisation(
    viewer: Viewer, organisation: Organisation, fields: Mapping[str, Any], *, reason: str = ""
) -> Organisation:
    """Change anything but the code, which the journal names the organisation by."""
    require_operator(viewer)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = facts_of(organisation)
    for name in FIELDS:
        setattr(organisation, name, fields.get(name, getattr(organisation, name)))
    after = facts_of(organisation)
    changed = sorted(name for name in FIELDS if before[name] != after[name])
    if not changed:
        return organisation
    if not {"kind", "is_security_force", "security_force_reason"}.isdisjoint(changed):
        _check_flag(organisation)
    organisation.save(update_fields=changed)
    note(
        "organisation.changed",
        viewer.actor,
        record_id=organisation.pk,
        organisation=organisation,
        before=before,
        after=after,
        reason=reason,
        facts={"changed": changed},
    )
    return organisation


@transaction.atomic
def set_organisation_active(
    viewer: Viewer, organisation: Organisation, *, active: bool, reason: str
) -> None:
    """Close or reopen an organisation: its people and tokens see nothing while it is closed.

    `Conflict` for the operator itself, who could never come back.
    """
    require_operator(viewer)
    reason = reasoned(reason)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.code == settings.OPERATOR:
        raise Conflict(_("The operator of the node cannot be closed."))
    if organisation.is_active == active:
        return
    organisation.is_active = active
    organisation.save(update_fields=["is_active"])
    note(
        "organisation.reopened" if active else "organisation.closed",
        viewer.actor,
        record_id=organisation.pk,
        organisation=organisation,
        reason=reason,
    )


@transaction.atomic
def add_suggested(viewer: Viewer, chosen: list[Suggestion]) -> list[Organisation]:
    """Add the chosen organisations that are not members yet; safe to repeat."""
    require_operator(viewer)
    codes = [suggestion.code for suggestion in chosen]
    there = set(Organisation.objects.filter(code__in=codes).values_list("code", flat=True))
    return [
        make_organisation(
            viewer.actor,
            code=suggestion.code,
            name=suggestion.name,
            name_ru=suggestion.name_ru,
            kind=suggestion.kind,
            country=suggestion.country,
            is_security_force=suggestion.is_security_force,
            security_force_reason=suggestion.reason,
        )
        for suggestion in chosen
        if suggestion.code not in there
    ]


def operator_of_node(*, code: str, name: str, kind: OrganisationKind) -> Organisation:
    """The organisation that runs this node; made when it is not there yet."""
    if there := Organisation.objects.filter(code=code).first():
        return there
    flag = SecurityForce.NO if kind == OrganisationKind.UN_ENTITY else SecurityForce.REVIEW
    return make_organisation(SYSTEM, code=code, name=name, kind=kind, is_security_force=flag)


def _check_flag(organisation: Organisation) -> None:
    """A State body counts as a security force until somebody has written why it is none."""
    is_cleared = organisation.is_security_force == SecurityForce.NO
    is_state = organisation.kind == OrganisationKind.STATE_BODY
    if is_state and is_cleared and not organisation.security_force_reason.strip():
        raise BadInput(
            _("Say why this State body is not a security force."), field="security_force_reason"
        )
