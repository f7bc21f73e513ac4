"""Load the areas that the product brings; take in the ones that an operator brings."""

from hashlib import sha256
from pathlib import Path

import orjson
import shapely
from django.db import transaction

from qaraul.errors import BadInput, TooLarge
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM, Actor
from qaraul.places import starter
from qaraul.places.choices import Level
from qaraul.places.importing.columns import level_told, recognised
from qaraul.places.importing.files import open_areas
from qaraul.places.importing.judging import Judge
from qaraul.places.importing.parents import Order
from qaraul.places.importing.report import AreaReport, Outcome
from qaraul.places.importing.rows import MOST_ROWS
from qaraul.places.models import Area, area_id

# What a newer version of the shipped file may change on an area that the operator has not replaced.
SHIPPED_FIELDS = (
    "level", "kind", "parent_id", "iso2", "name_en", "name_ru", "names", "is_core",
    "is_approximate", "label_lon", "label_lat", "bbox", "geometry_geojson", "source",
)  # fmt: skip
# Names are ours even when the outline is the operator's.
NAME_FIELDS = ("kind", "name_en", "name_ru", "names")


@transaction.atomic
def load_starter_areas() -> int:
    """Bring in states and units, or what has changed in them; return how many were written.

    Safe to run at every start. Outlines that an operator imported stay.
    """
    known = Area.objects.in_bulk(field_name="code")
    written = 0
    for given in starter.areas():
        fresh = _area(given)
        found = known.get(given.code)
        if found is None:
            fresh.save(force_insert=True)
            written += 1
            continue
        fields = NAME_FIELDS if found.is_imported else SHIPPED_FIELDS
        changed = [name for name in fields if getattr(found, name) != getattr(fresh, name)]
        for name in changed:
            setattr(found, name, getattr(fresh, name))
        if changed:
            found.save(update_fields=[*changed, "updated_at"])
            written += 1
    return written


def _area(given: starter.StarterArea) -> Area:
    outline = orjson.dumps(given.geometry).decode()
    return Area(
        id=area_id(given.code),
        code=given.code,
        level=given.level,
        kind=given.kind,
        parent_id=area_id(given.iso2) if given.level > Level.STATE else None,
        iso2=given.iso2,
        name_en=given.names["en"],
        name_ru=given.names.get("ru", ""),
        names=given.names,
        is_core=given.is_core,
        is_approximate=given.is_approximate,
        label_lon=given.label[0],
        label_lat=given.label[1],
        bbox=list(shapely.from_geojson(outline).bounds),
        geometry_geojson=outline,
        source=given.source,
    )


@transaction.atomic
def import_areas(
    path: Path,
    *,
    level: Level | None = None,
    layer: str = "",
    source: str = "",
    actor: Actor = SYSTEM,
    is_dry_run: bool = False,
    all_or_nothing: bool = False,
) -> AreaReport:
    """Take in areas from GeoJSON, GeoPackage or GeoParquet; say of each row what became of it.

    Finer areas are added or replaced by their code; states and units keep code and names and get
    the file's outline. Everything is written in one transaction; with `all_or_nothing`, one
    refused row keeps out the file. BadInput when the file as a whole cannot be used.
    """
    file = open_areas(path, layer)
    rows = []
    for raw in file.rows:
        rows.append(raw)
        if len(rows) > MOST_ROWS:
            raise TooLarge(f"{path.name} has more than {MOST_ROWS} rows.")
    if not rows:
        raise BadInput(f"{path.name} holds no areas.")
    columns = recognised(file.columns, level if level is not None else level_told(rows[0].columns))
    order = Order(list(Area.objects.current()))
    if not order.by_code:
        raise BadInput("The node has no areas yet; run “qaraul node init” first.")
    judge = Judge(order, columns, source or path.name)
    report = AreaReport(path.name, int(columns.level), file.layer)
    report.rows = [judge.judge(raw) for raw in rows]
    report.is_kept = not is_dry_run and not (all_or_nothing and report.refused)
    if report.is_kept:
        _write(judge, report, path, actor)
    return report


def _write(judge: Judge, report: AreaReport, path: Path, actor: Actor) -> None:
    changed = {r.code for r in report.rows if r.outcome in {Outcome.ADDED, Outcome.REPLACED}}
    for code, area in judge.taken.items():
        if code in changed:
            area.save()
    if changed:
        digest = sha256(path.read_bytes()).hexdigest()
        facts = {"file": path.name, "sha256": digest, "level": report.level} | report.counts
        journal.record("areas-imported", actor=actor, kind="area", record_id=None, facts=facts)
