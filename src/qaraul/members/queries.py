"""What an administrator has to do with: which organisations, people, circles, invitations."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from qaraul.errors import NotFound
from qaraul.members.choices import Role
from qaraul.members.factors import SECOND_FACTORS
from qaraul.members.models import ApiToken, Circle, Invitation, Membership, Organisation, Person
from qaraul.members.viewers import Viewer


def administers(viewer: Viewer) -> bool:
    """Whether the viewer is a signed-in administrator; a token never is."""
    return viewer.scopes is None and viewer.is_member and viewer.has(Role.ADMINISTRATOR)


def is_operator(viewer: Viewer) -> bool:
    """Whether the viewer administers the organisation that runs this node."""
    return (
        administers(viewer)
        and bool(settings.OPERATOR)
        and Organisation.objects.filter(
            pk__in=[viewer.organisation_id], code=settings.OPERATOR, is_active=True
        ).exists()
    )


def own_organisation(viewer: Viewer) -> Organisation:
    """The organisation that the viewer stands for; `NotFound` for the public."""
    found = Organisation.objects.filter(pk__in=[viewer.organisation_id]).first()
    if found is None:
        raise NotFound(_("There is no such organisation."))
    return found


def managed_organisations(viewer: Viewer) -> QuerySet[Organisation]:
    """The organisations whose people the viewer manages: all for the operator, else the own one."""
    if not administers(viewer):
        return Organisation.objects.none()
    if is_operator(viewer):
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=[viewer.organisation_id])


def managed_people(viewer: Viewer) -> QuerySet[Person]:
    """People with a role in an organisation that the viewer manages; the operator sees everyone."""
    if not administers(viewer):
        return Person.objects.none()
    if is_operator(viewer):
        return Person.objects.all()
    here = Membership.objects.filter(person=OuterRef("pk"), organisation=viewer.organisation_id)
    return Person.objects.filter(Exists(here))


def controlled_people(viewer: Viewer) -> QuerySet[Person]:
    """People whose whole account the viewer answers for: they belong to nobody else."""
    people = managed_people(viewer)
    if is_operator(viewer):
        return people
    elsewhere = Membership.objects.filter(person=OuterRef("pk")).exclude(
        organisation=viewer.organisation_id
    )
    return people.exclude(Exists(elsewhere))


def managed_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Invitations to organisations that the viewer manages."""
    return Invitation.objects.filter(organisation__in=managed_organisations(viewer)).select_related(
        "organisation", "invited_by", "restores"
    )


def known_circles(viewer: Viewer) -> QuerySet[Circle]:
    """The circles that the viewer's organisation is in.

    Others do not exist for it, not even for the operator, who could else read who meets whom.
    """
    return Circle.objects.filter(pk__in=viewer.circle_ids)


def own_tokens(viewer: Viewer) -> QuerySet[ApiToken]:
    """The viewer's own tokens, for every organisation."""
    return ApiToken.objects.filter(person=viewer.person_id).select_related("organisation")


def administrators_of(organisation: Organisation) -> QuerySet[Person]:
    """Active people who administer an organisation."""
    return Person.objects.filter(
        is_active=True,
        memberships__organisation=organisation,
        memberships__role=Role.ADMINISTRATOR,
    ).distinct()


def people_without_second_factor(roles: frozenset[Role]) -> QuerySet[Person]:
    """Active people who hold one of the roles and have neither an app nor a key."""
    held = Membership.objects.filter(
        person=OuterRef("pk"), role__in=roles, organisation__is_active=True
    )
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    return Person.objects.filter(Exists(held), ~Exists(factors), is_active=True)


def open_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Invitations that can still be used."""
    return managed_invitations(viewer).filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now()
    )
