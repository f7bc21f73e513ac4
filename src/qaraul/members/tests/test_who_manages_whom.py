"""An administrator manages the own organisation's people; the operator's manages all."""

from uuid import uuid4

import pytest

from qaraul.errors import Conflict, NotAllowed, NotFound
from qaraul.journal.models import Entry
from qaraul.journal.services import verify
from qaraul.members.choices import OrganisationKind, Role, SecurityForce
from qaraul.members.models import Organisation, Person
from qaraul.members.queries import is_operator, managed_people
from qaraul.members.services import organisations, people
from qaraul.members.suggestions import suggested, suggestions
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.tests.conftest import Side, signed_in
from qaraul.members.viewers import viewer_for
from qaraul.members.views import people as pages


def test_only_an_administrator_of_the_operator_is_the_operator(
    operator: Side, member: Side, settings: pytest.FixtureRequest
) -> None:
    analyst = make_viewer(operator.organisation, Role.ANALYST)
    assert is_operator(operator.viewer)
    assert not is_operator(member.viewer)
    assert not is_operator(analyst)
    settings.OPERATOR = ""  # type: ignore[attr-defined]
    assert not is_operator(operator.viewer)


def test_another_organisations_administrator_cannot_touch_our_people(
    operator: Side, member: Side
) -> None:
    ours = make_person(operator.organisation, Role.ANALYST)
    with pytest.raises(NotFound):
        people.set_roles(member.viewer, ours, operator.organisation, [])
    with pytest.raises(NotAllowed):
        people.set_roles(member.viewer, ours, member.organisation, [Role.ANALYST])
    with pytest.raises(NotFound):
        people.set_person_active(member.viewer, ours, active=False, reason="x")
    with pytest.raises(NotFound):
        people.rename_person(member.viewer, ours, display_name="x")
    assert ours not in managed_people(member.viewer)


@pytest.mark.parametrize("name", ["person", "person_name", "person_account", "person_roles"])
def test_the_pages_of_a_stranger_are_answered_like_pages_that_are_not_there(
    operator: Side, member: Side, name: str
) -> None:
    ours = make_person(operator.organisation, Role.ANALYST)
    tail = {"person": "", "person_name": "name/", "person_account": "account/"}.get(
        name, f"roles/{operator.organisation.pk}/"
    )
    for pk in (ours.pk, uuid4()):
        address = f"/admin/people/{pk}/{tail}"
        answer = member.client.get(address) if not tail else member.client.post(address, {})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "address", ["organisations/new/", "organisations/suggested/", "organisations/{pk}/"]
)
def test_organisations_are_the_operators_business(
    operator: Side, member: Side, address: str
) -> None:
    path = "/admin/" + address.format(pk=member.organisation.pk)
    assert operator.client.get(path).status_code == 200
    assert member.client.get(path).status_code == 404


@pytest.mark.parametrize("address", ["", "organisations/", "people/", "circles/", "invitations/"])
def test_administration_is_not_there_for_other_roles(operator: Side, address: str) -> None:
    analyst = signed_in(make_person(operator.organisation, Role.ANALYST, Role.RELEASER))
    assert analyst.get(f"/admin/{address}").status_code == 404
    assert operator.client.get(f"/admin/{address}").status_code == 200


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(
    operator: Side, member: Side
) -> None:
    assert member.client.get("/admin/people/").status_code == 200
    answer = operator.client.post(
        f"/admin/people/{member.administrator.pk}/roles/{member.organisation.pk}/",
        {"roles": ["analyst"]},
    )
    assert answer.status_code == 302
    assert member.client.get("/admin/people/").status_code == 404


def test_a_closed_account_loses_its_session_at_once(operator: Side, member: Side) -> None:
    address = f"/admin/people/{member.administrator.pk}/account/"
    operator.client.post(address, {"account-reason": "left the service", "close": "yes"})
    answer = member.client.get("/admin/people/")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
        302,
        "/account/login/",
    )
    assert Entry.objects.get(act="person.closed").reason == "left the service"


def test_a_closed_organisations_people_see_nothing(operator: Side, member: Side) -> None:
    organisations.set_organisation_active(
        operator.viewer, member.organisation, active=False, reason="suspended"
    )
    assert not member.viewer.is_member
    assert member.client.get("/admin/people/").status_code == 404


def test_the_operator_cannot_shut_itself_out(operator: Side) -> None:
    with pytest.raises(Conflict):
        organisations.set_organisation_active(
            operator.viewer, operator.organisation, active=False, reason="x"
        )
    with pytest.raises(Conflict, match="last administrator"):
        people.set_roles(operator.viewer, operator.administrator, operator.organisation, [])
    with pytest.raises(Conflict):
        people.set_person_active(operator.viewer, operator.administrator, active=False, reason="x")
    second = make_person(operator.organisation, Role.ADMINISTRATOR)
    people.set_roles(viewer_for(second, operator.organisation), operator.administrator,
                     operator.organisation, [Role.ANALYST])  # fmt: skip
    assert operator.viewer.roles == {Role.ANALYST}


