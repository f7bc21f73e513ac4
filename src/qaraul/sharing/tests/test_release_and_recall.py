"""From draft to released to recalled: by whom, what the journal keeps, who still sees it."""

from datetime import UTC, datetime

import pytest

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.journal.models import Entry
from qaraul.journal.services import verify
from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.viewers import PUBLIC, Viewer, viewer_for
from qaraul.sharing import services
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience, RecallNotice
from qaraul.sharing.queries import explain, open_notices, pending_releases
from qaraul.sharing.tests.paper import Paper, paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper_table")]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def origin() -> Organisation:
    return make_organisation()


def draft(origin: Organisation) -> Paper:
    return paper(origin, TLP.RED, None, stage=Stage.DRAFT)


def sees(viewer: Viewer, record: Paper) -> bool:
    return Paper.objects.visible_to(viewer).filter(pk=record.pk).exists()


def test_a_releaser_alone_releases_amber_to_two_organisations(origin: Organisation) -> None:
    first, second, third = (make_viewer() for _ in range(3))
    readers = Organisation.objects.filter(pk__in=[first.organisation_id, second.organisation_id])
    record = draft(origin)
    assert not sees(first, record)
    release = services.propose_release(
        record,
        viewer=make_viewer(origin, Role.RELEASER),
        tlp=TLP.AMBER,
        audience=Audience.of(organisations=readers),
        at=NOON,
    )
    assert release.is_live()
    assert (sees(first, record), sees(second, record)) == (True, True)
    assert not sees(third, record)
    assert not sees(PUBLIC, record)


def test_an_analyst_proposes_and_only_a_releaser_puts_in_force(origin: Organisation) -> None:
    record = draft(origin)
    network = Audience.of(network=True)
    reader = make_viewer()
    release = services.propose_release(
        record, viewer=make_viewer(origin), tlp=TLP.GREEN, audience=network, at=NOON
    )
    record.refresh_from_db()
    assert record.stage == Stage.PENDING
    assert not sees(reader, record)
    services.sign_release(release, viewer=make_viewer(origin, Role.REVIEWER), at=NOON)
    assert not sees(reader, record)
    services.sign_release(release, viewer=make_viewer(origin, Role.RELEASER), at=NOON)
    assert sees(reader, record)


def test_the_public_sees_nothing_before_two_persons_have_signed(origin: Organisation) -> None:
    record, releaser = draft(origin), make_viewer(origin, Role.RELEASER)
    release = services.propose_release(
        record, viewer=releaser, tlp=TLP.CLEAR, audience=Audience.of(public=True), at=NOON
    )
    assert not sees(PUBLIC, record)
    with pytest.raises(NotAllowed, match="Another person"):
        services.sign_release(release, viewer=releaser, at=NOON)
    assert not sees(PUBLIC, record)
    services.sign_release(release, viewer=make_viewer(origin), at=NOON)
    assert sees(PUBLIC, record)


def test_another_organisation_can_neither_release_nor_recall_nor_learn(
    origin: Organisation,
) -> None:
    stranger = make_viewer(make_organisation(), Role.RELEASER)
    record = draft(origin)
    with pytest.raises(NotFound):
        services.propose_release(
            record, viewer=stranger, tlp=TLP.CLEAR, audience=Audience.of(public=True), at=NOON
        )
    released = paper(origin, TLP.GREEN, Audience.of(network=True))
    assert sees(stranger, released)
    with pytest.raises(NotFound):
        services.recall(released, viewer=stranger, reason="mine now", at=NOON)


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.FOCAL_POINT, Role.ADMINISTRATOR])
def test_roles_that_do_not_release_are_refused(origin: Organisation, role: Role) -> None:
    record = paper(origin, TLP.AMBER, None, stage=Stage.DRAFT)
    with pytest.raises(NotAllowed):
        services.propose_release(
            record, viewer=make_viewer(origin, role), tlp=TLP.GREEN, audience=None, at=NOON
        )


def test_a_token_releases_nothing(origin: Organisation) -> None:
    person = make_person(origin, Role.RELEASER)
    machine = viewer_for(person, origin, scopes=frozenset({"read", "write"}))
    with pytest.raises(NotAllowed):
        services.propose_release(
            paper(origin, TLP.AMBER, None, stage=Stage.DRAFT),
            viewer=machine,
            tlp=TLP.GREEN,
            audience=Audience.of(network=True),
            at=NOON,
        )


