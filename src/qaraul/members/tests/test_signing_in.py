"""Sign-in: nothing is given away, nobody is locked out by others, sessions end when they should."""

import re
from unittest.mock import patch

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from qaraul.journal.models import Entry
from qaraul.members.choices import Role
from qaraul.members.models import Person
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.tests.conftest import PASSWORD, Side, signed_in

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def sign_in(name: str, password: str, client: Client | None = None, address: str = "") -> int:
    """The status of an attempt; 302 is a success."""
    client = client or Client()
    extra = {"REMOTE_ADDR": address} if address else {}
    return client.post(LOGIN, {"login": name, "password": password}, **extra).status_code  # type: ignore[arg-type]


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer_by_the_same_work() -> None:
    make_person(make_organisation(), Role.ANALYST)
    Person.objects.create_user("somebody", PASSWORD, display_name="x")
    bodies, hashings = [], []
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    for name in ("somebody", "nobody-at-all"):
        client = Client()
        client.get(LOGIN)
        with patch(hasher, autospec=True, side_effect=MD5PasswordHasher.encode) as hashing:
            answer = client.post(LOGIN, {"login": name, "password": "wrong wrong wrong"})
        hashings.append(hashing.call_count)
        token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else "-"
        bodies.append(scrubbed(answer.content.decode(), name, token))
        assert answer.status_code == 200
    assert bodies[0] == bodies[1]
    assert hashings[0] == hashings[1] == 1


def scrubbed(page: str, name: str, token: str) -> str:
    """The page without the name that was typed and the form's own secret."""
    page = page.replace(name, "NAME").replace(token, "TOKEN")
    return re.sub(r'value="\w{64}"|[0-9]{2}:[0-9]{2}', "", page)


def test_a_guesser_locks_out_the_own_address_and_nobody_else() -> None:
    Person.objects.create_user("somebody", PASSWORD, display_name="x")
    for _ in range(6):
        sign_in("somebody", "wrong wrong wrong", address="192.0.2.7")
    assert sign_in("somebody", PASSWORD, address="192.0.2.7") == 200
    assert sign_in("somebody", PASSWORD, address="192.0.2.8") == 302


def test_a_guesser_who_writes_another_address_into_a_header_is_not_believed() -> None:
    Person.objects.create_user("somebody", PASSWORD, display_name="x")
    client = Client()
    for n in range(6):
        client.post(
            LOGIN,
            {"login": "somebody", "password": "wrong wrong wrong"},
            headers={"x-forwarded-for": f"198.51.100.{n}"},
        )
    answer = client.post(
        LOGIN,
        {"login": "somebody", "password": PASSWORD},
        headers={"x-forwarded-for": "203.0.113.9"},
    )
    assert answer.status_code == 200


def test_signing_in_gives_the_session_a_new_key() -> None:
    Person.objects.create_user("somebody", PASSWORD, display_name="x")
    client = Client()
    session = client.session
    session["planted"] = "yes"
    session.save()
    planted = session.session_key
    client.cookies["qaraul_session"] = planted or ""
    assert sign_in("somebody", PASSWORD, client) == 302
    assert client.session.session_key != planted
    stranger = Client()
    stranger.cookies["qaraul_session"] = planted or ""
    assert stranger.get("/admin/sessions/").status_code == 302


def test_each_sign_in_is_in_the_journal_without_the_account_name() -> None:
    person = Person.objects.create_user("secret-name", PASSWORD, display_name="Analyst 3")
    sign_in("secret-name", PASSWORD)
    entry = Entry.objects.get(act="session.opened")
    assert entry.record_id == person.pk
    assert "secret-name" not in str(Entry.objects.values())


def test_an_account_name_is_the_same_in_capitals() -> None:
    Person.objects.create_user("somebody", PASSWORD, display_name="x")
    assert sign_in("SomeBody", PASSWORD) == 302


