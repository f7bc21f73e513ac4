"""Earthquake services as they answer."""

from datetime import UTC, datetime

import orjson
import pytest

from qaraul.sources.choices import ItemFault
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Parsed, Refused
from qaraul.sources.connectors.geojson.parser import parse


def parsed(*features: object) -> list[Parsed]:
    body = orjson.dumps({"type": "FeatureCollection", "features": features})
    return list(parse(body, Context(url="https://quakes.example/")))


def test_a_feature_of_usgs() -> None:
    (item,) = parsed(
        {
            "id": "us7000",
            "properties": {
                "mag": 5.1,
                "place": "40 km S of Sary-Tash, Kyrgyzstan",
                "time": 1795428000000,
                "title": "M 5.1 - 40 km S of Sary-Tash, Kyrgyzstan",
                "url": "https://quakes.example/us7000",
            },
            "geometry": {"type": "Point", "coordinates": [73.2, 39.4, 10]},
        }
    )
    assert isinstance(item, Item)
    assert (item.external_id, item.title) == ("us7000", "M 5.1 - 40 km S of Sary-Tash, Kyrgyzstan")
    assert item.published_at == datetime.fromtimestamp(1795428000, UTC)
    assert item.raw == {"mag": "5.1", "point": [73.2, 39.4]}


def test_a_feature_of_emsc_that_has_no_title() -> None:
    (item,) = parsed(
        {
            "properties": {
                "unid": "x1",
                "mag": 4.6,
                "flynn_region": "TAJIKISTAN",
                "time": "2026-11-23T10:00:00Z",
            },
            "geometry": {"type": "Point", "coordinates": ["71", None]},
        }
    )
    assert isinstance(item, Item)
    assert (item.external_id, item.title) == ("x1", "M 4.6 – TAJIKISTAN")
    assert "point" not in item.raw


def test_features_without_name_or_identity_are_named() -> None:
    assert parsed(3, {"id": "1"}, {"properties": {"title": "T"}}) == [
        Refused(1, ItemFault.BROKEN, "int"),
        Refused(2, ItemFault.EMPTY),
        Refused(3, ItemFault.NO_IDENTITY, "T"),
    ]


def test_what_is_no_collection_is_refused_whole() -> None:
    with pytest.raises(NotThisKind):
        list(parse(b'{"type": "Point"}', Context()))
