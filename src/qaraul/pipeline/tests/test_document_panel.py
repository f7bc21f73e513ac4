"""The page of a document says what was read, in which words, and what else tells of it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.viewers import PUBLIC
from qaraul.pipeline.models import Signal, StoryDocument
from qaraul.pipeline.queries.panel import document_panel
from qaraul.pipeline.services import read_due_documents
from qaraul.pipeline.testing import NOW, make_document, make_source
from qaraul.pipeline.tests.test_reading_documents import CLASH, CLASH_RU
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience
from qaraul.sources.models import Document

pytestmark = pytest.mark.usefixtures("areas")


@pytest.fixture
def both(home: Organisation) -> tuple[Document, Document]:
    """An English and a Russian document of one story, for everybody."""
    source = make_source(home, tlp=TLP.CLEAR)
    shared: dict[str, Any] = {"tlp": TLP.CLEAR, "audience": Audience.of(public=True)}
    english = make_document(*CLASH, source=source, **shared)
    russian = make_document(*CLASH_RU, source=source, **shared)
    read_due_documents(NOW)
    return english, russian


def page(document: Document, client: Client, language: str = "en") -> str:
    answer = client.get(document.get_absolute_url(), headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def member(home: Organisation) -> Client:
    client = Client()
    client.force_login(make_person(home, Role.ANALYST))
    return client


def test_it_says_what_was_read_with_its_words_and_story(
    home: Organisation, both: tuple[Document, Document]
) -> None:
    html = page(both[0], member(home))
    assert "What was read" in html
    assert "<mark>" in html
    assert "In short" in html
    assert Signal.objects.get().number in html
    assert both[1].title in html


def test_a_text_in_another_language_comes_with_its_known_terms(
    home: Organisation, both: tuple[Document, Document]
) -> None:
    client = member(home)
    html = page(both[1], client)
    assert "Known terms in this text" in html
    assert "the text is not translated" in html
    assert "Known terms in this text" not in page(both[0], client)


def test_the_summary_prefers_the_readers_language_and_says_what_is_not_translated(
    both: tuple[Document, Document],
) -> None:
    viewer = make_viewer(both[0].origin)
    for language, first in (("en", "en"), ("ru", "ru")):
        with translation.override(language):
            panel = document_panel(viewer, both[0])
        assert panel is not None
        assert panel["digest"].lines[0].lang == first
        assert not panel["digest"].lines[0].is_foreign
    with translation.override("tk"):
        panel = document_panel(viewer, both[0])
    assert panel is not None
    assert panel["digest"].foreign


def test_the_public_sees_the_reading_of_a_public_text_and_no_signal(
    both: tuple[Document, Document],
) -> None:
    html = page(both[0], Client())
    assert "What was read" in html
    assert Signal.objects.get().number not in html
    panel = document_panel(PUBLIC, both[0])
    assert panel is not None
    assert panel["signal"] is None
    assert panel["advice"] is None


def test_a_document_that_the_viewer_may_not_see_is_nowhere_on_it(
    home: Organisation, both: tuple[Document, Document]
) -> None:
    hidden = both[1]
    Document.objects.filter(pk=hidden.pk).update(tlp=TLP.RED, audience=None)
    assert StoryDocument.objects.filter(story=both[0].place_in_story.story_id).count() == 2
    guest = make_organisation()
    for client in (Client(), member(guest)):
        html = page(both[0], client)
        assert hidden.title not in html
        assert str(hidden.pk) not in html
        assert Signal.objects.get().number not in html
    assert hidden.title in page(both[0], member(home))


def test_a_text_that_was_not_read_says_why_and_an_unread_one_nothing(home: Organisation) -> None:
    source = make_source(home)
    french = make_document("Deux morts à Paris selon la police", "Rien de plus.", source=source)
    waiting = make_document("Not yet", source=source, due_at=None)
    read_due_documents(NOW)
    html = page(french, member(home))
    assert "The machine did not read this text" in html
    assert "What was read" not in page(waiting, member(home))


def test_a_source_that_the_viewer_may_not_know_is_not_named(home: Organisation) -> None:
    source = make_source(home, tlp=TLP.RED, title="A quiet correspondent")
    shared: dict[str, Any] = {"tlp": TLP.CLEAR, "audience": Audience.of(public=True)}
    english = make_document(*CLASH, source=source, **shared)
    make_document(*CLASH_RU, source=source, **shared)
    read_due_documents(NOW)
    for client in (Client(), member(make_organisation())):
        html = page(english, client)
        assert "In short" in html
        assert "A quiet correspondent" not in html
    assert "A quiet correspondent" in page(english, member(home))
