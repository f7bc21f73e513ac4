"""Documents are kept once, many at a time, with their source's marking and their earlier texts."""

import time
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from qaraul.journal import services as journal
from qaraul.journal.models import Entry
from qaraul.members.testing import make_organisation, make_viewer
from qaraul.members.viewers import PUBLIC
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.sources.choices import ItemFault, RemarkKind
from qaraul.sources.connectors.base import Item, Refused, Remark
from qaraul.sources.models import TEXT_LENGTH, Document, DocumentVersion
from qaraul.sources.services import store_documents
from qaraul.sources.testing import AT, make_feed, make_item, make_source

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def test_the_same_items_twice_are_kept_once() -> None:
    feed, items = make_feed(), [make_item() for _ in range(5)]
    first, second = (store_documents(feed, items, at=at) for at in (AT, LATER))
    assert (first.new, first.repeated) == (5, 0)
    assert (second.new, second.changed, second.repeated) == (0, 0, 5)
    assert Document.objects.count() == 5


def test_a_document_is_due_for_reading_with_its_sources_standing_marking() -> None:
    owner = make_organisation()
    audience = Audience.of(network=True)
    feed = make_feed(make_source(owner, tlp=TLP.GREEN, audience=audience))
    store_documents(feed, [make_item()], at=AT)
    document = Document.objects.get()
    assert document.due_at == AT
    assert (document.tlp, document.audience, document.origin) == (TLP.GREEN, audience, owner)
    assert (document.stage, document.released_at) == (Stage.RELEASED, AT)
    assert Document.objects.visible_to(make_viewer()).exists()
    assert not Document.objects.visible_to(PUBLIC).exists()


def test_a_source_without_audience_shows_its_documents_to_its_owner_alone() -> None:
    owner = make_organisation()
    feed = make_feed(make_source(owner, tlp=TLP.AMBER, audience=None))
    store_documents(feed, [make_item()], at=AT)
    assert Document.objects.visible_to(make_viewer(owner)).exists()
    assert not Document.objects.visible_to(make_viewer()).exists()


def test_documents_of_an_exercise_node_are_exercise_documents(settings: Settings) -> None:
    settings.EXERCISE = "Lantern 26"
    store_documents(make_feed(), [make_item()], at=AT)
    assert Document.objects.get().is_exercise


def test_a_changed_text_replaces_the_earlier_one_keeps_it_and_is_read_again() -> None:
    feed, item = make_feed(), make_item(external_id="a", text="Two were hurt.")
    store_documents(feed, [item], at=AT)
    Document.objects.update(due_at=None, attempts=3)
    before = Document.objects.get()
    changed = make_item(external_id="a", text="Three were hurt.", title=item.title, url=item.url)
    report = store_documents(feed, [changed], at=LATER)
    after = Document.objects.get()
    assert report.changed == 1
    assert (after.pk, after.text, after.due_at, after.attempts) == (
        before.pk, "Three were hurt.", LATER, 0,
    )  # fmt: skip
    version = DocumentVersion.objects.get()
    assert (version.text, version.text_hash) == ("Two were hurt.", before.text_hash)


def test_a_text_that_changes_with_every_look_does_not_grow_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("qaraul.sources.services.documents.MOST_VERSIONS", 3)
    feed = make_feed()
    for n in range(6):
        changed = make_item(external_id="a", url="", text=f"{n} people have read this.")
        report = store_documents(feed, [changed], at=AT + timedelta(hours=n))
    assert DocumentVersion.objects.count() == 3
    assert Document.objects.get().text == "5 people have read this."
    assert Remark(RemarkKind.RESTLESS, "1") in report.remarks


def test_a_change_of_spaces_alone_is_no_change() -> None:
    feed = make_feed()
    item = make_item(external_id="a", text="Two  were\nhurt.")
    store_documents(feed, [item], at=AT)
    again = make_item(external_id="a", text="Two were hurt.", title=item.title, url=item.url)
    assert store_documents(feed, [again], at=LATER).repeated == 1


def test_one_identifier_for_many_addresses_loses_nothing_and_stays_stable() -> None:
    feed = make_feed()
    items = [make_item(external_id="same") for _ in range(4)]
    first = store_documents(feed, items, at=AT)
    again = store_documents(feed, items[::-1], at=LATER)
    assert first.new == 4
    assert Remark(RemarkKind.TWICE, "3") in first.remarks
    assert (again.new, again.changed, again.repeated) == (0, 0, 4)
    assert set(Document.objects.values_list("text", flat=True)) == {i.text for i in items}


