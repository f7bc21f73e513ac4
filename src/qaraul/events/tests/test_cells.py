"""No cell of a file is a formula, whatever people wrote."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.events import exports
from qaraul.events.cells import safe
from qaraul.events.filters import IncidentFilter
from qaraul.events.testing import make_incident, own_organisation
from qaraul.members.models import Organisation
from qaraul.members.testing import make_viewer

DANGEROUS = "=+-@\t\r\n"


@given(text=st.text(max_size=30))
def test_no_cell_begins_with_a_sign_that_runs(text: str) -> None:
    written = safe(text)
    assert written[:1] not in set(DANGEROUS)
    assert written.lstrip()[:1] not in set("=+-@")
    assert written in {text, "'" + text} or not text.isprintable()


@pytest.mark.parametrize("text", ["Osh", "5 injured", "“Border”", "'quoted", "Ошь = место", ""])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


@pytest.mark.django_db
def test_files_keep_hostile_titles_as_text() -> None:
    viewer = make_viewer()
    own = own_organisation(viewer)
    Organisation.objects.filter(pk=own.pk).update(name="@SUM(1)")
    make_incident(
        own,
        title='=HYPERLINK("http://x","y")',
        place_name="+1",
        caveats=" =1+1",
        external_id="-2",
        actors=["=cmd"],
        occurred_on=date(2026, 1, 1),
        lon=-70.5,
        lat=-1.0,
    )
    text = b"".join(exports.csv(viewer, IncidentFilter())).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    for column in ("title", "place_name", "caveats", "external_id", "actors", "origin"):
        assert row[column].startswith("'"), column
    assert row["lon"] == "-70.5"
    blob = b"".join(exports.xlsx(viewer, IncidentFilter()))
    sheet = openpyxl.load_workbook(io.BytesIO(blob))["Incidents"]
    assert all(cell.data_type != "f" for cells in sheet.rows for cell in cells)
    assert sheet["P2"].value == -1.0