def test_someone_of_two_organisations_is_not_closed_by_one_of_them(
    operator: Side, member: Side
) -> None:
    shared = make_person(member.organisation, Role.ANALYST)
    shared.memberships.create(organisation=make_organisation(), role=Role.ANALYST)
    with pytest.raises(NotFound):
        people.set_person_active(member.viewer, shared, active=False, reason="x")
    people.set_roles(member.viewer, shared, member.organisation, [])
    assert shared.memberships.count() == 1
    people.set_person_active(operator.viewer, shared, active=False, reason="x")
    assert not Person.objects.get(pk=shared.pk).is_active


def test_every_change_is_journalled_and_the_chain_stays_whole(operator: Side, member: Side) -> None:
    before = Entry.objects.count()
    people.set_roles(
        operator.viewer,
        member.administrator,
        member.organisation,
        [Role.ADMINISTRATOR, Role.ANALYST],
    )
    people.rename_person(operator.viewer, member.administrator, display_name="Focal point 7")
    organisations.change_organisation(operator.viewer, member.organisation, {"name": "New name"})
    acts = list(Entry.objects.filter(sequence__gt=before).values_list("act", flat=True))
    assert acts == ["person.roles_changed", "person.renamed", "organisation.changed"]
    assert verify().is_whole


def test_doing_what_is_done_already_writes_nothing(operator: Side, member: Side) -> None:
    people.set_roles(
        operator.viewer, member.administrator, member.organisation, [Role.ADMINISTRATOR]
    )
    organisations.change_organisation(
        operator.viewer, member.organisation, {"name": member.organisation.name}
    )
    assert not Entry.objects.exists()


def test_a_state_body_is_cleared_as_no_security_force_only_with_a_reason(operator: Side) -> None:
    form = {
        "code": "xx-mfa", "name": "Ministry", "kind": "state_body", "country": "kz",
        "is_security_force": "no", "security_force_reason": "",
    }  # fmt: skip
    refused = operator.client.post("/admin/organisations/new/", form)
    assert refused.status_code == 200
    assert "Say why this State body" in refused.content.decode()
    assert not Organisation.objects.filter(code="xx-mfa").exists()
    operator.client.post(
        "/admin/organisations/new/", {**form, "security_force_reason": "Diplomats only."}
    )
    assert Organisation.objects.get(code="xx-mfa").country == "KZ"


def test_a_code_that_is_taken_is_said_in_the_form(operator: Side, member: Side) -> None:
    form = {
        "code": member.organisation.code, "name": "Another", "kind": "academia",
        "is_security_force": "no",
    }  # fmt: skip
    assert operator.client.post("/admin/organisations/new/", form).status_code == 200


def test_suggestions_are_added_once_however_often_they_are_chosen(operator: Side) -> None:
    codes = ["kz-mfa", "kz-nsc", "unoct"]
    for _ in range(2):
        organisations.add_suggested(operator.viewer, suggested(codes))
    made = Organisation.objects.filter(code__in=codes)
    assert made.count() == 3
    assert made.get(code="kz-nsc").is_security_force == SecurityForce.YES
    assert made.get(code="unoct").kind == OrganisationKind.UN_ENTITY
    assert "kz-mfa" not in operator.client.get("/admin/organisations/suggested/").content.decode()
    operator.client.post("/admin/organisations/suggested/", {"codes": ["tj-moi"]})
    assert Organisation.objects.get(code="tj-moi").is_security_force == SecurityForce.YES


def test_every_suggestion_can_be_used() -> None:
    everyone = suggestions()
    assert len(everyone) > 120
    assert len({s.code for s in everyone}) == len(everyone)
    assert all(len(s.code) <= 40 and len(s.name) <= 200 and s.reason for s in everyone)
    forces = {s.code for s in everyone if s.is_security_force is SecurityForce.YES}
    assert {"kz-nsc", "uz-moi", "tj-border"} <= forces
    assert next(s for s in everyone if s.code == "uz-mfa").name.endswith("of Uzbekistan")


def test_the_list_of_people_pages_through_everyone_once(
    operator: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(7):
        make_person(operator.organisation, Role.ANALYST)
    Person.objects.update(display_name="Same name")
    monkeypatch.setattr(pages, "PAGE", 3)
    seen: list[str] = []
    after: str | None = ""
    for _ in range(3):
        shown = operator.client.get("/admin/people/", {"after": after or ""}).context
        seen += [person.username for person in shown["people"]]
        after = shown["following"]
    assert after is None
    assert len(seen) == 8
    assert set(seen) == set(Person.objects.values_list("username", flat=True))


def test_bad_page_places_and_filters_do_no_harm(operator: Side) -> None:
    for query in (
        "after=nonsense",
        "after=" + str(uuid4()),
        "organisation=none",
        "q=%00",
        "organisation=%00",
    ):
        assert operator.client.get(f"/admin/people/?{query}").status_code == 200