def test_one_identifier_and_one_address_for_all_loses_nothing_when_a_new_item_comes_first() -> None:
    feed = make_feed()
    items = [make_item(external_id="same", url="https://feeds.example/") for _ in range(3)]
    store_documents(feed, items, at=AT)
    newest = make_item(external_id="same", url="https://feeds.example/")
    report = store_documents(feed, [newest, *items[:2]], at=LATER)
    assert (report.new, report.changed, report.repeated) == (1, 0, 2)
    texts = set(Document.objects.values_list("text", flat=True))
    assert texts == {i.text for i in [newest, *items]}


def test_the_very_same_item_twice_in_one_fetch_is_one_document() -> None:
    item = make_item()
    report = store_documents(make_feed(), [item, item], at=AT)
    assert (report.seen, report.new, report.repeated) == (2, 1, 1)


def test_the_same_identifier_in_two_feeds_is_two_documents() -> None:
    item = make_item()
    for feed in (make_feed(), make_feed()):
        store_documents(feed, [item], at=AT)
    assert Document.objects.count() == 2


@pytest.mark.parametrize(
    "ahead", [timedelta(hours=1), timedelta(days=400), timedelta(days=2_000_000)]
)
def test_a_date_in_the_future_is_flagged_and_not_trusted(ahead: timedelta) -> None:
    report = store_documents(make_feed(), [make_item(published_at=AT + ahead)], at=AT)
    document = Document.objects.get()
    assert document.is_future_dated
    assert (document.published_at, document.stated_at) == (AT, AT + ahead)
    assert Remark(RemarkKind.FUTURE, "1") in report.remarks


def test_an_item_without_a_date_gets_the_time_of_its_first_fetch() -> None:
    feed, item = make_feed(), make_item(published_at=None)
    store_documents(feed, [item], at=AT)
    changed = make_item(external_id=item.external_id, url=item.url, published_at=None)
    store_documents(feed, [changed], at=LATER)
    document = Document.objects.get()
    assert (document.published_at, document.stated_at) == (AT, None)


def test_a_text_beyond_the_limit_is_shortened_and_that_is_said() -> None:
    long = "word " * TEXT_LENGTH
    report = store_documents(make_feed(), [make_item(text=long)], at=AT)
    assert len(Document.objects.get().text) <= TEXT_LENGTH
    assert Remark(RemarkKind.SHORTENED, "1") in report.remarks


def test_a_title_that_is_a_whole_story_loses_no_word() -> None:
    long = "word " * 200 + "end"
    store_documents(make_feed(), [make_item(title=long, text="Text.")], at=AT)
    document = Document.objects.get()
    assert len(document.title) <= 500
    assert document.text == f"{long}\nText."


def test_what_was_refused_is_reported_and_the_counts_add_up() -> None:
    bad = Refused(2, ItemFault.CUT_OFF, "half a story")
    item = make_item()
    report = store_documents(make_feed(), [item, bad, item], at=AT)
    assert report.refused == [bad]
    assert report.new + report.changed + report.repeated + len(report.refused) == report.seen == 3


def test_a_batch_is_one_entry_in_the_journal_and_nothing_new_is_none() -> None:
    feed, items = make_feed(), [make_item() for _ in range(3)]
    store_documents(feed, items, at=AT)
    store_documents(feed, items, at=LATER)
    entry = Entry.objects.get(act="documents.stored")
    assert entry.facts == {"source": feed.source.code, "new": 3, "changed": 0}
    assert journal.verify().is_whole


def test_an_identifier_of_any_length_fits() -> None:
    feed = make_feed()
    items = [make_item(external_id="x" * 5_000 + str(n)) for n in range(2)]
    assert store_documents(feed, items, at=AT).new == 2
    assert store_documents(feed, items, at=LATER).repeated == 2


def test_no_query_is_made_per_item(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    feed, items = make_feed(), [make_item() for _ in range(500)]
    with django_assert_max_num_queries(60):  # SQLite takes some 40 rows to a statement
        store_documents(feed, items, at=AT)


def test_fifty_thousand_items_are_stored_in_seconds() -> None:
    feed = make_feed()
    items = (
        Item(str(n), f"Title {n}", f"Text number {n} " * 10, published_at=AT) for n in range(50_000)
    )
    begun = time.monotonic()
    report = store_documents(feed, items, at=AT)
    took = time.monotonic() - begun
    assert report.new == Document.objects.count() == 50_000
    assert took < 60, f"{took:.1f} s"
