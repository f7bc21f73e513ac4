"""How people come in: by invitation only; each sign-in is journalled, each attempt counted."""

import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from qaraul.members.addresses import client_address
from qaraul.members.models import Person
from qaraul.members.services.sessions import note_account

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Closes the public sign-up, and counts failed attempts by name and address together."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        # Our field is called so; allauth's own sentence speaks of a username.
        "username_password_mismatch": _("Account name and password do not fit together."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        """Nobody signs up without an invitation."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rate limits count."""
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts by account name alone, so anybody could lock anybody out. Counted together
        # with the address, a guesser locks out nobody but the own address.
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{client_address(request)}:{key}"

    def login(self, request: HttpRequest, user: Person) -> None:
        """Open the session, and say so in the journal."""
        super().login(request, user)
        note_account(user, "session.opened")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Log the address; the name stays out of the log, for people type passwords into it."""
        super().authentication_failed(request, **credentials)
        logger.warning("a sign-in was refused for %s", client_address(request))
