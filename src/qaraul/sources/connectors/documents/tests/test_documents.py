"""Files of documents: JSON lines, JSON lists, CSV."""

from datetime import UTC, datetime

import pytest

from qaraul.sources.choices import ItemFault, RemarkKind
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Parsed, Refused, Remark
from qaraul.sources.connectors.documents.parser import parse


def parsed(text: str | bytes) -> list[Parsed]:
    return list(parse(text.encode() if isinstance(text, str) else text, Context()))


def test_lines_of_json_with_a_bad_one_between() -> None:
    rows = parsed(
        '{"id": 1, "title": "A", "text": "B < C", "lang": "uz", '
        '"published": "2025-05-14", "source": "X"}\n'
        "{half\n\n[1]\n"
        '{"id": "2", "text": "", "title": ""}\n'
        '{"id": "3", "text": "T", "published": "someday"}\n{"text": "No id"}'
    )
    first, *refused, last = rows
    assert isinstance(first, Item)
    assert isinstance(last, Item)
    assert (first.external_id, first.text, first.language) == ("1", "B < C", "uz")
    assert first.published_at == datetime(2025, 5, 14, tzinfo=UTC)
    assert first.raw == {"outlet": "X"}
    assert [(r.row, r.fault) for r in refused if isinstance(r, Refused)] == [
        (2, ItemFault.BROKEN), (4, ItemFault.BROKEN), (5, ItemFault.EMPTY),
        (6, ItemFault.BAD_FIELD),
    ]  # fmt: skip
    assert last.external_id.startswith("text:")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_with_any_usual_delimiter_and_order(delimiter: str) -> None:
    rows = [
        ["Language", "TEXT", "id"],
        ["ru", "Слова", "1"],
        ["ru", "", "2"],
        ["ru", "a", "3", "too many"],
    ]
    first, *refused = parsed("\ufeff" + "\n".join(delimiter.join(row) for row in rows))
    assert isinstance(first, Item)
    assert (first.external_id, first.text, first.language) == ("1", "Слова", "ru")
    assert [(r.row, r.fault) for r in refused if isinstance(r, Refused)] == [
        (2, ItemFault.EMPTY), (3, ItemFault.BAD_FIELD),
    ]  # fmt: skip


def test_a_list_of_json() -> None:
    (item,) = parsed('[{"id": "1", "text": "T"}]')
    assert isinstance(item, Item)


def test_a_table_in_an_old_encoding_is_repaired() -> None:
    rows = parsed("id,text\n1,На границе спокойно и тихо\n".encode("windows-1251"))
    assert isinstance(rows[0], Remark)
    assert rows[0].kind is RemarkKind.CHARSET
    assert isinstance(rows[1], Item)
    assert rows[1].text == "На границе спокойно и тихо"


def test_a_field_without_end_is_named() -> None:
    rows = parsed('id,text\n1,"' + "x" * 1_100_000)
    assert [r.fault for r in rows if isinstance(r, Refused)] == [ItemFault.BROKEN]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "[1, 2", "just words"])
def test_what_has_no_such_columns_is_refused_whole(text: str) -> None:
    with pytest.raises(NotThisKind):
        parsed(text)
