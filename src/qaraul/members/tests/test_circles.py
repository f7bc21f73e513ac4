"""A circle is known to its members; its keeper decides who comes in, everyone may leave."""

import pytest

from qaraul.errors import NotAllowed, NotFound
from qaraul.members.models import Circle
from qaraul.members.services import circles
from qaraul.members.tests.conftest import Side, make_side


@pytest.fixture
def circle(member: Side) -> Circle:
    """A circle that one member keeps, with nobody else in it yet."""
    return circles.add_circle(member.viewer, name="Border", organisations=[])


def test_not_even_the_operator_knows_of_a_circle_it_is_not_in(
    operator: Side, member: Side, circle: Circle
) -> None:
    assert member.client.get(f"/admin/circles/{circle.pk}/").status_code == 200
    assert operator.client.get(f"/admin/circles/{circle.pk}/").status_code == 404
    assert operator.client.post(f"/admin/circles/{circle.pk}/leave/").status_code == 404
    assert "Border" not in operator.client.get("/admin/circles/").content.decode()
    with pytest.raises(NotFound):
        circles.leave_circle(operator.viewer, circle)


def test_a_name_that_another_circle_has_is_not_refused(operator: Side, circle: Circle) -> None:
    answer = operator.client.post("/admin/circles/new/", {"name": circle.name})
    assert answer.status_code == 302
    assert Circle.objects.filter(name=circle.name).count() == 2


def test_the_keeper_lets_others_in_and_they_cannot(
    operator: Side, member: Side, circle: Circle
) -> None:
    third = make_side()
    form = {"name": "Border", "organisations": [operator.organisation.pk]}
    assert member.client.post(f"/admin/circles/{circle.pk}/", form).status_code == 302
    assert operator.client.get(f"/admin/circles/{circle.pk}/").status_code == 200
    with pytest.raises(NotAllowed):
        circles.change_circle(
            operator.viewer, circle, name="x", purpose="", organisations=[third.organisation]
        )
    assert set(circle.organisations.all()) == {member.organisation, operator.organisation}


def test_the_keeper_stays_in_whatever_the_form_says(member: Side, circle: Circle) -> None:
    third = make_side()
    circles.change_circle(
        member.viewer, circle, name="Border", purpose="", organisations=[third.organisation]
    )
    assert member.organisation in circle.organisations.all()


def test_when_the_keeper_leaves_another_member_keeps(member: Side, circle: Circle) -> None:
    third = make_side()
    circles.change_circle(
        member.viewer, circle, name="Border", purpose="", organisations=[third.organisation]
    )
    circles.leave_circle(member.viewer, circle)
    circle.refresh_from_db()
    assert circle.keeper == third.organisation
    assert circle.pk not in member.viewer.circle_ids
