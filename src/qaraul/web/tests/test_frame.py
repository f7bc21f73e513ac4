"""The frame around every page: errors, headers, language, preferences, visits."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory, override_settings
from django.utils.translation import override

from qaraul.errors import QaraulError
from qaraul.members.choices import Role
from qaraul.members.models import Person
from qaraul.members.testing import make_organisation, make_person
from qaraul.web.problems import problem
from qaraul.web.visits import note_visit

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 5, 40, tzinfo=UTC)


@pytest.fixture
def member() -> Person:
    return make_person(make_organisation(), Role.ANALYST)


@pytest.fixture
def signed_in(client: Client, member: Person) -> Client:
    client.force_login(member)
    return client


@pytest.mark.urls("tests.failing_urls")
@pytest.mark.parametrize(
    ("what", "status", "words"),
    [("bad", 400, "lies in the future"), ("conflict", 409, "moved on"), ("large", 413, "5 MB")],
)
def test_a_broken_rule_is_a_page_for_people_and_a_problem_for_machines(
    client: Client, what: str, status: int, words: str
) -> None:
    page = client.get(f"/refuse/{what}", headers={"accept": "text/html"})
    assert page.status_code == status
    assert words in page.content.decode()
    assert "<h1>" in page.content.decode()
    for answer in (
        client.get(f"/api/refuse/{what}"),
        client.get(f"/refuse/{what}", headers={"accept": "application/json"}),
    ):
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        body = answer.json()
        assert body["status"] == status
        assert words in body["detail"]
        assert body["type"].startswith("urn:qaraul:problem:")


@pytest.mark.urls("tests.failing_urls")
def test_the_field_at_fault_is_named(client: Client) -> None:
    assert client.get("/api/refuse/bad").json()["field"] == "date"


@pytest.mark.urls("tests.failing_urls")
def test_a_bug_tells_nothing_but_a_reference(client: Client) -> None:
    client.raise_request_exception = False
    page = client.get("/refuse/bug")
    assert page.status_code == 500
    assert "secret" not in page.content.decode()
    assert "E-" in page.content.decode()
    assert client.get("/api/refuse/bug").json()["reference"].startswith("E-")


@pytest.mark.urls("tests.failing_urls")
def test_a_wrong_method_has_words_and_keeps_its_allow_header(client: Client) -> None:
    page = client.get("/only-post")
    assert page.status_code == 405
    assert page["Allow"] == "POST"
    assert "<h1>" in page.content.decode()


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 415, 429, 500, 503])
def test_every_refusal_has_a_page_in_every_language(status: int, language: str) -> None:
    request = RequestFactory().get("/x")
    request.user = AnonymousUser()
    with override(language):
        page = problem(request, status)
    assert page.status_code == status
    assert "<h1>" in page.content.decode()


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("address", ["/help/", "/help/accessibility/", "/why/", "/you/"])
def test_the_frame_s_own_pages_open_in_every_language(
    signed_in: Client, member: Person, language: str, address: str
) -> None:
    Person.objects.filter(pk=member.pk).update(language=language)
    page = signed_in.get(address)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
    assert ('dir="rtl"' in page.content.decode()) is (language in settings.LANGUAGES_BIDI)


def test_an_unknown_page_looks_like_a_forbidden_one(signed_in: Client) -> None:
    unknown = signed_in.get("/nothing/")
    assert unknown.status_code == 404
    assert "Both look the same, on purpose." in unknown.content.decode()


def test_nothing_from_elsewhere_may_run(client: Client) -> None:
    page = client.get("/account/login/")
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page["X-Frame-Options"] == "DENY"
    assert {"private", "no-store"} <= set(page["Cache-Control"].split(", "))
    body = page.content.decode()
    assert " style=" not in body
    assert " onclick=" not in body


def test_strangers_are_sent_to_sign_in(client: Client) -> None:
    page = client.get("/")
    assert page.status_code == 302
    assert page["Location"].startswith("/account/login/")


def test_the_account_s_language_wins_over_cookie_and_browser(
    client: Client, member: Person
) -> None:
    browser = {"accept-language": "ky,ru;q=0.8"}
    assert client.get("/help/", headers={"accept-language": "ru"})["Content-Language"] == "ru"
    client.cookies["qaraul_language"] = "en"
    assert client.get("/help/", headers=browser)["Content-Language"] == "en"
    Person.objects.filter(pk=member.pk).update(language="ru")
    client.force_login(member)
    page = client.get("/help/", headers=browser)
    assert page["Content-Language"] == "ru"
    assert '<html lang="ru"' in page.content.decode()


def test_a_language_choice_is_kept_in_the_account_and_leads_back(
    signed_in: Client, member: Person
) -> None:
    answer = signed_in.post("/preferences/", {"language": "ru", "next": "/help/"})
    assert answer["Location"] == "/help/"
    member.refresh_from_db()
    assert member.language == "ru"


def test_preferences_never_lead_to_another_site(signed_in: Client) -> None:
    answer = signed_in.post("/preferences/", {"theme": "dark", "next": "https://example.org/"})
    assert answer["Location"] == "/"
    assert 'data-theme="dark"' in signed_in.get("/help/").content.decode()


def test_an_unknown_language_is_refused(signed_in: Client, member: Person) -> None:
    assert signed_in.post("/preferences/", {"language": "xx"}).status_code == 400
    member.refresh_from_db()
    assert member.language == "en"


def test_single_keys_can_be_switched_off(signed_in: Client) -> None:
    signed_in.post("/preferences/", {"keys": "off", "next": "/help/"})
    assert 'data-keys="off"' in signed_in.get("/help/").content.decode()


def test_a_visit_begins_after_a_pause_and_not_with_every_page(member: Person) -> None:
    note_visit(member, at=NOW)
    note_visit(member, at=NOW + timedelta(minutes=10))
    assert (member.last_visit_at, member.previous_visit_at) == (NOW + timedelta(minutes=10), None)
    note_visit(member, at=NOW + timedelta(hours=8))
    assert member.previous_visit_at == NOW + timedelta(minutes=10)
    member.refresh_from_db()
    assert member.last_visit_at == NOW + timedelta(hours=8)


@override_settings(EXERCISE="Lantern 26")
def test_an_exercise_is_marked_on_every_page(client: Client) -> None:
    for address in ("/account/login/", "/help/", "/nothing/"):
        page = client.get(address).content.decode()
        for word in ("EXERCISE", "УЧЕНИЕ", "ОҚУ-ЖАТТЫҒУ", "تمرین", "Lantern 26"):
            assert word in page
        assert "<title>" in page
        assert "· EXERCISE ·" in page


def test_a_node_says_that_it_lives_and_that_it_is_ready(client: Client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ready"


def test_errors_keep_stable_codes() -> None:
    codes = {cls.code for cls in QaraulError.__subclasses__()}
    assert {"bad-input", "not-allowed", "not-found", "conflict", "too-large"} <= codes


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/account/login/", "/incidents/", "/help/"])
def test_the_public_finds_incidents_map_help_language_and_theme(
    client: Client, address: str
) -> None:
    page = client.get(address).content.decode()
    for way in ("/incidents/", "/incidents/map/", "/help/"):
        assert f'<li><a href="{way}"' in page
    assert "/account/login/" in page
    assert 'name="language" value="ru"' in page
    assert "Dark theme</button>" in page
    assert 'aria-current="page"' in page or address == "/account/login/"


@pytest.mark.django_db
def test_members_have_no_second_way_to_the_public_s_rooms(signed_in: Client) -> None:
    page = signed_in.get("/help/").content.decode()
    assert '<li><a href="/incidents/map/"' not in page
    assert '<li><a href="/help/"' not in page


@pytest.mark.django_db
def test_a_wrong_password_is_said_in_the_words_of_the_form(client: Client) -> None:
    page = client.post("/account/login/", {"login": "nobody", "password": "wrong"}).content.decode()
    assert "Account name and password do not fit together." in page
    assert "username" not in page.replace('autocomplete="username"', "")
