"""The catalogue: starter feeds, grades with reasons, switching, and who may do what."""

import csv

import pytest
from django.http import QueryDict

from qaraul.errors import BadInput, Conflict, NotAllowed, NotFound
from qaraul.journal.actors import SYSTEM, Actor
from qaraul.journal.models import Entry
from qaraul.members.choices import Role
from qaraul.members.testing import make_circle, make_organisation, make_person, make_viewer
from qaraul.members.viewers import PUBLIC, viewer_for
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience
from qaraul.sources import services
from qaraul.sources.choices import SourceState
from qaraul.sources.connectors.base import connectors
from qaraul.sources.filters import SourceFilter
from qaraul.sources.models import Feed, ReliabilityChange, Source
from qaraul.sources.queries import Cursor, document_rows, source_of, source_rows, state_counts
from qaraul.sources.services.catalogue import STARTER
from qaraul.sources.testing import AT, make_documents, make_feed, make_item, make_source

pytestmark = pytest.mark.django_db


def test_the_starter_catalogue_is_whole_disabled_and_loaded_once() -> None:
    owner = make_organisation()
    assert services.load_starter_catalogue(owner) == 159
    assert services.load_starter_catalogue(owner) == 0
    assert Source.objects.count() == Feed.objects.count() == 159
    assert not Source.objects.filter(is_enabled=True).exists()
    assert not Feed.objects.exclude(is_enabled=False, due_at=None).exists()
    assert set(Feed.objects.values_list("connector", flat=True)) <= set(connectors.names())
    for source in Source.objects.all():
        source.full_clean(exclude=["audience"])


def test_the_shipped_catalogue_names_no_handle_of_an_account() -> None:
    with STARTER.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["id"] for row in rows}) == len({row["url"] for row in rows}) == 159
    assert "seen_where" not in rows[0]
    assert not any("github.com" in value for row in rows for value in row.values())


def test_a_grade_changes_with_a_reason_that_stays() -> None:
    source = make_source()
    keeper = make_viewer(source.owner)
    services.change_reliability(source, viewer=keeper, grade="B", reason=" Twice right. ", at=AT)
    services.change_reliability(source, viewer=keeper, grade="C", reason="Once wrong.", at=AT)
    source.refresh_from_db()
    assert source.reliability == "C"
    changes = ReliabilityChange.objects.order_by("id")
    assert [(c.earlier, c.grade, c.reason) for c in changes] == [
        ("F", "B", "Twice right."), ("B", "C", "Once wrong."),
    ]  # fmt: skip
    assert Entry.objects.filter(act="source.graded", record_id=source.pk).count() == 2


@pytest.mark.parametrize(("grade", "reason"), [("G", "x"), ("", "x"), ("B", ""), ("B", "  ")])
def test_a_grade_without_letter_or_reason_is_refused(grade: str, reason: str) -> None:
    source = make_source()
    keeper = make_viewer(source.owner)
    with pytest.raises(BadInput):
        services.change_reliability(source, viewer=keeper, grade=grade, reason=reason, at=AT)


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.ANALYST, Role.ADMINISTRATOR}])
def test_only_analysts_and_administrators_of_the_owner_keep_a_source(role: Role) -> None:
    source = make_source()
    outsider = make_viewer(None, Role.ANALYST, Role.ADMINISTRATOR)
    person = make_person(source.owner, Role.ANALYST)
    machine = viewer_for(person, source.owner, scopes=frozenset({"write"}))
    for viewer in (make_viewer(source.owner, role), outsider, machine, PUBLIC):
        with pytest.raises(NotAllowed):
            services.change_reliability(source, viewer=viewer, grade="A", reason="x", at=AT)
        with pytest.raises(NotAllowed):
            services.enable_source(source, viewer=viewer, at=AT)
    with pytest.raises(NotAllowed):
        services.disable_source(source, viewer=Actor(person.pk, "somebody"), at=AT)


def test_switching_a_source_switches_its_feeds_and_makes_them_due() -> None:
    source = make_source(is_enabled=False)
    make_feed(source, is_enabled=False, due_at=None)
    services.enable_source(source, viewer=SYSTEM, at=AT)
    feed = Feed.objects.get()
    assert (feed.is_enabled, feed.due_at, feed.enabled_at) == (True, AT, AT)
    services.disable_source(source, viewer=SYSTEM, at=AT)
    feed.refresh_from_db()
    source.refresh_from_db()
    assert (feed.is_enabled, feed.due_at, source.is_enabled) == (False, None, False)


def test_the_last_feed_switched_off_switches_its_source_off() -> None:
    source = make_source()
    one, other = make_feed(source), make_feed(source)
    for feed, is_left in ((one, True), (other, False)):
        services.set_feed_enabled(feed, viewer=SYSTEM, is_enabled=False, at=AT)
        source.refresh_from_db()
        assert source.is_enabled is is_left


