"""How a signal moves through the queue: stages, claims, refusals, undo; all of it journaled."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.journal.models import Entry
from qaraul.journal.services import verify
from qaraul.members.choices import Role, Scope
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.viewers import PUBLIC, Viewer, viewer_for
from qaraul.pipeline import services
from qaraul.pipeline.choices import (
    CLOSED_STAGES,
    HOLD,
    NEXT_STAGES,
    OPEN_STAGES,
    UNDO_WINDOW,
    QueueStage,
)
from qaraul.pipeline.models import Signal, SignalAct
from qaraul.pipeline.queries import needs_review_count
from qaraul.pipeline.testing import NOW, make_document, make_signal, make_source
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience

pytestmark = pytest.mark.django_db
Act = Callable[[Signal, Viewer], object]

ACTS: dict[str, Act] = {
    "claim": lambda s, v: services.claim_signal(s.pk, viewer=v, at=NOW),
    "let go": lambda s, v: services.let_go(s.pk, viewer=v, at=NOW),
    "dismiss": lambda s, v: services.dismiss_signal(s.pk, viewer=v, at=NOW, reason="old"),
    "reopen": lambda s, v: services.reopen_signal(s.pk, viewer=v, at=NOW),
    "snooze": lambda s, v: services.snooze_signal(
        s.pk, viewer=v, at=NOW, until=NOW + timedelta(hours=1)
    ),
    "escalate": lambda s, v: services.escalate_signal(s.pk, viewer=v, at=NOW),
    "merge": lambda s, v: services.merge_signals(
        s.pk, make_signal(origin=s.origin).pk, viewer=v, at=NOW
    ),
    "hand over": lambda s, v: services.hand_over(s.pk, uuid4(), viewer=v, at=NOW),
    "verify": lambda s, v: services.verify_signal(s.pk, viewer=v, at=NOW),
    "split": lambda s, v: services.split_document(s.pk, uuid4(), viewer=v, at=NOW),
    "correct": lambda s, v: services.correct_reading(s.pk, "killed", 1, viewer=v, at=NOW),
}


def fresh(signal: Signal) -> Signal:
    return Signal.objects.get(pk=signal.pk)


def test_open_and_closed_stages_are_all_of_them() -> None:
    assert OPEN_STAGES | CLOSED_STAGES == set(QueueStage) == set(NEXT_STAGES)
    assert NEXT_STAGES[QueueStage.CONFIRMED] == frozenset()


@pytest.mark.parametrize("stage", list(QueueStage))
@pytest.mark.parametrize("wanted", list(QueueStage))
def test_the_table_of_stages_is_the_only_law(stage: QueueStage, wanted: QueueStage) -> None:
    signal = Signal(queue_stage=stage)
    if wanted in NEXT_STAGES[stage]:
        signal.queue_to(wanted)
        assert signal.queue_stage == wanted
    else:
        with pytest.raises(Conflict):
            signal.queue_to(wanted)


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("claim", QueueStage.CLAIMED),
        ("dismiss", QueueStage.DISMISSED),
        ("snooze", QueueStage.SNOOZED),
        ("escalate", QueueStage.ESCALATED),
        ("merge", QueueStage.MERGED),
    ],
)
def test_each_act_moves_a_new_signal_and_is_journaled(
    home: Organisation, analyst: Viewer, name: str, stage: QueueStage
) -> None:
    signal = make_signal(origin=home)
    ACTS[name](signal, analyst)
    assert fresh(signal).queue_stage == stage
    entry = Entry.objects.get(kind="signal", record_id=signal.pk)
    assert entry.act == f"signal.{SignalAct.objects.get().act}"
    assert entry.actor_id == analyst.person_id
    assert verify().is_whole


@pytest.mark.parametrize("name", list(ACTS))
@pytest.mark.parametrize("role", [Role.OBSERVER, Role.RELEASER, Role.MODERATOR, Role.ADMINISTRATOR])
def test_no_other_role_acts(home: Organisation, name: str, role: Role) -> None:
    signal = make_signal(origin=home)
    with pytest.raises((NotAllowed, NotFound)):
        ACTS[name](signal, make_viewer(home, role))
    assert fresh(signal).queue_stage == QueueStage.NEW
    assert not SignalAct.objects.exists()


@pytest.mark.parametrize("name", list(ACTS))
def test_another_organisation_is_told_that_there_is_no_such_signal(name: str) -> None:
    signal = make_signal()
    with pytest.raises(NotFound):
        ACTS[name](signal, make_viewer())
    assert fresh(signal).version == signal.version


def test_a_token_acts_only_with_the_scope_to_write(home: Organisation) -> None:
    person = make_person(home, Role.ANALYST)
    signal = make_signal(origin=home)
    reader = viewer_for(person, home, scopes=frozenset({Scope.READ}))
    with pytest.raises(NotAllowed):
        ACTS["claim"](signal, reader)
    ACTS["claim"](signal, viewer_for(person, home, scopes=frozenset({Scope.WRITE})))


@pytest.mark.parametrize("name", [n for n in ACTS if n not in {"correct", "split"}])
def test_while_one_holds_it_nobody_else_acts(
    home: Organisation, analyst: Viewer, name: str
) -> None:
    signal = make_signal(origin=home)
    ACTS["claim"](signal, analyst)
    with pytest.raises(services.HeldByAnother):
        ACTS[name](signal, make_viewer(home, Role.REVIEWER))
    assert fresh(signal).held_by_id == analyst.person_id


def test_a_claim_ends_by_itself_and_is_renewed_by_claiming_again(
    home: Organisation, analyst: Viewer
) -> None:
    signal, other = make_signal(origin=home), make_viewer(home)
    services.claim_signal(signal.pk, viewer=analyst, at=NOW)
    services.claim_signal(signal.pk, viewer=analyst, at=NOW + timedelta(minutes=9))
    with pytest.raises(services.HeldByAnother):
        services.claim_signal(signal.pk, viewer=other, at=NOW + timedelta(minutes=18))
    services.claim_signal(signal.pk, viewer=other, at=NOW + timedelta(minutes=9) + HOLD)
    assert fresh(signal).held_by_id == other.person_id
    assert SignalAct.objects.count() == 2  # a renewal is no act of its own


def test_letting_go_frees_it_and_an_escalated_one_stays_escalated(
    home: Organisation, analyst: Viewer
) -> None:
    signal = make_signal(origin=home)
    ACTS["escalate"](signal, analyst)
    ACTS["claim"](signal, analyst)
    assert fresh(signal).queue_stage == QueueStage.ESCALATED
    ACTS["let go"](signal, analyst)
    assert (fresh(signal).queue_stage, fresh(signal).held_by) == (QueueStage.ESCALATED, None)


def test_a_colleague_gets_it_and_a_stranger_does_not(home: Organisation, analyst: Viewer) -> None:
    signal = make_signal(origin=home)
    colleague, observer = make_person(home, Role.REVIEWER), make_person(home, Role.OBSERVER)
    stranger = make_person(make_organisation(), Role.ANALYST)
    for person in (observer, stranger):
        with pytest.raises(BadInput):
            services.hand_over(signal.pk, person.pk, viewer=analyst, at=NOW)
    services.hand_over(signal.pk, colleague.pk, viewer=analyst, at=NOW, note="your area")
    held = fresh(signal)
    assert (held.held_by, held.held_until) == (colleague, NOW + HOLD)
    with pytest.raises(services.HeldByAnother):
        ACTS["dismiss"](signal, analyst)


def test_a_snoozed_signal_waits_again_by_itself(home: Organisation, analyst: Viewer) -> None:
    signal = make_signal(origin=home)
    ACTS["snooze"](signal, analyst)
    assert needs_review_count(analyst, NOW) == 0
    assert needs_review_count(analyst, NOW + timedelta(hours=1)) == 1


@pytest.mark.parametrize("hours", [0, -1, 24 * 31])
def test_a_snooze_ends_within_thirty_days(home: Organisation, analyst: Viewer, hours: int) -> None:
    signal = make_signal(origin=home)
    with pytest.raises(BadInput):
        services.snooze_signal(
            signal.pk, viewer=analyst, at=NOW, until=NOW + timedelta(hours=hours)
        )


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("emptied", ""), ("other", " "), ("x", "")])
def test_a_dismissal_needs_a_reason(
    home: Organisation, analyst: Viewer, reason: str, note: str
) -> None:
    signal = make_signal(origin=home)
    with pytest.raises(BadInput):
        services.dismiss_signal(signal.pk, viewer=analyst, at=NOW, reason=reason, note=note)


@pytest.mark.parametrize("name", ["dismiss", "snooze", "merge"])
def test_ten_seconds_to_take_it_back(home: Organisation, analyst: Viewer, name: str) -> None:
    signal = make_signal(origin=home)
    ACTS["claim"](signal, analyst)
    before = fresh(signal)
    ACTS[name](signal, analyst)
    line = SignalAct.objects.get(signal=signal, act__in=["dismissed", "snoozed", "merged"])
    with pytest.raises(NotFound):
        services.undo(line.pk, viewer=make_viewer(home), at=NOW)
    with pytest.raises(Conflict):
        services.undo(line.pk, viewer=analyst, at=NOW + UNDO_WINDOW + timedelta(seconds=1))
    services.undo(line.pk, viewer=analyst, at=NOW + UNDO_WINDOW)
    after = fresh(signal)
    for column in ("queue_stage", "held_by", "held_until", "merged_into", "dismiss_reason"):
        assert getattr(after, column) == getattr(before, column)
    with pytest.raises(Conflict):
        services.undo(line.pk, viewer=analyst, at=NOW)


@pytest.mark.parametrize("name", ["claim", "escalate"])
def test_other_acts_offer_no_undo(home: Organisation, analyst: Viewer, name: str) -> None:
    signal = make_signal(origin=home)
    ACTS[name](signal, analyst)
    with pytest.raises(Conflict):
        services.undo(SignalAct.objects.get().pk, viewer=analyst, at=NOW)


def test_an_act_that_was_followed_by_another_is_not_taken_back(
    home: Organisation, analyst: Viewer
) -> None:
    signal = make_signal(origin=home)
    ACTS["dismiss"](signal, analyst)
    line = SignalAct.objects.get()
    ACTS["reopen"](signal, analyst)
    with pytest.raises(Conflict):
        services.undo(line.pk, viewer=analyst, at=NOW)


def test_a_merged_signal_brings_its_documents_and_its_own_merged_ones(
    home: Organisation, analyst: Viewer
) -> None:
    source = make_source(home)
    one, two, three = (make_signal(make_document(source=source)) for _ in range(3))
    services.merge_signals(one.pk, two.pk, viewer=analyst, at=NOW)
    line = services.merge_signals(two.pk, three.pk, viewer=analyst, at=NOW)
    assert fresh(one).merged_into == three
    incident = None
    with pytest.raises(Conflict):  # nothing was read of them yet
        incident = services.verify_signal(three.pk, viewer=analyst, at=NOW)
    assert incident is None
    services.undo(line.pk, viewer=analyst, at=NOW)
    assert fresh(one).merged_into == two
    assert fresh(two).queue_stage == QueueStage.NEW


def test_signals_of_different_audiences_are_never_merged(
    home: Organisation, analyst: Viewer
) -> None:
    narrow = make_signal(origin=home, tlp=TLP.AMBER)
    wide = make_signal(origin=home, audience=Audience.of(network=True))
    for one, other in ((narrow, wide), (wide, narrow)):
        with pytest.raises(Conflict):
            services.merge_signals(one.pk, other.pk, viewer=analyst, at=NOW)


def test_a_signal_is_not_merged_into_itself_or_into_a_closed_one(
    home: Organisation, analyst: Viewer
) -> None:
    signal, closed = make_signal(origin=home), make_signal(origin=home)
    ACTS["dismiss"](closed, analyst)
    with pytest.raises(BadInput):
        services.merge_signals(signal.pk, signal.pk, viewer=analyst, at=NOW)
    with pytest.raises(Conflict):
        services.merge_signals(signal.pk, closed.pk, viewer=analyst, at=NOW)


@pytest.mark.parametrize("name", ["claim", "dismiss", "snooze", "escalate", "verify"])
def test_a_confirmed_signal_stays_confirmed(home: Organisation, analyst: Viewer, name: str) -> None:
    signal = make_signal(origin=home, queue_stage=QueueStage.CONFIRMED)
    with pytest.raises(Conflict):
        ACTS[name](signal, analyst)


def test_the_count_is_one_query_and_only_for_those_who_work(
    home: Organisation, analyst: Viewer, django_assert_num_queries: Any
) -> None:
    make_signal(origin=home)
    make_signal()
    with django_assert_num_queries(1):
        assert needs_review_count(analyst, NOW) == 1
    with django_assert_num_queries(0):
        assert needs_review_count(PUBLIC, NOW) is None
