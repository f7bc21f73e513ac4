"""A link that is shown once, works once, and ends."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils import timezone

from qaraul.errors import BadInput, NotFound, QaraulError
from qaraul.journal.models import Entry
from qaraul.members.choices import Role
from qaraul.members.models import Invitation, Person
from qaraul.members.services import invitations
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.tests.conftest import PASSWORD, Side, signed_in
from qaraul.members.tokens import token_digest

WAY_IN = {
    "username": "analyst-7",
    "password": "four plain words here",
    "again": "four plain words here",
}


def invited(side: Side, *roles: Role) -> str:
    """The secret of an invitation to that organisation."""
    return invitations.invite(
        side.viewer,
        organisation=side.organisation,
        display_name="Analyst 7",
        roles=roles or [Role.ANALYST],
        at=timezone.now(),
    )[1]


def test_a_newcomer_comes_in_with_name_and_password_and_has_the_roles(member: Side) -> None:
    client, secret = Client(), invited(member)
    assert client.get(f"/join/{secret}/").status_code == 200
    answer = client.post(f"/join/{secret}/", WAY_IN)
    assert answer.headers["Location"] == "/admin/second-factor/"
    person = Person.objects.get(username="analyst-7")
    assert person.roles_in(member.organisation.pk) == {Role.ANALYST}
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.display_name == "Analyst 7"


def test_the_second_use_of_a_link_is_answered_like_a_link_that_never_was(member: Side) -> None:
    secret = invited(member)
    Client().post(f"/join/{secret}/", WAY_IN)
    used = Client().post(f"/join/{secret}/", {**WAY_IN, "username": "somebody-else"})
    never = Client().post("/join/never-was/", WAY_IN)
    assert used.status_code == never.status_code == 404
    assert not Person.objects.filter(username="somebody-else").exists()


@pytest.mark.usefixtures("operator")
def test_ended_withdrawn_and_closed_invitations_open_nothing(member: Side) -> None:
    ended, withdrawn, closed = (invited(member) for _ in range(3))
    Invitation.objects.filter(digest=token_digest(ended)).update(expires_at=timezone.now())
    row = Invitation.objects.get(digest=token_digest(withdrawn))
    assert member.client.post(f"/admin/invitations/{row.pk}/withdraw/").status_code == 302
    assert Client().get(f"/join/{ended}/").status_code == 404
    assert Client().get(f"/join/{withdrawn}/").status_code == 404
    assert Client().get(f"/join/{closed}/").status_code == 200
    member.organisation.is_active = False
    member.organisation.save()
    assert Client().get(f"/join/{closed}/").status_code == 404


def test_nobody_invites_to_an_organisation_they_do_not_manage(operator: Side, member: Side) -> None:
    with pytest.raises(NotFound):
        invitations.invite(
            member.viewer,
            organisation=operator.organisation,
            display_name="x",
            roles=[Role.ADMINISTRATOR],
            at=timezone.now(),
        )
    form = {
        "organisation": operator.organisation.pk,
        "display_name": "x",
        "roles": ["analyst"],
        "days": 7,
    }
    assert member.client.post("/admin/invitations/new/", form).status_code == 200
    assert not Invitation.objects.exists()
    secret = invited(operator)
    row = Invitation.objects.get(digest=token_digest(secret))
    assert member.client.post(f"/admin/invitations/{row.pk}/withdraw/").status_code == 404


def test_the_page_shows_the_link_once_and_the_database_keeps_no_secret(member: Side) -> None:
    form = {
        "organisation": member.organisation.pk,
        "display_name": "Analyst 8",
        "roles": ["analyst"],
        "days": 7,
    }
    shown = member.client.post("/admin/invitations/new/", form)
    secret = shown.context["secret"]
    assert f"/join/{secret}/" in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert secret not in member.client.get("/admin/invitations/").content.decode()
    assert secret not in str(Invitation.objects.values()) + str(Entry.objects.values())


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short", "again": "short"},
        {"password": "password12345", "again": "password12345"},
        {"again": "something else"},
        {"username": "bad name!"},
        {"username": "PERSON-TAKEN"},
        {"username": ""},
    ],
)
def test_a_bad_answer_comes_back_with_words_and_the_link_still_works(
    member: Side, wrong: dict[str, str]
) -> None:
    Person.objects.create_user("person-taken", PASSWORD, display_name="x")
    secret = invited(member)
    before = Person.objects.count()
    answer = Client().post(f"/join/{secret}/", {**WAY_IN, **wrong})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Person.objects.count() == before
    assert Client().get(f"/join/{secret}/").status_code == 200


def test_who_has_an_account_takes_the_roles_with_it(member: Side) -> None:
    known = make_person(make_organisation(), Role.ANALYST)
    client, secret = signed_in(known), invited(member, Role.REVIEWER)
    assert client.get(f"/join/{secret}/").status_code == 200
    assert known.roles_in(member.organisation.pk) == frozenset()
    client.post(f"/join/{secret}/")
    assert known.roles_in(member.organisation.pk) == {Role.REVIEWER}


def test_a_way_back_in_sets_a_new_password_and_ends_sessions_and_factors(member: Side) -> None:
    lost = make_person(member.organisation, Role.RELEASER)
    old_session = signed_in(lost)
    assert old_session.get("/admin/sessions/").status_code == 200
    Authenticator.objects.create(user=lost, type=Authenticator.Type.TOTP, data={"secret": "x"})
    answer = member.client.post(
        f"/admin/people/{lost.pk}/account/", {"account-reason": "lost phone", "restore": "yes"}
    )
    secret = answer.context["secret"]
    new = {"password": "another plain phrase", "again": "another plain phrase"}
    back = Client().post(f"/join/{secret}/", new)
    assert back.status_code == 302
    lost.refresh_from_db()
    assert lost.check_password("another plain phrase")
    assert not Authenticator.objects.filter(user=lost).exists()
    assert old_session.get("/admin/sessions/").status_code == 302
    assert Client().post(f"/join/{secret}/", new).status_code == 404


def test_a_way_back_in_is_not_a_way_in_for_another_account(member: Side) -> None:
    lost, thief = (make_person(member.organisation, Role.ANALYST) for _ in range(2))
    secret = invitations.restore(member.viewer, lost, reason="lost", at=timezone.now())[1]
    with pytest.raises(NotFound):
        invitations.accept_as(secret, person=thief, at=timezone.now())
    with pytest.raises(NotFound):
        invitations.accept_as_new(secret, username="new", password="x" * 20, at=timezone.now())


def test_an_invitation_needs_a_role_and_ends_within_a_month(member: Side) -> None:
    for roles, days in (([], 7), ([Role.ANALYST], 31), ([Role.ANALYST], 0)):
        with pytest.raises(BadInput):
            invitations.invite(
                member.viewer,
                organisation=member.organisation,
                display_name="x",
                roles=roles,
                at=timezone.now(),
                lasts=timedelta(days=days),
            )


@pytest.mark.django_db(transaction=True)
def test_two_people_with_the_same_link_make_one_account(member: Side) -> None:
    secret = invited(member)

    def come(name: str) -> bool:
        try:
            invitations.accept_as_new(
                secret, username=name, password="four plain words", at=timezone.now()
            )
        except QaraulError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(come, ["first-one", "second-one"]))
    assert sorted(came) == [False, True]
    assert Person.objects.filter(username__in=["first-one", "second-one"]).count() == 1
