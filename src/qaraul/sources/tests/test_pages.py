"""The pages of the catalogue and of a document, as people of several organisations open them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience
from qaraul.sources import services
from qaraul.sources.fetching import Policy
from qaraul.sources.models import Document, Feed, Source
from qaraul.sources.panels import Panel, panels
from qaraul.sources.services import fetch_feed, store_documents
from qaraul.sources.testing import AT, make_document, make_feed, make_item, make_source
from qaraul.sources.testing.server import LocalServer

pytestmark = pytest.mark.django_db
NEW = {
    "title": "Valley Courier",
    "code": "valley",
    "kind": "independent_media",
    "language": "ky",
    "country": "KG",
    "connector": "rss",
    "url": "https://valley.example/rss",
    "readers": "network",
}


@pytest.fixture(autouse=True)
def _without_second_factor(settings: Settings) -> None:
    """As in the demonstration; that administrators need one is tested where it is asked for."""
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def home() -> Organisation:
    return make_organisation()


def signed_in(organisation: Organisation | None = None, *roles: Role) -> Client:
    client = Client()
    organisation = organisation or make_organisation()
    client.force_login(make_person(organisation, *(roles or (Role.ANALYST,))))
    return client


def page(client: Client, name: str, *args: object, query: str = "") -> Any:
    return client.get(reverse(f"sources:{name}", args=args) + query)


def test_the_public_signs_in_before_it_sees_a_source(client: Client) -> None:
    source = make_source()
    for name, args in (("list", ()), ("new", ()), ("detail", (source.code,)), ("detail", ("x",))):
        answer = page(client, name, *args)
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]


def test_the_list_says_what_is_silent_and_can_be_narrowed(home: Organisation) -> None:
    services.load_starter_catalogue(home)
    client = signed_in(home)
    whole = page(client, "list")
    assert whole.status_code == 200
    assert "Tengrinews" in page(client, "list", query="?q=tengri").content.decode()
    assert "No source fits" in page(client, "list", query="?state=silent").content.decode()
    assert page(client, "list", query="?state=nonsense").status_code == 400
    assert page(client, "list", query="?after=nonsense").status_code == 400


def test_an_empty_catalogue_says_what_to_do() -> None:
    assert "No source yet" in page(signed_in(), "list").content.decode()


def test_the_list_asks_few_questions(
    home: Organisation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    services.load_starter_catalogue(home)
    client = signed_in(home)
    with django_assert_max_num_queries(16):
        page(client, "list")


def test_a_source_shows_record_feeds_log_and_refusals_to_its_owner(
    home: Organisation, server: LocalServer, policy: Policy
) -> None:
    source = make_source(home)
    body = (
        "<rss><channel><item><title>One</title></item><item><guid>2</guid></item></channel></rss>"
    )
    feed = make_feed(source, server.serve("/secret-feed", body.encode()))
    fetch_feed(feed.pk, at=AT, policy=policy)
    own = page(signed_in(home), "detail", source.code).content.decode()
    other = page(signed_in(), "detail", source.code).content.decode()
    assert "neither a title nor a text" in own
    assert "secret-feed" in own
    assert "secret-feed" not in other
    assert "neither a title" not in other
    assert "Test now" in own
    assert "Test now" not in other


def test_a_narrow_source_is_not_there_for_others(home: Organisation) -> None:
    source = make_source(home, tlp=TLP.AMBER, audience=None)
    stranger = signed_in()
    assert page(stranger, "detail", source.code).status_code == 404
    assert source.title not in page(stranger, "list").content.decode()
    assert stranger.post(reverse("sources:grade", args=[source.code])).status_code == 404


def test_a_new_source_is_added_disabled_with_its_feed(home: Organisation) -> None:
    client = signed_in(home)
    assert page(client, "new").status_code == 200
    answer = client.post(reverse("sources:new"), NEW)
    assert answer.status_code == 302
    source = Source.objects.get(code=f"{home.code.lower()}-valley")
    assert (source.owner, source.is_enabled, source.tlp) == (home, False, TLP.GREEN)
    assert source.audience == Audience.of(network=True)
    assert Feed.objects.get().url == "https://valley.example/rss"


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "file:///etc/passwd"},
        {"url": ""},
        {"connector": "documents"},
        {"connector": "maildrop"},
        {"code": "taken"},
        {"code": "a b"},
        {"title": ""},
        {"language": "Kyrgyz"},
        {"readers": "public"},
    ],
)
def test_a_new_source_that_cannot_be_is_refused_with_words(
    wrong: dict[str, str], home: Organisation
) -> None:
    make_source(home, title="Taken")
    Source.objects.update(code=f"{home.code.lower()}-taken")
    answer = signed_in(home).post(reverse("sources:new"), NEW | wrong)
    assert answer.status_code == 400
    assert "needs a change" in answer.content.decode()
    assert Source.objects.count() == 1


def test_a_form_says_which_languages_countries_and_codes_there_are(home: Organisation) -> None:
    client = signed_in(home, Role.ADMINISTRATOR)
    shown = page(client, "new").content.decode()
    assert '<option value="ky">Kyrgyz</option>' in shown
    assert '<option value="KG">Kyrgyzstan</option>' in shown
    assert shown.index("Kazakh<") < shown.index("Arabic<"), "the region comes first"
    address = shown[shown.index('for="id_url"') :]
    assert "may stay empty" not in address[: address.index("</label>")]
    refused = client.post(reverse("sources:new"), NEW | {"code": "not a code"}).content.decode()
    assert "Use Latin letters, digits, hyphens and underscores only." in refused
    assert "slug" not in refused


def test_the_owner_states_which_countries_a_source_tells_of(home: Organisation) -> None:
    client = signed_in(home, Role.ADMINISTRATOR)
    client.post(reverse("sources:new"), NEW | {"coverage": ["KG", "TJ"]})
    source = Source.objects.get(title=NEW["title"])
    assert source.coverage == ["KG", "TJ"]
    address = reverse("sources:coverage", args=[source.code])
    assert client.post(address, {"coverage": ["UZ"]}).status_code == 302
    source.refresh_from_db()
    assert source.coverage == ["UZ"]
    assert client.post(address, {"coverage": ["Narnia"]}).status_code == 400
    other = signed_in(make_organisation(), Role.ADMINISTRATOR)
    assert other.post(address, {"coverage": []}).status_code == 403
    source.refresh_from_db()
    assert source.coverage == ["UZ"]


def test_a_refusal_of_this_node_names_the_setting_and_whom_to_ask(
    home: Organisation, policy: Policy
) -> None:
    feed = make_feed(make_source(home), "http://127.0.0.1:8555/feed")
    fetch_feed(feed.pk, at=AT, policy=policy)
    client = signed_in(home, Role.ADMINISTRATOR)
    shown = page(client, "detail", feed.source.code).content.decode()
    assert "This node refused to fetch a feed" in shown
    assert "QARAUL_FETCH_ALLOW" in shown
    assert "This source is silent" not in shown
    assert "1 is refused by this node" in page(client, "list").content.decode()


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.FOCAL_POINT, Role.REVIEWER])
def test_other_roles_look_and_do_not_touch(role: Role, home: Organisation) -> None:
    source, client = make_source(home), signed_in(home, role)
    feed = make_feed(source)
    assert page(client, "detail", source.code).status_code == 200
    assert page(client, "new").status_code == 404
    for name, key in (("grade", source.code), ("switch", source.code), ("feed_switch", feed.pk)):
        assert client.post(reverse(f"sources:{name}", args=[key])).status_code == 404
    source.refresh_from_db()
    assert source.is_enabled


def test_analysts_of_others_cannot_touch_a_source_they_see(home: Organisation) -> None:
    source = make_source(home)
    feed, stranger = make_feed(source), signed_in()
    good = {"grade": "A", "reason": "x"}
    assert stranger.post(reverse("sources:grade", args=[source.code]), good).status_code == 403
    assert stranger.post(reverse("sources:switch", args=[source.code])).status_code == 403
    for name in ("feed_switch", "feed_test"):
        assert stranger.post(reverse(f"sources:{name}", args=[feed.pk])).status_code == 404
    assert stranger.post(reverse("sources:feed_add", args=[source.code])).status_code == 404


def test_an_analyst_grades_with_a_reason(home: Organisation) -> None:
    source, client = make_source(home), signed_in(home)
    address = reverse("sources:grade", args=[source.code])
    assert client.post(address, {"grade": "B"}).status_code == 400
    assert client.post(address, {"grade": "B", "reason": "Twice right."}).status_code == 302
    shown = page(client, "detail", source.code).content.decode()
    assert "F → B" in shown
    assert "Twice right." in shown


def test_an_administrator_switches_adds_and_tests_feeds(
    home: Organisation, server: LocalServer
) -> None:
    source, client = make_source(home, is_enabled=False), signed_in(home, Role.ADMINISTRATOR)
    url = server.serve("/f", b"<rss><channel><item><title>One</title></item></channel></rss>")
    feeds = reverse("sources:feed_add", args=[source.code])
    assert client.post(feeds, {"connector": "rss", "url": url}).status_code == 302
    assert client.post(feeds, {"connector": "rss", "url": url}).status_code == 400
    assert client.post(feeds, {"connector": "rss", "url": "gopher://x"}).status_code == 400
    feed = Feed.objects.get()
    told = client.post(reverse("sources:feed_test", args=[feed.pk]), follow=True)
    assert "It answers: 1 item, nothing refused." in told.content.decode()
    client.post(reverse("sources:switch", args=[source.code]), {"enable": "yes"})
    feed.refresh_from_db()
    assert feed.is_enabled
    client.post(reverse("sources:feed_switch", args=[feed.pk]), {"disable": "yes"})
    source.refresh_from_db()
    assert not source.is_enabled
    assert not Document.objects.exists()


def test_a_document_shows_its_words_grade_and_marking(home: Organisation) -> None:
    feed = make_feed(make_source(home, reliability="B", language="ky"))
    document = make_document(feed, text="First part.\nSecond <b>part</b>.", language="ky")
    shown = page(signed_in(), "document", document.pk).content.decode()
    for words in ("Second &lt;b&gt;part", "usually reliable", "TLP:GREEN", 'lang="ky"'):
        assert words in shown
    assert feed.source.code in shown


def test_an_earlier_text_stays_readable() -> None:
    feed = make_feed()
    document = make_document(feed, external_id="a", text="Two were hurt.", title="T", url="")
    again = make_item(external_id="a", text="Three were hurt.", title="T", url="")
    store_documents(feed, [again], at=AT)
    shown = page(signed_in(), "document", document.pk).content.decode()
    assert "Two were hurt." in shown
    assert "Three were hurt." in shown


def test_a_document_is_not_there_for_whom_it_is_not_meant(
    client: Client, home: Organisation
) -> None:
    document = make_document(make_feed(make_source(home, tlp=TLP.AMBER, audience=None)))
    assert page(signed_in(home), "document", document.pk).status_code == 200
    for reader in (client, signed_in(), signed_in(None, Role.ADMINISTRATOR)):
        assert page(reader, "document", document.pk).status_code == 404
    assert page(signed_in(home, Role.OBSERVER), "document", document.pk).status_code == 200


def test_the_public_reads_a_clear_document_and_nothing_of_its_source(client: Client) -> None:
    source = make_source(tlp=TLP.CLEAR, audience=Audience.of(public=True), reliability="D")
    shown = page(client, "document", make_document(make_feed(source)).pk)
    assert shown.status_code == 200
    assert "not usually reliable" not in shown.content.decode()
    assert reverse("sources:detail", args=[source.code]) not in shown.content.decode()


def test_higher_apps_add_a_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_items", {})
    panels.register("one", Panel("web/parts/empty.html", lambda *_: {"title": "x"}))
    panels.register("none", Panel("no/such/template.html", lambda *_: None))
    assert page(signed_in(), "document", make_document().pk).status_code == 200


def test_the_code_of_a_hidden_source_cannot_be_guessed_by_naming_a_new_one(
    home: Organisation,
) -> None:
    hidden = make_source(tlp=TLP.AMBER, audience=None)
    answer = signed_in(home).post(reverse("sources:new"), NEW | {"code": hidden.code})
    assert answer.status_code == 302
    assert Source.objects.filter(owner=home).get().code == f"{home.code.lower()}-{hidden.code}"
