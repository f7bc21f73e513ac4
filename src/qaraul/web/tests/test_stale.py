"""A form whose page was open too long says so, leads back and loses nothing that was typed."""

import pytest
from django.test import Client
from django.urls import reverse

from qaraul.members.choices import Role
from qaraul.members.testing import make_organisation, make_person
from qaraul.sources.testing import make_source

pytestmark = pytest.mark.django_db
WORDS = "Shots were heard <b>twice</b>\nnear the bridge"
PAGE = "http://testserver/sources/valley/?after=x"


def sent(client: Client, address: str, origin: str = PAGE, **fields: str) -> str:
    answer = client.post(address, fields, headers={"Referer": origin})
    assert answer.status_code == 403
    return answer.content.decode()


@pytest.fixture
def address() -> str:
    return reverse("sources:grade", args=[make_source().code])


def test_who_was_signed_out_gets_the_text_back_and_the_way_to_the_same_page(address: str) -> None:
    for client in (Client(), Client(enforce_csrf_checks=True)):
        shown = sent(client, address, grade="B", reason=WORDS)
        assert "This page was open too long" in shown
        assert "Shots were heard &lt;b&gt;twice&lt;/b&gt;\nnear the bridge</textarea>" in shown
        assert "?next=%2Fsources%2Fvalley%2F%3Fafter%3Dx" in shown


def test_who_signed_in_again_meanwhile_opens_the_page_again(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person(make_organisation(), Role.ANALYST))
    shown = sent(client, address, reason=WORDS)
    assert 'href="/sources/valley/?after=x"' in shown
    assert "near the bridge" in shown


def test_secrets_and_what_machines_wrote_are_not_shown(address: str) -> None:
    secrets = {"new_password": "hunter2", "csrfmiddlewaretoken": "hunter3", "next": "/hunter4"}
    key = "0190d3c4-0000-7000-8000-000000000000"
    shown = sent(Client(), address, reason="kept", record=key, **secrets)
    assert "kept</textarea>" in shown
    assert "hunter" not in shown
    assert key not in shown
    login = sent(Client(enforce_csrf_checks=True), reverse("account_login"), login="a.name.of.mine")
    assert "a.name.of.mine" not in login


@pytest.mark.parametrize(
    "origin", ["", "https://elsewhere.example/page", "//elsewhere.example/x", "javascript:alert(1)"]
)
def test_another_sites_form_leads_nowhere_and_says_nothing(address: str, origin: str) -> None:
    shown = sent(Client(enforce_csrf_checks=True), address, origin, reason="Words of a stranger")
    assert "elsewhere.example" not in shown
    assert "Words of a stranger" not in shown
    assert "?next=%2F&quot;" in shown.replace('"', "&quot;")


def test_a_long_text_and_many_fields_are_bounded(address: str) -> None:
    shown = sent(Client(), address, **{f"field{n}": "x" * 60_000 for n in range(70)})
    assert shown.count("<textarea") <= 60
    assert "x" * 50_001 not in shown
