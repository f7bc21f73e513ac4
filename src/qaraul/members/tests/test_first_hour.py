"""From an invitation to the first administrator's page, with a second factor in between."""

import re
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.utils import timezone

from qaraul.journal.models import Entry
from qaraul.members.choices import Role
from qaraul.members.services import invitations
from qaraul.members.tests.conftest import Side

PASSWORD = "four plain words here"


def code(secret: str) -> str:
    """The six digits that an app would show now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_an_invited_administrator_sets_up_an_app_and_signs_in_with_it(
    operator: Side, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    secret = invitations.invite(
        operator.viewer,
        organisation=operator.organisation,
        display_name="Administrator 2",
        roles=[Role.ADMINISTRATOR],
        at=timezone.now(),
    )[1]
    client = Client()
    client.post(f"/join/{secret}/", {"username": "second", "password": PASSWORD, "again": PASSWORD})
    assert client.get("/admin/").headers["Location"] == "/admin/second-factor/"
    page = client.get("/account/2fa/totp/activate/")
    assert page.status_code == 200
    key = client.session["mfa.totp.secret"]
    assert client.post("/account/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert client.get("/admin/").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        shown = client.post("/account/2fa/totp/activate/", {"code": code(key)})
    assert shown.status_code == 302
    assert client.get("/admin/").status_code == 200
    added = Entry.objects.filter(act="person.second_factor_added")
    assert sorted(entry.facts["type"] for entry in added) == ["recovery_codes", "totp"]
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert key not in stored

    again = Client()
    first = again.post("/account/login/", {"login": "second", "password": PASSWORD})
    assert first.headers["Location"].startswith("/account/2fa/authenticate/")
    assert again.get("/admin/").status_code == 302
    assert not re.search("_auth_user_id", str(dict(again.session)))
