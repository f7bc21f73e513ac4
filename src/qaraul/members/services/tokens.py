"""Issue and revoke tokens."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.members.choices import API_SCOPES, Scope
from qaraul.members.models import ApiToken, Person
from qaraul.members.queries import managed_organisations, own_organisation
from qaraul.members.services.guarding import note
from qaraul.members.tokens import make_token
from qaraul.members.viewers import Viewer

LONGEST = timedelta(days=365)
MOST_TOKENS = 50


@transaction.atomic
def issue_token(
    viewer: Viewer,
    *,
    name: str,
    scopes: Iterable[Scope],
    at: datetime,
    lasts: timedelta,
    feed_query: str = "",
) -> tuple[ApiToken, str]:
    """A token for the viewer's own person and organisation, and its secret, shown once.

    A feed's token can do nothing else, and no other token can be a feed's.
    """
    wanted = set(scopes)
    _require_reasonable(viewer, wanted, lasts, feed_query)
    person = Person.objects.select_for_update().get(pk=viewer.actor.person_id or "")
    if person.tokens.filter(revoked_at=None, expires_at__gt=at).count() >= MOST_TOKENS:
        raise Conflict(_("You have 50 tokens in force; revoke one first."))
    organisation = own_organisation(viewer)
    token, secret = make_token(
        person=person,
        organisation=organisation,
        name=name,
        scopes=sorted(wanted),
        expires_at=at + lasts,
        feed_query=feed_query,
    )
    note(
        "token.issued",
        viewer.actor,
        record_id=token.pk,
        organisation=organisation,
        facts={"scopes": sorted(wanted), "expires_at": token.expires_at},
    )
    return token, secret


@transaction.atomic
def revoke_token(viewer: Viewer, token: ApiToken, *, at: datetime) -> None:
    """End one's own token, or one of an organisation that one manages; again is harmless."""
    is_own = token.person_id == viewer.person_id and viewer.scopes is None
    manages = managed_organisations(viewer).filter(pk=token.organisation_id).exists()
    if not (viewer.is_member and (is_own or manages)):
        raise NotFound(_("There is no such token."))
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        note("token.revoked", viewer.actor, record_id=token.pk, organisation=token.organisation)


def _require_reasonable(
    viewer: Viewer, wanted: set[Scope], lasts: timedelta, feed_query: str
) -> None:
    if not viewer.is_member or viewer.scopes is not None:
        raise NotAllowed(_("Sign in to make a token."))
    is_feed = wanted == {Scope.FEED} and bool(feed_query)
    is_api = bool(wanted) and wanted <= API_SCOPES and not feed_query
    if not (is_feed or is_api):
        raise BadInput(_("Choose what the token may do."), field="scopes")
    if Scope.WRITE in wanted and viewer.is_observer_only:
        raise NotAllowed(_("Observers read; they do not write."))
    if not timedelta(0) < lasts <= LONGEST:
        raise BadInput(_("A token lasts for a year at most."), field="days")
