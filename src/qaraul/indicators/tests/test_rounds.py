"""Expert rounds are blind until they close; then spread and reasons, never a name."""

from datetime import timedelta

import pytest
from django.test import Client

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.indicators.models import Indicator, Observation, Round
from qaraul.indicators.results import results
from qaraul.indicators.services import rounds
from qaraul.indicators.services.rounds import Given
from qaraul.indicators.tests.conftest import NOW, TODAY
from qaraul.journal.models import Entry
from qaraul.members.choices import Role
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.viewers import Viewer, viewer_for
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


def asked(viewer: Viewer, code: str = "I-14") -> Round:
    return rounds.open_round(
        viewer=viewer,
        at=NOW,
        indicator=Indicator.objects.get(code=code),
        areas=[Area.objects.get(code="TJ-KT")],
        period_start=TODAY - timedelta(days=90),
        period_end=TODAY,
        closes_at=NOW + timedelta(days=3),
        tlp=TLP.GREEN,
        audience=Audience.of(network=True),
    )


def score(question: Round, value: int, reasons: str = "") -> Viewer:
    viewer = make_viewer()
    area = Area.objects.get(code="TJ-KT").pk
    rounds.give_scores(question.pk, viewer=viewer, at=NOW, scores={area: Given(value, reasons)})
    return viewer


def test_nobody_sees_scores_before_the_round_closes() -> None:
    asker = make_viewer()
    question = asked(asker)
    for value in (1, 2, 4):
        score(question, value, "kestrelnest")
    assert results(question) == (0, [])
    person = make_person(make_organisation(), Role.ANALYST)
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(question.get_absolute_url()).content.decode()
    assert "kestrelnest" not in page
    told = [str(entry.facts) + entry.reason for entry in Entry.objects.filter(act="round.scored")]
    assert told
    assert not any("kestrelnest" in said or "'value'" in said for said in told)


def test_a_closed_round_shows_spread_and_reasons_in_the_order_of_scores() -> None:
    asker = make_viewer()
    question = asked(asker)
    for value, reasons in ((4, "late"), (1, "first"), (2, "")):
        score(question, value, reasons)
    closed = rounds.close_round(question.pk, viewer=asker, at=NOW)
    turn, (found,) = results(closed)
    assert (turn, found.values, found.middle) == (1, [1, 2, 4], 2)
    assert found.reasons == [(1, "first"), (4, "late")]
    kept = Observation.objects.get()
    assert (kept.value, kept.spread, kept.tlp) == (2, [1, 2, 4], TLP.GREEN)


def test_fewer_than_three_scores_are_not_shown_and_give_no_value() -> None:
    asker = make_viewer()
    question = asked(asker)
    for value in (0, 4):
        score(question, value, "reason")
    closed = rounds.close_round(question.pk, viewer=asker, at=NOW)
    _turn, (found,) = results(closed)
    assert (found.middle, found.columns, found.reasons) == (None, [], [])
    assert not Observation.objects.exists()


def test_a_second_turn_hides_its_own_scores_and_replaces_the_value() -> None:
    asker = make_viewer()
    question = asked(asker)
    for value in (0, 0, 4):
        score(question, value)
    rounds.close_round(question.pk, viewer=asker, at=NOW)
    again = rounds.open_second_turn(
        question.pk, viewer=asker, at=NOW, closes_at=NOW + timedelta(days=1)
    )
    for value in (3, 3, 3):
        score(again, value)
    assert results(again)[0] == 1
    rounds.close_due_rounds(NOW + timedelta(days=2))
    assert Observation.objects.standing().get().value == 3
    assert Observation.objects.count() == 2


def test_the_worker_closes_rounds_whose_time_has_come() -> None:
    question = asked(make_viewer())
    assert rounds.close_due_rounds(NOW) == 0
    assert rounds.close_due_rounds(NOW + timedelta(days=4)) == 1
    with pytest.raises(Conflict):
        score(Round.objects.get(pk=question.pk), 2)


def test_only_those_who_asked_close_it_and_observers_do_not_score() -> None:
    question = asked(make_viewer())
    with pytest.raises(NotAllowed):
        rounds.close_round(question.pk, viewer=make_viewer(), at=NOW)
    watcher = make_viewer(make_organisation(), Role.OBSERVER)
    area = Area.objects.get(code="TJ-KT").pk
    with pytest.raises(NotAllowed):
        rounds.give_scores(question.pk, viewer=watcher, at=NOW, scores={area: Given(2)})


def test_a_round_for_a_circle_is_not_there_for_others() -> None:
    asker = make_viewer()
    question = asked(asker)
    Round.objects.filter(pk=question.pk).update(audience=None)
    with pytest.raises(NotFound):
        score(question, 2)


@pytest.mark.parametrize("value", [-1, 5])
def test_a_score_off_the_scale_is_refused(value: int) -> None:
    with pytest.raises(BadInput):
        score(asked(make_viewer()), value)


def test_a_computed_indicator_is_not_asked_about() -> None:
    with pytest.raises(BadInput):
        asked(make_viewer(), "II-02")


def test_a_token_gives_no_scores() -> None:
    question = asked(make_viewer())
    organisation = make_organisation()
    person = make_person(organisation, Role.ANALYST)
    token = viewer_for(person, organisation, scopes=frozenset({"read", "write"}))
    with pytest.raises(NotAllowed):
        rounds.give_scores(question.pk, viewer=token, at=NOW, scores={})