def released_to(origin: Organisation, *readers: Viewer) -> Paper:
    record = draft(origin)
    organisations = Organisation.objects.filter(pk__in=[r.organisation_id for r in readers])
    services.propose_release(
        record,
        viewer=make_viewer(origin, Role.RELEASER),
        tlp=TLP.AMBER,
        audience=Audience.of(organisations=organisations),
        at=NOON,
    )
    record.refresh_from_db()
    return record


def test_a_recall_takes_sight_from_everyone_at_once_and_counts_answers(
    origin: Organisation,
) -> None:
    first, second = make_viewer(), make_viewer()
    record = released_to(origin, first, second)
    releaser = make_viewer(origin, Role.RELEASER)
    services.recall(record, viewer=releaser, reason="The place was wrong.", at=NOON)
    assert not sees(first, record)
    assert not sees(second, record)
    assert sees(releaser, record)
    notice = open_notices(first).get()
    assert notice.release.end_reason == "The place was wrong."
    services.acknowledge_recall(notice, viewer=first, at=NOON)
    services.acknowledge_recall(notice, viewer=first, at=NOON)
    assert not open_notices(first).exists()
    answered = RecallNotice.objects.filter(release=notice.release, acknowledged_at__isnull=False)
    assert (answered.count(), notice.release.notices.count()) == (1, 2)


def test_nobody_acknowledges_for_another_organisation(origin: Organisation) -> None:
    first, second = make_viewer(), make_viewer()
    record = released_to(origin, first)
    services.recall(record, viewer=make_viewer(origin, Role.RELEASER), reason="Wrong.", at=NOON)
    with pytest.raises(NotFound):
        services.acknowledge_recall(open_notices(first).get(), viewer=second, at=NOON)


def test_a_recall_needs_a_reason_and_something_released(origin: Organisation) -> None:
    releaser = make_viewer(origin, Role.RELEASER)
    with pytest.raises(BadInput):
        services.recall(released_to(origin, make_viewer()), viewer=releaser, reason=" ", at=NOON)
    with pytest.raises(Conflict):
        services.recall(draft(origin), viewer=releaser, reason="Why not?", at=NOON)


def test_narrowing_is_a_recall_for_those_who_lose_sight(origin: Organisation) -> None:
    stays, leaves = make_viewer(), make_viewer()
    record = released_to(origin, stays, leaves)
    services.propose_release(
        record,
        viewer=make_viewer(origin, Role.RELEASER),
        tlp=TLP.AMBER,
        audience=Audience.of(
            organisations=Organisation.objects.filter(pk__in=[stays.organisation_id])
        ),
        at=NOON,
    )
    assert sees(stays, record)
    assert not sees(leaves, record)
    assert open_notices(leaves).count() == 1
    assert not open_notices(stays).exists()


def test_a_declined_proposal_is_a_draft_again_and_stays_unseen(origin: Organisation) -> None:
    record, analyst, releaser = (
        draft(origin),
        make_viewer(origin),
        make_viewer(origin, Role.RELEASER),
    )
    release = services.propose_release(
        record, viewer=analyst, tlp=TLP.GREEN, audience=Audience.of(network=True), at=NOON
    )
    assert pending_releases(releaser).get() == release
    assert not pending_releases(analyst).exists()
    services.decline_release(release, viewer=releaser, reason="Place not checked.", at=NOON)
    record.refresh_from_db()
    assert record.stage == Stage.DRAFT
    assert not pending_releases(releaser).exists()
    with pytest.raises(Conflict):
        services.sign_release(release, viewer=releaser, at=NOON)


def test_every_step_is_in_the_journal_and_the_chain_holds(origin: Organisation) -> None:
    record = released_to(origin, make_viewer())
    services.recall(record, viewer=make_viewer(origin, Role.RELEASER), reason="Wrong.", at=NOON)
    acts = Entry.objects.filter(record_id=record.pk).values_list("act", flat=True)
    assert list(acts) == [
        "release.proposed",
        "release.signed",
        "release.released",
        "release.recalled",
    ]
    assert verify().is_whole


def test_why_names_the_road_by_which_a_record_came(origin: Organisation) -> None:
    reader, stranger = make_viewer(), make_viewer()
    record = released_to(origin, reader)
    assert explain(reader, record).reason == "Shared with your organisation."
    assert explain(make_viewer(origin), record).reason.endswith("is its origin or speaks for it.")
    assert not explain(stranger, record).allowed
