"""JSON Feed, and lists that look like it."""

from datetime import UTC, datetime

import orjson
import pytest

from qaraul.sources.choices import ItemFault
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Parsed, Refused
from qaraul.sources.connectors.jsonfeed.parser import parse


def parsed(value: object) -> list[Parsed]:
    return list(parse(orjson.dumps(value), Context(url="https://outlet.example/feed.json")))


def test_a_feed_of_version_one_point_one() -> None:
    (item,) = parsed(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "language": "tg",
            "items": [
                {
                    "id": 7,
                    "url": "/7",
                    "title": "Сарҳад",
                    "content_text": "Ду кас < се кас & дигар",
                    "date_published": "2026-11-23T10:00:00+05:00",
                    "authors": [{"name": "A Person"}],
                    "tags": ["border", 3],
                }
            ],
        }
    )
    assert isinstance(item, Item)
    assert (item.external_id, item.url) == ("7", "https://outlet.example/7")
    assert item.text == "Ду кас < се кас & дигар"
    assert item.published_at == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert (item.language, item.author_dropped) == ("tg", True)
    assert item.raw == {"categories": ["border"]}
    assert "Person" not in str(item)


def test_html_content_is_cleaned_and_summary_stands_in() -> None:
    html, summary = parsed(
        [{"id": "1", "content_html": "<p>A<script>b</script></p>"}, {"id": "2", "summary": "C"}]
    )
    assert isinstance(html, Item)
    assert isinstance(summary, Item)
    assert (html.text, summary.text) == ("A", "C")


def test_items_that_are_none_are_named() -> None:
    assert parsed({"items": ["x", {"id": "1"}, {"id": "2", "title": "T"}]})[:2] == [
        Refused(1, ItemFault.BROKEN, "str"),
        Refused(2, ItemFault.EMPTY),
    ]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{}", b"3", b'{"items": 3}', b"[" * 100_000, b"\xff\xfe{"]
)
def test_what_is_no_list_of_items_is_refused_whole(body: bytes) -> None:
    with pytest.raises(NotThisKind):
        list(parse(body, Context()))
