"""Files of exactly what a viewer may see: CSV, XLSX, GeoJSON; marked in file and row."""

import tempfile
from collections.abc import Callable, Iterator
from csv import writer as csv_writer
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.db.models import Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook

from qaraul.errors import TooLarge
from qaraul.events.areas import area_tree
from qaraul.events.cells import safe
from qaraul.events.choices import COUNT_FIELDS
from qaraul.events.filters import IncidentFilter
from qaraul.events.queries import best_reliability, incidents
from qaraul.events.stored import Stored, day_text, id_of, id_text, key_of, moment_text, stored_rows
from qaraul.members.models import Organisation
from qaraul.members.viewers import Viewer
from qaraul.registry import Registry
from qaraul.sharing.choices import TLP

CHUNK = 5_000
LINES = 500  # of a CSV file, sent at once
EXERCISE = "EXERCISE"
LABELS = {tlp.value: str(tlp.label) for tlp in TLP}
COLUMNS = (
    "id", "number", "tlp", "exercise", "title", "summary", "language", "event_type", "status",
    "occurred_on", "occurred_until", "date_precision", "area_code", "area", "place_name", "lat",
    "lon", "place_precision", "actors", *COUNT_FIELDS, "reliability", "credibility", "origin",
    "source_kind",
    "external_id", "caveats", "stage", "updated_at",
)  # fmt: skip
STORED = (
    "id", "number", "tlp", "is_exercise", "title", "summary", "language", "event_type", "status",
    "occurred_on", "occurred_until", "date_precision", "area_id", "place_name", "lat", "lon",
    "place_precision", "actors", *COUNT_FIELDS, "credibility", "origin_id", "source_kind",
    "external_id", "caveats", "stage", "updated_at", "is_origin_sealed", "delegate_id",
)  # fmt: skip
LAT, LON, ACTORS = (COLUMNS.index(n) for n in ("lat", "lon", "actors"))
BEGIN, END, AREA, GROUPS, CREDIBILITY, ORIGIN, EXTERNAL_ID, CHANGED = (
    STORED.index(n)
    for n in (
        "occurred_on", "occurred_until", "area_id", "actors", "credibility", "origin_id",
        "external_id", "updated_at",
    )
)  # fmt: skip
NOWHERE = ("", "")
WRITTEN = tuple(
    COLUMNS.index(n)
    for n in (
        "title",
        "summary",
        "area",
        "place_name",
        "origin",
        "external_id",
        "caveats",
        "language",
    )
)
"""The columns whose text people wrote."""


class Selection:
    """The rows of one file, shown as the viewer may know them."""

    def __init__(self, viewer: Viewer, wanted: IncidentFilter) -> None:
        self.viewer = viewer
        self.found = incidents(viewer, wanted).order_by("-occurred_on", "-id")

    def __iter__(self) -> Iterator[list[Any]]:
        """Rows in the order of `COLUMNS`; days and moments as text."""
        areas = {key_of(pk): [a.code, a.name] for pk, a in area_tree().by_id.items()}
        organisations = {key_of(o.pk): str(o) for o in Organisation.objects.all()}
        mine = self._own_key()
        for stored, letter in self._graded():
            *row, is_sealed, delegate = stored
            is_hidden = is_sealed and (mine is None or mine not in (row[ORIGIN], delegate))
            row[0] = id_text(row[0])
            row[2] = LABELS[row[2]]
            row[3] = EXERCISE if row[3] else ""
            row[BEGIN], row[END] = day_text(row[BEGIN]), day_text(row[END])
            row[GROUPS] = [] if row[GROUPS] == "[]" else orjson.loads(row[GROUPS])
            row[ORIGIN] = organisations.get(delegate if is_hidden else row[ORIGIN], "")
            if is_hidden:
                row[EXTERNAL_ID] = ""
            row[CHANGED] = moment_text(row[CHANGED])
            row.insert(CREDIBILITY, letter)
            row[AREA : AREA + 1] = areas.get(row[AREA]) or NOWHERE
            yield row

    def _graded(self) -> Iterator[tuple[Stored, str]]:
        """Each row with the best grade among the sources that the viewer may see of it."""
        for chunk in self._chunks():
            letters = best_reliability([id_of(row[0]) for row in chunk], self.viewer)
            by_key = {key_of(pk): letter for pk, letter in letters.items()}
            yield from ((row, by_key.get(row[0], "")) for row in chunk)

    def _chunks(self) -> Iterator[list[Stored]]:
        """All rows, a bounded number at a time, each chunk going on where the last one ended."""
        rows = self.found
        while chunk := list(stored_rows(rows[:CHUNK], STORED)):
            yield chunk
            if len(chunk) < CHUNK:
                return
            day, key = day_text(chunk[-1][BEGIN]), id_text(chunk[-1][0])
            rows = self.found.filter(Q(occurred_on__lt=day) | Q(id__lt=key), occurred_on__lte=day)

    def _own_key(self) -> Any:
        mine = self.viewer.organisation_id
        return key_of(mine) if mine is not None and self.viewer.is_member else None

    def label(self) -> str:
        """The strictest label among the rows; "" when there are none."""
        strictest = self.found.order_by().aggregate(most=Max("tlp"))["most"]
        return LABELS.get(strictest, "")


