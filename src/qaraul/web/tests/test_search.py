"""Search over documents and incidents; only what the viewer may see."""

from datetime import date, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.events.testing import PUBLISHED, make_document, make_incident
from qaraul.journal.ids import new_id
from qaraul.lexemes.services import index
from qaraul.members.choices import Role
from qaraul.members.models import Organisation, Person
from qaraul.members.testing import make_organisation, make_person
from qaraul.members.viewers import Viewer, viewer_for
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.sources.models import Document
from qaraul.web.excerpts import LENGTH, excerpt, marked, pattern_of
from qaraul.web.queries.search import PAGE, SearchFilter, search

EVERYTHING = SearchFilter()


@pytest.fixture
def ours() -> Organisation:
    return make_organisation()


@pytest.fixture
def analyst(ours: Organisation) -> Person:
    return make_person(ours, Role.ANALYST)


@pytest.fixture
def viewer(analyst: Person, ours: Organisation) -> Viewer:
    return viewer_for(analyst, ours)


def indexed(document: Document) -> Document:
    words = f"{document.title} {document.text}".casefold().replace(".", "").split()
    index("document", document.pk, words, PUBLISHED)
    return document


@pytest.mark.django_db
def test_words_find_documents_and_incidents_with_the_words_marked(
    client: Client, viewer: Viewer, analyst: Person, ours: Organisation
) -> None:
    indexed(make_document(viewer))
    incident = make_incident(ours, title="Lorries turned back", tlp=TLP.GREEN, stage=Stage.RELEASED)
    index("incident", incident.pk, ["lorries", "turned", "back"], PUBLISHED)
    client.force_login(analyst)
    page = client.get("/search", {"q": "lorries"}).content.decode()
    assert "<mark>Lorries</mark> wait." in page
    assert "<mark>Lorries</mark> turned back" in page


@pytest.mark.django_db
def test_a_document_for_others_is_not_found_by_words_source_date_or_paging(
    client: Client, analyst: Person
) -> None:
    hidden = indexed(make_document(None))
    client.force_login(analyst)
    for query in (
        {},
        {"q": "lorries"},
        {"source": hidden.source.code},
        {"from": "2026-11-21", "to": "2026-11-21"},
        {"after": f"{(PUBLISHED + timedelta(days=1)).isoformat()}_{new_id().hex}"},
    ):
        page = client.get("/search", query).content.decode()
        assert hidden.title not in page
        assert hidden.source.title not in page


@pytest.mark.django_db
def test_a_recalled_document_is_gone_from_search_at_once(viewer: Viewer) -> None:
    other = make_document(None, audience=Audience.of(network=True))
    indexed(other)
    wanted = SearchFilter(q="lorries")
    assert [found.id for found in search(viewer, wanted).documents] == [other.pk]
    Document.objects.filter(pk=other.pk).update(stage=Stage.RECALLED)
    assert search(viewer, wanted).documents == ()


@pytest.mark.django_db
def test_paging_shows_every_document_once_even_when_times_are_equal(viewer: Viewer) -> None:
    first = make_document(viewer)
    rows = [
        Document(
            source=first.source, origin=first.origin, external_id=f"x{n}", title=f"T{n}",
            tlp=TLP.GREEN, stage=Stage.RELEASED, published_at=PUBLISHED, fetched_at=PUBLISHED,
            text_hash="0",
        )
        for n in range(2 * PAGE)
    ]  # fmt: skip
    Document.objects.bulk_create(rows)
    seen: list[object] = []
    after = ""
    while True:
        found = search(viewer, EVERYTHING, after)
        seen += [document.id for document in found.documents]
        if not (after := found.following):
            break
    assert len(seen) == len(set(seen)) == 2 * PAGE + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (SearchFilter(since=date(2026, 11, 21)), 1),
        (SearchFilter(since=date(2026, 11, 22)), 0),
        (SearchFilter(until=date(2026, 11, 21)), 1),
        (SearchFilter(until=date(2026, 11, 20)), 0),
        (SearchFilter(language="ru"), 0),
    ],
)
def test_days_are_whole_days_of_universal_time(
    viewer: Viewer, wanted: SearchFilter, count: int
) -> None:
    make_document(viewer)
    assert len(search(viewer, wanted).documents) == count


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"lang": "xx"}, "lang"),
        ({"q": "x" * 201}, "q"),
        ({"after": "nonsense"}, "after"),
        ({"after": "0001-01-01T00:00:00+00:00_zz"}, "after"),
    ],
)
def test_a_damaged_address_names_its_part(
    client: Client, analyst: Person, query: dict[str, str], field: str
) -> None:
    client.force_login(analyst)
    answer = client.get("/search", query, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["field"] == field


@pytest.mark.django_db
def test_each_chip_takes_away_its_own_part(client: Client, analyst: Person) -> None:
    wanted = SearchFilter.from_query({"q": "bridge", "lang": "ru", "from": "2026-11-01"})
    assert [chip["url"] for chip in wanted.chips] == [
        "?lang=ru&from=2026-11-01",
        "?q=bridge&from=2026-11-01",
        "?q=bridge&lang=ru",
    ]
    client.force_login(analyst)
    page = client.get("/search?q=bridge&lang=ru").content.decode()
    assert "No document that you may see fits" in page


def test_a_control_character_is_no_part_of_a_question() -> None:
    assert SearchFilter.from_query({"q": "a\x00b  c"}).q == "ab c"
    with pytest.raises(BadInput):
        SearchFilter.from_query({"to": "2026-13-01"})


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("мосту", "у моста стояли", "у <mark>моста</mark> стояли"),
        ("bridge", "<b>Bridges</b>", "&lt;b&gt;<mark>Bridges</mark>&lt;/b&gt;"),
        ("of", "offer of peace", "offer <mark>of</mark> peace"),
        ("پل", "پل بسته شد", "<mark>پل</mark> بسته شد"),
        ("...", "nothing", "nothing"),
    ],
)
def test_found_words_are_marked_in_their_forms(question: str, text: str, shown: str) -> None:
    assert marked(text, pattern_of(question)) == shown


@given(st.text(max_size=500), st.text(max_size=30))
def test_no_text_and_no_question_make_markup(text: str, question: str) -> None:
    shown = excerpt(text, pattern_of(question))
    bare = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare
    assert len(" ".join(text.split())) > LENGTH or "…" not in bare or "…" in text


def test_an_excerpt_shows_the_words_from_the_middle_of_a_long_text() -> None:
    text = "word " * 200 + "the bridge is closed " + "word " * 200
    shown = excerpt(text, pattern_of("bridge"))
    assert "<mark>bridge</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
