"""How a node begins: its schema, its areas, its operator, and a way in for the first person."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction

from qaraul.errors import BadInput
from qaraul.indicators.services.catalogue import load_starter_catalogue
from qaraul.journal.actors import SYSTEM
from qaraul.members.choices import OrganisationKind, Role
from qaraul.members.models import Organisation, Person
from qaraul.members.queries import administrators_of
from qaraul.members.services.invitations import make_invitation
from qaraul.members.services.organisations import operator_of_node
from qaraul.members.services.people import first_administrator
from qaraul.places.services import load_starter_areas

FIRST_LINK_LASTS = timedelta(days=7)


def lay_ground() -> str:
    """Schema, cache, areas and indicators; what was done, in words."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    areas = load_starter_areas()
    return f"{areas} areas and {load_starter_catalogue()} indicators loaded."


@transaction.atomic
def first_people(
    *, code: str, organisation: str, kind: str, shown_as: str, username: str, password: str
) -> str:
    """The operator and its first administrator, or a link for one; what was done, in words."""
    operator = operator_of_node(code=code, name=organisation, kind=OrganisationKind(kind))
    if administrators_of(operator).exists():
        return "The operator has an administrator already."
    if not username:
        return _link(operator, shown_as)
    try:
        validate_password(password, Person(username=username))
    except ValidationError as refusal:
        raise BadInput(" ".join(refusal.messages)) from None
    if Person.objects.filter(username__iexact=username).exists():
        raise BadInput(f"The account name “{username}” is taken.")
    first_administrator(
        username=username, password=password, display_name=shown_as, organisation=operator
    )
    return f"{shown_as} may sign in as {username}; a second factor is asked for first."


def _link(operator: Organisation, shown_as: str) -> str:
    secret = make_invitation(
        SYSTEM,
        organisation=operator,
        display_name=shown_as,
        roles=[Role.ADMINISTRATOR],
        at=datetime.now(UTC),
        lasts=FIRST_LINK_LASTS,
    )[1]
    days = FIRST_LINK_LASTS.days
    address = f"{settings.NODE_ADDRESS}/join/{secret}/"
    return f"{shown_as} comes in, once and within {days} days, at:\n  {address}"