def _for_spreadsheet(row: list[Any]) -> list[Any]:
    if row[ACTORS]:
        row[ACTORS] = safe("; ".join(row[ACTORS]))
    else:
        row[ACTORS] = ""
    for column in WRITTEN:
        if row[column]:
            row[column] = safe(row[column])
    return row


class _Echo:
    """What `csv.writer` writes to: it hands the line back."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def csv(viewer: Viewer, wanted: IncidentFilter) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, so that spreadsheets read every script."""
    line: Callable[[Any], str] = csv_writer(_Echo()).writerow
    yield b"\xef\xbb\xbf" + line(COLUMNS).encode()
    waiting: list[str] = []
    for row in Selection(viewer, wanted):
        waiting.append(line(_for_spreadsheet(row)))
        if len(waiting) == LINES:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()


def xlsx(viewer: Viewer, wanted: IncidentFilter) -> Iterator[bytes]:
    """A workbook: the rows, and a first sheet that says what the file is and for whom."""
    selection = Selection(viewer, wanted)
    book = Workbook(write_only=True)
    about = book.create_sheet("About")
    about.append([selection.label(), EXERCISE if viewer.in_exercise else ""])
    about.append(["Incidents as seen by", safe(viewer.label)])
    about.append(["Filter", safe(wanted.as_query() or "none")])
    about.append(["Empty means not known, 0 means none."])
    sheet = book.create_sheet("Incidents")
    sheet.append(COLUMNS)
    for row in selection:
        sheet.append(_for_spreadsheet(row))
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while block := file.read(1 << 16):
            yield block


def geojson(viewer: Viewer, wanted: IncidentFilter) -> Iterator[bytes]:
    """RFC 7946; incidents without coordinates have a null geometry."""
    selection = Selection(viewer, wanted)
    head = {
        "type": "FeatureCollection",
        "tlp": selection.label(),
        "exercise": EXERCISE if viewer.in_exercise else "",
        "filter": wanted.as_query(),
    }
    yield orjson.dumps(head)[:-1] + b',"features":[\n'
    parted = b""
    for row in selection:
        at = None if row[LAT] is None else {"type": "Point", "coordinates": [row[LON], row[LAT]]}
        feature = {
            "type": "Feature",
            "id": row[0],
            "geometry": at,
            "properties": dict(zip(COLUMNS, row, strict=True)),
        }
        yield parted + orjson.dumps(feature)
        parted = b",\n"
    yield b"\n]}\n"


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of file."""

    label: str | Promise
    media_type: str
    write: Callable[[Viewer, IncidentFilter], Iterator[bytes]]
    most_rows: int | None = None


formats: Registry[Export] = Registry("kind of file")
formats.register("csv", Export(_("CSV"), "text/csv; charset=utf-8", csv))
formats.register(
    "xlsx",
    Export(
        _("XLSX"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx,
        most_rows=100_000,  # a workbook is made whole before its first byte goes out
    ),
)
formats.register("geojson", Export(_("GeoJSON"), "application/geo+json", geojson))


def written(kind: str, viewer: Viewer, wanted: IncidentFilter) -> Iterator[bytes]:
    """The bytes of a file; `TooLarge`, before the first one, when it would have too many rows."""
    export = formats.get(kind)
    if export.most_rows is not None and incidents(viewer, wanted).count() > export.most_rows:
        raise TooLarge(
            gettext("A file of this kind may have at most %(n)s rows: narrow it, or take CSV.")
            % {"n": export.most_rows}
        )
    return export.write(viewer, wanted)


def file_name(viewer: Viewer, wanted: IncidentFilter, kind: str, on: date) -> str:
    """A name that says the day, the strictest label and whether it is an exercise."""
    label = Selection(viewer, wanted).label().replace(":", "-").replace("+", "-")
    parts = ["incidents", on.isoformat(), label, EXERCISE if viewer.in_exercise else ""]
    return "_".join(part for part in parts if part) + "." + kind
