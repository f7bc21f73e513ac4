"""RSS, RDF and Atom in the shapes that outlets of the region really use."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.sources.choices import ItemFault
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Refused
from qaraul.sources.connectors.rss.fragments import fragments, frame_of, without_entities
from qaraul.sources.connectors.rss.parser import parse

CONTEXT = Context(url="https://outlet.example/rss", language="ru")


def items(text: str, context: Context = CONTEXT) -> list[Item]:
    return [p for p in parse(text.encode(), context) if isinstance(p, Item)]


def test_rss_with_content_creator_and_relative_link() -> None:
    (item,) = items(
        """<?xml version="1.0"?><rss version="2.0"
        xmlns:content="http://purl.org/rss/1.0/modules/content/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
        <title>x</title><language>kk-KZ</language>
        <item><title>Шекарада &amp; жолда</title><link>/news/1</link>
        <dc:creator>A Person</dc:creator>
        <pubDate>Mon, 23 Nov 2026 18:30:00 +0500</pubDate><description>Short.</description>
        <content:encoded><![CDATA[<p>Long text.</p><p>Second part.</p>]]></content:encoded>
        <category>border</category></item></channel></rss>"""
    )
    assert (item.title, item.text) == ("Шекарада & жолда", "Long text.\nSecond part.")
    assert item.url == item.external_id == "https://outlet.example/news/1"
    assert item.published_at == datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    assert (item.language, item.author_dropped) == ("kk", True)
    assert item.raw == {"categories": ["border"]}
    assert "Person" not in str(item)


def test_atom_with_html_content_and_the_entrys_own_language() -> None:
    (item,) = items(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ky"><title>x</title>
        <entry><title type="html">Баткен &amp;amp; Ош</title><id>tag:1</id>
        <link rel="alternate" href="https://outlet.example/1"/>
        <updated>2026-11-23T10:00:00+06:00</updated>
        <content type="html">&lt;p&gt;Кабар&lt;/p&gt;</content>
        <author><name>A Person</name></author>
        </entry></feed>"""
    )
    assert (item.external_id, item.url) == ("tag:1", "https://outlet.example/1")
    assert (item.title, item.text, item.language) == ("Баткен & Ош", "Кабар", "ky")
    assert item.published_at == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    assert item.author_dropped


def test_rdf_whose_items_stand_beside_the_channel() -> None:
    found = items(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://outlet.example/"><title>x</title><items><rdf:Seq>
        <rdf:li rdf:resource="a"/></rdf:Seq></items></channel>
        <item rdf:about="urn:a"><title>One</title><link>https://outlet.example/a</link>
        <dc:date>2026-11-23T10:00:00Z</dc:date></item>
        <item rdf:about="urn:b"><title>Two</title></item></rdf:RDF>"""
    )
    assert [i.title for i in found] == ["One", "Two"]
    assert found[0].published_at == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert [i.external_id for i in found] == ["urn:a", "urn:b"]


def test_a_prefix_on_every_element_is_no_obstacle() -> None:
    (item,) = items(
        """<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:title>One</a:title>
        <a:id>1</a:id></a:entry></a:feed>"""
    )
    assert (item.external_id, item.title) == ("1", "One")


def test_warnings_of_the_server_before_the_feed_are_passed_over() -> None:
    (item,) = items(
        "<br /><b>Warning</b>: x in y.php\n"
        "<rss><channel><item><title>One</title></item></channel></rss>"
    )
    assert item.title == "One"


def test_a_point_is_kept() -> None:
    (item,) = items(
        """<rss xmlns:georss="http://www.georss.org/georss"><channel><item><title>Quake</title>
        <georss:point>41.2 69.2</georss:point></item></channel></rss>"""
    )
    assert item.raw["point"] == [69.2, 41.2]


def test_an_end_tag_in_words_ends_no_item() -> None:
    (item,) = items(
        "<rss><channel><item><title>Ends here</title><description><![CDATA[</item>]]></description>"
        "<!-- </item> --><guid>1</guid></item></channel></rss>"
    )
    assert item.external_id == "1"


def test_an_item_without_identity_is_known_by_its_words() -> None:
    text = "<rss><channel><item><title>One</title></item></channel></rss>"
    (first,), (second,) = items(text, Context()), items(text, Context())
    assert first.external_id == second.external_id != ""


def test_an_item_without_words_is_refused_by_its_row() -> None:
    body = b"<rss><channel><item><title>1</title></item><item><guid>2</guid></item></channel></rss>"
    assert Refused(2, ItemFault.EMPTY) in list(parse(body, CONTEXT))


@pytest.mark.parametrize("text", ["", "<html></html>", "{}", "<alert/>", "<opml><outline/></opml>"])
def test_what_is_no_feed_is_refused_whole(text: str) -> None:
    with pytest.raises(NotThisKind):
        items(text)


def test_definitions_are_taken_out_by_name() -> None:
    text, names = without_entities('<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY % c "d">]><rss/>')
    assert (text, names) == ("<rss/>", frozenset({"a", "c"}))


def test_a_plain_document_type_is_taken_out() -> None:
    assert without_entities('<!DOCTYPE rss PUBLIC "x" "y"><rss/>') == ("<rss/>", frozenset())


@given(st.text(alphabet="<>/![]-CDATAitemnry &;ab", max_size=400))
def test_cutting_never_fails_and_never_invents(text: str) -> None:
    parts = [f.text for f in fragments(text)]
    assert all(part in text for part in parts)
    assert sum(map(len, parts)) <= len(text)
    frame_of(text)


@given(st.text(max_size=300))
def test_any_text_as_an_item_gives_one_answer_for_one_row(text: str) -> None:
    clean = text.replace("<", "").replace("&", "").replace("\x00", "")
    body = f"<rss><channel><item><title>{clean}</title><guid>1</guid></item></channel></rss>"
    parsed = [
        p for p in parse(body.encode("utf-8", "replace"), CONTEXT) if isinstance(p, Item | Refused)
    ]
    assert len(parsed) == 1
