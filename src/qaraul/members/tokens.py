"""API tokens: shown once, kept as a digest."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from qaraul.members.choices import API_SCOPES, Scope
from qaraul.members.models import ApiToken, Organisation, Person
from qaraul.members.viewers import Viewer, public, viewer_for

PREFIX = "qrl_"
USED_RESOLUTION = timedelta(minutes=5)
LONGEST_SECRET = 200


def token_digest(secret: str) -> str:
    """What the database keeps of a token; the secret has 256 random bits, so no salt is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def make_token(
    *,
    person: Person,
    organisation: Organisation,
    name: str,
    scopes: list[Scope],
    expires_at: datetime,
    feed_query: str = "",
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is never shown again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person,
        organisation=organisation,
        name=name,
        digest=token_digest(secret),
        scopes=list(scopes),
        expires_at=expires_at,
        feed_query=feed_query,
    )
    return token, secret


def open_token(secret: str) -> ApiToken | None:
    """The token of that secret if it is in force."""
    if len(secret) > LONGEST_SECRET:
        return None
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("person", "organisation")
        .filter(digest=token_digest(secret), revoked_at__isnull=True, expires_at__gt=now)
        .first()
    )
    if token and (token.last_used_at is None or now - token.last_used_at > USED_RESOLUTION):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def open_api_token(secret: str) -> ApiToken | None:
    """The token in force if it is one for the API; a feed's token is none."""
    token = open_token(secret)
    return token if token and API_SCOPES.issuperset(token.scopes) and token.scopes else None


def open_feed_token(secret: str) -> ApiToken | None:
    """The token in force if it is one for a feed; a token for the API is none."""
    token = open_token(secret)
    return token if token and token.scopes == [Scope.FEED] and token.feed_query else None


def viewer_with(token: ApiToken) -> Viewer:
    """The viewer that a token stands for: its owner as they are now, within its scopes."""
    return viewer_for(token.person, token.organisation, scopes=frozenset(token.scopes))


def viewer_of_token(secret: str) -> Viewer:
    """The viewer that an API token stands for; the public when it is not in force."""
    token = open_api_token(secret)
    return viewer_with(token) if token else public()
