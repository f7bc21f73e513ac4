"""Seals the secrets of second factors, so that a copy of the database does not hold them."""

import base64
import hashlib
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

PURPOSE = b"qaraul second factor v1"
SECRET_BYTES = 20


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps an authenticator's secret encrypted under the node's secret key."""

    def encrypt(self, text: str) -> str:
        """Seal with the newest key."""
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open with the key that fits; when none does, a secret nobody has: no code is right."""
        try:
            return _keys().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _keys() -> MultiFernet:
    named = [str(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.blake2b(PURPOSE, key=_short(s), digest_size=32).digest() for s in named]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _short(secret: str) -> bytes:
    """A key of the length that blake2b takes."""
    return hashlib.sha512(secret.encode()).digest()