def test_a_closed_account_cannot_sign_in() -> None:
    Person.objects.create_user("somebody", PASSWORD, display_name="x", is_active=False)
    client = Client()
    sign_in("somebody", PASSWORD, client)
    assert client.get("/admin/sessions/").status_code == 302
    assert not Entry.objects.filter(act="session.opened").exists()


def test_signing_out_elsewhere_ends_the_others_and_keeps_this_one() -> None:
    person = make_person(make_organisation(), Role.ANALYST)
    here, there = signed_in(person), signed_in(person)
    assert there.get("/admin/sessions/").status_code == 200
    assert here.post("/admin/sessions/end-others/").status_code == 302
    assert here.get("/admin/sessions/").status_code == 200
    assert there.get("/admin/sessions/").status_code == 302


def test_one_acts_for_own_organisations_only_and_with_the_roles_held_there(
    operator: Side, member: Side
) -> None:
    person = make_person(member.organisation, Role.ANALYST)
    person.memberships.create(organisation=operator.organisation, role=Role.ADMINISTRATOR)
    client, third = signed_in(person), make_organisation()
    client.post("/admin/acting-for/", {"organisation": str(operator.organisation.pk)})
    assert client.get("/admin/people/").status_code == 200
    client.post("/admin/acting-for/", {"organisation": str(member.organisation.pk)})
    assert client.get("/admin/people/").status_code == 404
    for wrong in (str(third.pk), "nonsense", ""):
        answer = client.post("/admin/acting-for/", {"organisation": wrong})
        assert answer.status_code == 404


class TestSecondFactor:
    """Who releases or administers comes no further without one."""

    @pytest.fixture(autouse=True)
    def _required(self, settings: pytest.FixtureRequest) -> None:
        settings.SECOND_FACTOR_REQUIRED = True  # type: ignore[attr-defined]

    @pytest.mark.parametrize(
        ("role", "status"),
        [(Role.RELEASER, 302), (Role.ADMINISTRATOR, 302), (Role.ANALYST, 200)],
    )
    def test_powerful_roles_are_led_to_it_first(self, role: Role, status: int) -> None:
        client = signed_in(make_person(make_organisation(), role))
        answer = client.get("/admin/tokens/")
        assert answer.status_code == status
        assert answer.headers.get("Location", "/admin/second-factor/") == "/admin/second-factor/"
        assert client.get("/admin/second-factor/").status_code == 200

    def test_writing_is_stopped_as_reading_is(self, operator: Side) -> None:
        form = {"name": "x", "scopes": ["read"], "days": 1}
        answer = operator.client.post("/admin/tokens/new/", form)
        assert answer.headers["Location"] == "/admin/second-factor/"

    def test_an_app_or_a_key_opens_the_way_recovery_codes_alone_do_not(
        self, operator: Side
    ) -> None:
        person = operator.administrator
        Authenticator.objects.create(user=person, type="recovery_codes", data={})
        assert operator.client.get("/admin/people/").status_code == 302
        key = Authenticator.objects.create(user=person, type="webauthn", data={})
        assert operator.client.get("/admin/people/").status_code == 200
        key.delete()
        assert operator.client.get("/admin/people/").status_code == 302

    def test_a_role_given_in_mid_session_asks_for_it_at_once(self, member: Side) -> None:
        person = make_person(member.organisation, Role.ANALYST)
        client = signed_in(person)
        assert client.get("/admin/tokens/").status_code == 200
        person.memberships.create(organisation=member.organisation, role=Role.RELEASER)
        assert client.get("/admin/tokens/").status_code == 302

    def test_the_way_to_it_and_out_stays_open(self, operator: Side) -> None:
        for address in ("/help/", "/healthz", "/account/logout/"):
            assert operator.client.get(address).status_code == 200
        assert operator.client.get("/account/2fa/totp/activate/").status_code in {200, 302}

    def test_the_administrators_page_says_who_still_lacks_it(self, operator: Side) -> None:
        Authenticator.objects.create(user=operator.administrator, type="totp", data={"secret": "x"})
        make_person(operator.organisation, Role.RELEASER)
        answer = operator.client.get("/admin/")
        assert answer.context["without_factor"] == 1
