"""Imports account for every row, take each once, and leave what people have changed."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from django.db.models import Sum

from qaraul.errors import BadInput, NotAllowed
from qaraul.events import exports, incoming, news
from qaraul.events.choices import DatePrecision, EventType, PlacePrecision, SourceKind, Status
from qaraul.events.filters import IncidentFilter
from qaraul.events.imports import ImportReport, Standing, import_incidents, import_ucdp
from qaraul.events.models import Incident
from qaraul.events.services import change_incident
from qaraul.events.testing import make_incident, own_organisation
from qaraul.journal.models import Entry
from qaraul.members.choices import Role
from qaraul.members.testing import make_viewer
from qaraul.members.viewers import Viewer
from qaraul.places.models import Area
from qaraul.places.services import load_starter_areas
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 5, tzinfo=UTC)
SHARED = Path(__file__).parents[5] / "shared" / "data" / "conflict"
EVENT: dict[str, Any] = {
    "id": 492699,
    "type_of_violence": 1,
    "side_a": "Government of A",
    "side_b": "Group B",
    "where_prec": 1,
    "where_coordinates": "Osh city",
    "adm_1": "Osh",
    "country": "Kyrgyzstan",
    "latitude": 40.53,
    "longitude": 72.8,
    "date_prec": 2,
    "date_start": "2023-10-02 00:00:00.000",
    "date_end": "2023-10-04 00:00:00.000",
    "best": 3,
    "low": 1,
    "high": 5,
}


@pytest.fixture
def viewer() -> Viewer:
    return make_viewer()


def as_csv(*rows: dict[str, Any]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(EVENT))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def candidate(source: bytes | Path, viewer: Viewer, **more: Any) -> ImportReport:
    report = import_ucdp(source, source_kind=SourceKind.CANDIDATE, viewer=viewer, at=NOW, **more)
    assert report.adds_up
    return report


def test_an_event_keeps_what_the_codebook_says(viewer: Viewer) -> None:
    load_starter_areas()
    assert candidate(as_csv(EVENT), viewer).taken == 1
    row = Incident.objects.get()
    assert row.event_type == EventType.ARMED_CLASH
    assert (row.occurred_on, row.occurred_until) == (date(2023, 10, 2), date(2023, 10, 4))
    assert (row.date_precision, row.place_precision) == (DatePrecision.DAYS, PlacePrecision.POINT)
    assert (row.killed_low, row.killed_best, row.killed_high) == (1, 3, 5)
    assert (row.injured_low, row.displaced_best) == (None, None)
    assert row.actors == ["Government of A", "Group B"]
    assert row.external_id == "ucdp:492699"
    assert row.codebook["where_coordinates"] == "Osh city"
    assert (row.stage, row.tlp, row.origin_id) == (Stage.DRAFT, TLP.RED, viewer.organisation_id)
    assert row.area is not None
    assert row.area.iso2 == "KG"


def test_a_place_known_to_the_country_only_gets_no_finer_area(viewer: Viewer) -> None:
    load_starter_areas()
    candidate(as_csv(EVENT | {"where_prec": 6}, EVENT | {"id": 2, "where_prec": 7}), viewer)
    rows = {row.external_id: row.area for row in Incident.objects.select_related("area")}
    assert rows == {"ucdp:492699": Area.objects.get(code="KG"), "ucdp:2": None}


def test_importing_again_changes_nothing(viewer: Viewer) -> None:
    source = as_csv(EVENT, EVENT | {"id": 2})
    candidate(source, viewer)
    entries = Entry.objects.count()
    again = candidate(source, viewer)
    assert (again.taken, again.updated, again.unchanged) == (0, 0, 2)
    assert Entry.objects.count() == entries


def test_a_revised_event_is_updated_with_its_history_and_an_edited_one_stays(
    viewer: Viewer,
) -> None:
    candidate(as_csv(EVENT, EVENT | {"id": 2}), viewer)
    edited = Incident.objects.get(external_id="ucdp:2")
    change_incident(edited.pk, viewer=viewer, at=NOW, version=1, title="By an analyst")
    report = candidate(as_csv(EVENT | {"best": 4}, EVENT | {"id": 2}), viewer)
    assert (report.updated, report.unchanged) == (1, 1)
    revised = Incident.objects.get(external_id="ucdp:492699")
    change = revised.changes.filter(version=2).get()
    assert (revised.killed_best, revised.version) == (4, 2)
    assert change.before["killed_best"] == 3
    assert Incident.objects.get(pk=edited.pk).title == "By an analyst"


def test_the_yearly_release_takes_over_its_candidates(viewer: Viewer) -> None:
    candidate(as_csv(EVENT), viewer)
    report = import_ucdp(as_csv(EVENT), source_kind=SourceKind.GED, viewer=viewer, at=NOW)
    row = Incident.objects.get()
    assert report.updated == 1
    assert (row.source_kind, row.status, row.credibility) == ("ged", Status.VERIFIED, 2)


def test_rows_that_cannot_be_taken_are_named_and_the_others_taken(viewer: Viewer) -> None:
    bad = [EVENT | {"id": 2, "latitude": 95}, EVENT | {"id": 3, "best": ""}, EVENT]
    report = candidate(as_csv(EVENT, *bad), viewer)
    assert (report.rows, report.taken) == (4, 1)
    assert [refused.row for refused in report.refused] == [2, 3, 4]
    assert "latitude" in report.refused[0].reason
    assert "same id" in report.refused[2].reason


def test_nothing_is_half_done_when_an_import_breaks(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "BATCH", 1)
    calls: list[object] = []

    def break_at_the_second(*_args: object) -> None:
        calls.append(None)
        if len(calls) == 2:
            raise RuntimeError("the power went")

    monkeypatch.setattr(incoming, "_journal", break_at_the_second)
    with pytest.raises(RuntimeError):
        candidate(as_csv(EVENT, EVENT | {"id": 2}, EVENT | {"id": 3}), viewer)
    assert not Incident.objects.exists()


def test_a_dry_run_says_the_same_and_writes_nothing(viewer: Viewer) -> None:
    report = candidate(as_csv(EVENT), viewer, is_dry_run=True)
    assert (report.taken, report.is_kept) == (1, False)
    assert not Incident.objects.exists()
    assert not Entry.objects.exists()


def test_only_who_may_write_imports() -> None:
    with pytest.raises(NotAllowed):
        candidate(as_csv(EVENT), make_viewer(None, Role.OBSERVER))


def test_the_journal_tells_the_apps_above_which_incidents_came(viewer: Viewer) -> None:
    candidate(as_csv(EVENT, EVENT | {"id": 2}), viewer)
    (entry,) = Entry.objects.filter(act=news.IMPORTED)
    assert set(news.incidents_in(entry)) == set(Incident.objects.values_list("pk", flat=True))


def test_an_operator_may_set_a_standing_marking(viewer: Viewer) -> None:
    reader = make_viewer()
    standing = Standing(TLP.GREEN, Audience.of(network=True))
    candidate(as_csv(EVENT), viewer, standing=standing)
    assert Incident.objects.visible_to(reader).count() == 1


def written(rows: list[dict[str, Any]], folder: Path, kind: str) -> Path:
    file = folder / f"incidents.{kind}"
    names = list(dict.fromkeys(name for row in rows for name in row))
    if kind == "csv":
        with file.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, names)
            writer.writeheader()
            writer.writerows(rows)
    elif kind == "jsonl":
        file.write_text("\n".join(json.dumps(row, default=str) for row in rows), encoding="utf-8")
    else:
        book = openpyxl.Workbook()
        book.worksheets[0].append(names)
        for row in rows:
            book.worksheets[0].append([row.get(name) for name in names])
        book.save(file)
    return file


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jsonl"])
def test_a_file_is_taken_row_by_row(viewer: Viewer, tmp_path: Path, kind: str) -> None:
    load_starter_areas()
    good = {
        "title": "Мост закрыт",
        "event_type": "border_incident",
        "occurred_on": "2026-11-21",
        "area_code": "KG-O",
        "actors": "Border service; Drivers",
        "killed_best": "0",
        "credibility": "2",
    }
    rows = [
        good,
        good | {"title": ""},
        good | {"event_type": "war"},
        good | {"area_code": "XX"},
        good | {"killed_best": "some"},
        good | {"occurred_on": "2027-11-21"},
        good,
    ]
    file = written(rows, tmp_path, kind)
    report = import_incidents(file, viewer=viewer, at=NOW)
    assert report.adds_up
    assert report.taken == 1
    reasons = {refused.row: refused.reason for refused in report.refused}
    assert list(reasons) == [2, 3, 4, 5, 6, 7]
    assert reasons[2].startswith("title")
    assert reasons[3].startswith("event_type")
    assert reasons[4].startswith("area_code")
    assert reasons[5].startswith("killed_best")
    assert reasons[6].startswith("occurred_on")
    row = Incident.objects.get()
    assert row.actors == ["Border service", "Drivers"]
    assert (row.killed_low, row.injured_best) == (0, None)
    assert import_incidents(file, viewer=viewer, at=NOW).unchanged == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_our_own_files_come_back_as_they_were(viewer: Viewer, tmp_path: Path, kind: str) -> None:
    load_starter_areas()
    own = own_organisation(viewer)
    made = make_incident(
        own,
        title="=1+1 is a title",
        area=Area.objects.get(code="UZ-FA"),
        actors=["-group", "B"],
        external_id="x-1",
        displaced_low=1,
        displaced_best=2,
        displaced_high=3,
    )
    write = exports.formats.get(kind).write
    file = tmp_path / f"out.{kind}"
    file.write_bytes(b"".join(write(viewer, IncidentFilter())))
    Incident.objects.all().delete()
    report = import_incidents(file, viewer=viewer, at=NOW)
    assert (report.taken, report.refused) == (1, [])
    back = Incident.objects.get()
    for name in ("title", "actors", "area_id", "displaced_high", "external_id", "occurred_on"):
        assert getattr(back, name) == getattr(made, name), name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-"),
        ("a.csv", b"title,what\nA,B\n"),
        ("a.csv", "title,event_type,occurred_on\nЁ,riot,2026-01-01\n".encode("cp1251")),
        ("a.xlsx", b"PK\x03\x04 not a workbook"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(
    viewer: Viewer, tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(BadInput):
        import_incidents(file, viewer=viewer, at=NOW)


def test_lines_that_are_no_objects_are_refused_by_number(viewer: Viewer, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(
        '{"title": "A", "event_type": "riot", "occurred_on": "2026-01-01"}\n[1]\n{bad\n'
    )
    report = import_incidents(file, viewer=viewer, at=NOW)
    assert report.taken == 1
    assert [refused.row for refused in report.refused] == [2, 3]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the conflict data is not on this machine")
@pytest.mark.parametrize("kind", ["csv", "zip"])
def test_a_real_candidate_month_adds_up(viewer: Viewer, tmp_path: Path, kind: str) -> None:
    load_starter_areas()
    table = pl.read_parquet(SHARED / "ucdp_candidate_v23_0_10.parquet")
    file = tmp_path / f"candidate.{kind}"
    content = table.write_csv().encode()
    if kind == "zip":
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("GEDEvent_v23_0_10.csv", content)
    else:
        file.write_bytes(content)
    report = candidate(file, viewer)
    assert (report.rows, report.taken, report.refused) == (2_391, 2_391, [])
    best = Incident.objects.aggregate(killed=Sum("killed_best"))["killed"]
    assert best == table["best"].sum()
    again = candidate(file, viewer)
    assert (again.taken, again.updated, again.unchanged) == (0, 0, 2_391)
    afghan = table.filter(pl.col("country") == "Afghanistan").height
    in_afghanistan = Incident.objects.filter(area__iso2="AF").count()
    assert abs(in_afghanistan - afghan) <= 1 + afghan // 20


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the conflict data is not on this machine")
def test_the_real_sample_of_ged_adds_up(viewer: Viewer) -> None:
    file = SHARED / "ged_v25_1_event_sample.parquet"
    report = import_ucdp(
        file, source_kind=SourceKind.GED, viewer=viewer, at=NOW + timedelta(days=1)
    )
    assert report.adds_up
    assert report.rows == pl.read_parquet(file).height
    assert report.taken + len(report.refused) == report.rows
    assert len(report.refused) < report.rows // 100
