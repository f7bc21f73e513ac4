"""Second factors: an authenticator app, or a passkey or security key."""

from uuid import UUID

from allauth.mfa.models import Authenticator

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(person_id: UUID) -> bool:
    """Whether the person has one; recovery codes alone do not count."""
    factors = Authenticator.objects.filter(user=person_id, type__in=SECOND_FACTORS)
    exists: bool = factors.exists()
    return exists