@pytest.mark.parametrize("url", ["", "ftp://x.example/", "file:///etc/passwd", "x.example/feed"])
def test_a_feed_needs_an_address_of_the_web(url: str) -> None:
    with pytest.raises(BadInput):
        services.add_feed(make_source(), actor=SYSTEM, connector="rss", url=url)


@pytest.mark.parametrize(
    "url",
    [
        "http://name:secret@x.example/",
        "https://x.example:99999/",
        "http://0x7f.1/",
        "http://[::1/",
        "https:///feed",
    ],
)
def test_an_address_that_can_never_be_asked_is_not_kept(url: str) -> None:
    source = make_source()
    with pytest.raises(BadInput) as refused:
        services.add_feed(source, actor=SYSTEM, connector="rss", url=url)
    assert refused.value.field == "url"
    assert not source.feeds.exists()


def test_the_same_code_or_feed_twice_is_a_conflict() -> None:
    source = make_source()
    with pytest.raises(Conflict):
        services.add_source(actor=SYSTEM, owner=source.owner, code=source.code, title="x")
    services.add_feed(source, actor=SYSTEM, connector="rss", url="https://x.example/")
    with pytest.raises(Conflict):
        services.add_feed(source, actor=SYSTEM, connector="rss", url="https://x.example/")
    with pytest.raises(BadInput, match="Known: "):
        services.add_feed(source, actor=SYSTEM, connector="telepathy", url="https://x.example/")


def test_a_source_is_as_narrow_as_its_documents() -> None:
    owner, inside = make_organisation(), make_organisation()
    circle = make_circle(owner, inside)
    narrow = make_source(owner, tlp=TLP.AMBER, audience=Audience.of(circles=[circle]))
    own = make_source(owner, tlp=TLP.AMBER, audience=None)
    wide = make_source(owner)
    seen = {
        name: {s.pk for s in Source.objects.open_to(viewer)}
        for name, viewer in (
            ("owner", make_viewer(owner)),
            ("inside", make_viewer(inside)),
            ("outside", make_viewer()),
            ("public", PUBLIC),
        )
    }
    assert seen["owner"] == {narrow.pk, own.pk, wide.pk}
    assert seen["inside"] == {narrow.pk, wide.pk}
    assert seen["outside"] == {wide.pk}
    assert seen["public"] == set()
    with pytest.raises(NotFound):
        source_of(make_viewer(), own.code)


def test_the_list_pages_by_title_and_its_state_is_counted() -> None:
    owner = make_organisation()
    services.load_starter_catalogue(owner)
    viewer, wanted, after, codes = make_viewer(owner), SourceFilter(), "", []
    while True:
        page = source_rows(viewer, wanted, after, size=50)
        codes += [row["code"] for row in page.rows]
        if not (after := page.following):
            break
    assert len(codes) == len(set(codes)) == 159
    assert state_counts(viewer)[SourceState.DISABLED] == 159


def test_filters_narrow_and_nonsense_is_refused() -> None:
    owner = make_organisation()
    services.load_starter_catalogue(owner)
    viewer = make_viewer(owner)

    def count(query: str) -> int:
        return len(source_rows(viewer, SourceFilter.from_query(QueryDict(query)), size=500).rows)

    assert 0 < count("country=kg") < 159
    assert 0 < count("kind=hazard_alerts&language=ru") < count("kind=hazard_alerts") == 22
    assert count("q=tengri&state=disabled") == 1
    assert count("state=silent") == 0
    for bad in ("state=x", "kind=x", "reliability=G", "country=%27", "language=123456789", "q=%00"):
        with pytest.raises(BadInput):
            count(bad)


def test_documents_page_newest_first_and_only_the_visible() -> None:
    owner = make_organisation()
    hidden = make_feed(make_source(owner, tlp=TLP.AMBER, audience=None))
    make_documents(hidden, [make_item()])
    feed = make_feed()
    make_documents(feed, [make_item() for _ in range(7)])
    viewer, after, seen = make_viewer(), "", []
    while True:
        page = document_rows(viewer, after=Cursor.read(after), size=3)
        seen += [row["id"] for row in page.rows]
        if not (after := page.following):
            break
    assert len(seen) == len(set(seen)) == 7
    assert len(document_rows(make_viewer(owner)).rows) == 8
    assert document_rows(PUBLIC).rows == []
    assert len(document_rows(viewer, source=feed.source.code, since=AT, with_text=True).rows) == 7
    for bad in ("x", "2026-11-23_x", "2026-11-23T10:00:00_" + "0" * 32, "_"):
        with pytest.raises(BadInput):
            Cursor.read(bad)
