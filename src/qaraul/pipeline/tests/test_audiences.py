"""A story never mixes audiences, and a signal never outlives the visibility of its documents."""

from itertools import product
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_viewer
from qaraul.pipeline.markings import MARKING_FIELDS, marking_of
from qaraul.pipeline.models import Signal, Story, StoryDocument
from qaraul.pipeline.queries import find, needs_review_count, signal_page
from qaraul.pipeline.services import read_due_documents
from qaraul.pipeline.testing import NOW, make_document, make_source
from qaraul.pipeline.tests.test_reading_documents import CLASH, CLASH_RU
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.sources.models import Document

pytestmark = pytest.mark.usefixtures("areas")

TEXTS = [CLASH, CLASH_RU, (CLASH[0], CLASH[1] + " More follows.")]
MARKINGS = list(product([TLP.GREEN, TLP.AMBER, TLP.RED], ["nobody", "all", "guest"], [False, True]))


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    plan=st.lists(
        st.tuples(st.integers(0, 1), st.sampled_from(TEXTS), st.sampled_from(MARKINGS)),
        min_size=2,
        max_size=8,
    )
)
def test_a_story_never_mixes_audiences(plan: list[tuple[int, Any, Any]]) -> None:
    StoryDocument.objects.all().delete()
    Signal.objects.all().delete()
    Story.objects.all().delete()
    Document.objects.all().delete()
    owners = [make_organisation(), make_organisation()]
    sources = [make_source(owner) for owner in owners]
    guest = make_organisation()
    audiences = {
        "nobody": None,
        "all": Audience.of(network=True),
        "guest": Audience.of(organisations=[guest]),
    }
    for owner, text, (tlp, audience, is_exercise) in plan:
        make_document(
            *text,
            source=sources[owner],
            tlp=tlp,
            audience=audiences[audience],
            is_exercise=is_exercise,
        )
        if owner:
            read_due_documents(NOW)  # some arrive together, some one after the other
    while read_due_documents(NOW):
        pass
    for member in StoryDocument.objects.select_related("story", "document"):
        assert marking_of(member.document) == marking_of(member.story)
    for signal in Signal.objects.select_related("story"):
        assert signal.story is not None
        assert marking_of(signal) == marking_of(signal.story)
    same = {marking_of(d) for d in Document.objects.all()}
    assert {tuple(row) for row in Story.objects.values_list(*MARKING_FIELDS)} == same


def read_shared(home: Organisation, guest: Organisation) -> Signal:
    """A signal of two documents that the guest may see."""
    source = make_source(home)
    audience = Audience.of(organisations=[guest])
    for text in (CLASH, CLASH_RU):
        make_document(*text, source=source, tlp=TLP.AMBER, audience=audience)
    read_due_documents(NOW)
    return Signal.objects.get()


@pytest.mark.parametrize(
    "change",
    [{"stage": Stage.RECALLED}, {"tlp": TLP.RED}, {"audience": None}, {"is_exercise": True}],
)
def test_a_document_that_is_taken_back_takes_its_signal_along_at_once(
    home: Organisation, change: dict[str, Any]
) -> None:
    guest = make_organisation()
    signal, viewer = read_shared(home, guest), make_viewer(guest)
    assert Signal.objects.visible_to(viewer).filter(pk=signal.pk).exists()
    assert needs_review_count(viewer) == 1
    assert find(viewer, "Баткен")
    one = Document.objects.earliest("published_at", "id")
    Document.objects.filter(pk=one.pk).update(**change)
    assert not Signal.objects.visible_to(viewer).exists()
    assert not Story.objects.visible_to(viewer).exists()
    assert needs_review_count(viewer) == 0
    assert one.pk not in {hit.id for hit in find(viewer, "Batken")}


def test_after_the_next_reading_what_is_still_shared_is_seen_again(home: Organisation) -> None:
    guest = make_organisation()
    signal, viewer = read_shared(home, guest), make_viewer(guest)
    kept, taken = Document.objects.order_by("published_at", "id")
    Document.objects.filter(pk=taken.pk).update(audience=None, due_at=timezone.now())
    read_due_documents(timezone.now())
    seen = Signal.objects.visible_to(viewer).get()
    assert seen.pk == signal.pk
    page = signal_page(viewer, seen, at=NOW)
    assert [d.pk for d in page.documents] == [kept.pk]
    assert page.account is not None
    assert len(page.account.documents) == 1


def test_what_is_shared_with_nobody_is_seen_by_its_owner_alone(home: Organisation) -> None:
    make_document(*CLASH, source=make_source(home), tlp=TLP.RED, audience=None)
    read_due_documents(NOW)
    assert needs_review_count(make_viewer(home)) == 1
    assert needs_review_count(make_viewer()) == 0
