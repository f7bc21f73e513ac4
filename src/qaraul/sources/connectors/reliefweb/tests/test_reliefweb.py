"""ReliefWeb answers."""

from datetime import UTC, datetime

import orjson
import pytest

from qaraul.sources.choices import ItemFault
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Refused
from qaraul.sources.connectors.reliefweb.parser import parse

REPORT = {
    "id": "4100001",
    "href": "https://api.reliefweb.int/v2/reports/4100001",
    "fields": {
        "title": "Kyrgyzstan: floods",
        "body-html": "<p>Forty families left.</p>",
        "url_alias": "https://reliefweb.int/report/1",
        "date": {"created": "2026-11-23T10:00:00+00:00"},
        "language": [{"code": "ru"}],
        "source": [{"shortname": "OCHA"}],
        "country": [{"iso3": "kgz"}],
    },
}


def test_a_report_with_its_publisher_and_country() -> None:
    rows = {"data": [REPORT, {"fields": {"title": "x"}}, {"id": "2", "fields": {}}, 3]}
    item, *refused = parse(orjson.dumps(rows), Context())
    assert isinstance(item, Item)
    assert (item.external_id, item.text, item.language) == ("4100001", "Forty families left.", "ru")
    assert item.published_at == datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert item.raw == {"source": ["OCHA"], "country": ["kgz"]}
    assert [r.fault for r in refused if isinstance(r, Refused)] == [
        ItemFault.NO_IDENTITY, ItemFault.EMPTY, ItemFault.BROKEN,
    ]  # fmt: skip


def test_an_error_message_of_the_api_is_no_list() -> None:
    with pytest.raises(NotThisKind):
        list(parse(b'{"status": 403, "error": {"message": "no appname"}}', Context()))
