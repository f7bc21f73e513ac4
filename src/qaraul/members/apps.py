"""The members' place among the apps."""

from typing import Any

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Who is in the network."""

    name = "qaraul.members"

    def ready(self) -> None:
        """Journal what people do to the locks of their own accounts, which allauth's pages do."""
        from allauth.account import signals as account  # noqa: PLC0415  apps load before models may
        from allauth.mfa import signals as mfa  # noqa: PLC0415  the same

        from qaraul.members.services.sessions import note_account  # noqa: PLC0415  the same

        def noted(act: str) -> Any:
            def note(user: Any, authenticator: Any = None, **_: Any) -> None:
                facts = {"type": authenticator.type} if authenticator else {}
                note_account(user, act, facts)

            return note

        for signal, act in (
            (account.password_changed, "person.password_changed"),
            (mfa.authenticator_added, "person.second_factor_added"),
            (mfa.authenticator_removed, "person.second_factor_removed"),
            (mfa.authenticator_reset, "person.recovery_codes_renewed"),
        ):
            signal.connect(noted(act), weak=False, dispatch_uid=act)
