"""UCDP releases: csv, zip and parquet, with the codebook's fields and every bad row named."""

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from qaraul.errors import BadInput, TooLarge
from qaraul.sources.connectors.base import Refused
from qaraul.sources.connectors.ucdp import GedEvent, parser, read

DATA = Path(__file__).parents[7] / "shared" / "data" / "conflict"
ROW = {
    "id": "492699", "type_of_violence": "3", "date_start": "2023-10-02 00:00:00.000",
    "date_end": "2023-10-03 00:00:00.000", "date_prec": "2",
    "latitude": "32.7", "longitude": "68.4",
    "where_prec": "1", "where_coordinates": "Jalalzai village", "adm_1": "Paktika province",
    "country": "Afghanistan", "country_id": "700", "side_a": "Government", "side_b": "Civilians",
    "best": "1", "low": "1", "high": "2", "deaths_civilians": "1", "source_original": "A Person",
    "geom_wkt": "POINT(1 2)", "source_headline": "A headline; another", "number_of_sources": "-1",
}  # fmt: skip


def table(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROW))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def test_a_row_with_its_fields_and_without_the_person_quoted() -> None:
    (event,) = read(table(ROW))
    assert isinstance(event, GedEvent)
    assert (event.id, event.row, event.type_of_violence) == ("492699", 1, 3)
    assert (event.date_start, event.date_end, event.date_prec) == (
        date(2023, 10, 2),
        date(2023, 10, 3),
        2,
    )
    assert (event.low, event.best, event.high, event.deaths_a) == (1, 1, 2, None)
    assert event.number_of_sources is None
    assert "Person" not in str(event)
    assert not event.is_range_widened


@pytest.mark.parametrize(
    ("low", "best", "high", "expected", "is_widened"),
    [
        ("4", "5", "4", (4, 5, 5), True),
        ("5", "4", "4", (4, 4, 5), True),
        ("29", "29", "0", (0, 29, 29), True),
        ("", "3", "", (None, 3, None), False),
        ("3", "3", "3", (3, 3, 3), False),
    ],
)
def test_a_best_count_outside_its_range_widens_it(
    *,
    low: str,
    best: str,
    high: str,
    expected: tuple[int | None, int, int | None],
    is_widened: bool,
) -> None:
    (event,) = read(table({**ROW, "low": low, "best": best, "high": high}))
    assert isinstance(event, GedEvent)
    assert event.best == expected[1]
    assert event.is_range_widened == is_widened
    if None not in expected:
        assert (event.low or 0) <= event.best <= (event.high or 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("latitude", "91"), ("latitude", ""), ("longitude", "-181"), ("latitude", "nan"),
        ("latitude", "x"),
        ("type_of_violence", "4"), ("type_of_violence", ""),
        ("date_start", "soon"), ("date_end", "2023-10-01"),
        ("best", ""), ("best", "1.5"), ("best", "-7"), ("where_prec", "8"),
        ("date_prec", "6"), ("id", ""),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_the_others_are_taken(field: str, value: str) -> None:
    first, bad, last = read(table(ROW, {**ROW, field: value}, ROW))
    assert isinstance(first, GedEvent)
    assert isinstance(last, GedEvent)
    assert isinstance(bad, Refused)
    assert bad.row == 2
    assert bad.detail.startswith(field[:4])


def test_a_zip_with_one_table_is_opened() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("GEDEvent.csv", table(ROW))
        archive.writestr("readme.txt", "x")
    assert len(list(read(packed.getvalue()))) == 1


def test_a_zip_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "LARGEST_FILE", 10)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("GEDEvent.csv", table(ROW))
    with pytest.raises(TooLarge):
        list(read(packed.getvalue()))


@pytest.mark.parametrize(
    "body", [b"", b"id,best\n1,2\n", b"PK\x03\x04nonsense", b"PAR1nonsense", b"\x00\x01"]
)
def test_what_is_no_release_is_refused_whole(body: bytes) -> None:
    with pytest.raises(BadInput):
        list(read(body))


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "rows"), [("ucdp_candidate_v23_0_10", 2391), ("ged_v25_1_event_sample", 9972)]
)
def test_a_real_release_is_read_whole(name: str, rows: int) -> None:
    path = DATA / f"{name}.parquet"
    if not path.exists():
        pytest.skip("the shared data is not here")
    events = list(read(path))
    assert len(events) == rows
    assert [e for e in events if isinstance(e, Refused)] == []
