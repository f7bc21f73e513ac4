"""Sign-ins in the journal, and ending every other session."""

from collections.abc import Mapping

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from qaraul.journal.actors import Actor
from qaraul.members.models import Membership, Organisation, Person
from qaraul.members.services.guarding import note
from qaraul.members.viewers import ACTING_FOR, organisations_of


def actor_of(person: Person) -> Actor:
    """How the journal names a person outside any organisation's business."""
    codes = Membership.objects.filter(person=person).values_list("organisation__code", flat=True)
    return Actor(person.pk, f"{person.display_name} ({min(codes, default='')})")


@transaction.atomic
def note_account(person: Person, act: str, facts: Mapping[str, object] | None = None) -> None:
    """Journal something that a person did with their own account."""
    organisations = Organisation.objects.filter(memberships__person=person).distinct()
    codes = sorted(organisations.values_list("code", flat=True))
    given = {**(facts or {}), "organisations": codes}
    note(act, actor_of(person), record_id=person.pk, facts=given)


@transaction.atomic
def sign_out_elsewhere(request: HttpRequest, person: Person) -> None:
    """End every session of the person but this one."""
    Person.objects.filter(pk=person.pk).update(sessions_ended=F("sessions_ended") + 1)
    person.refresh_from_db()
    update_session_auth_hash(request, person)
    note_account(person, "session.ended_elsewhere")


def act_for(request: HttpRequest, person: Person, organisation_id: str) -> Organisation | None:
    """Choose the organisation one acts for, for this session; None when it is not one's own."""
    chosen = next((o for o in organisations_of(person) if str(o.pk) == organisation_id), None)
    if chosen is not None:
        request.session[ACTING_FOR] = str(chosen.pk)
    return chosen
