"""What an operator brings: three kinds of files, the columns of the world, and every refusal."""

from collections.abc import Callable, Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from qaraul.errors import BadInput
from qaraul.journal.models import Entry
from qaraul.places.choices import Level
from qaraul.places.importing.report import Outcome
from qaraul.places.models import Area
from qaraul.places.queries import area_index
from qaraul.places.services import import_areas, load_starter_areas
from qaraul.places.tests.files import (
    ARAVAN,
    BOW_TIE,
    KARA_SUU,
    Row,
    cod_ab,
    write_geojson,
    write_geopackage,
    write_geoparquet,
)

pytestmark = pytest.mark.django_db
TWO = [(cod_ab(), KARA_SUU), (cod_ab("Aravan", "KG06002"), ARAVAN)]
WRITERS: dict[str, Callable[[Path, Sequence[Row]], Path]] = {
    "areas.geojson": write_geojson,
    "areas.gpkg": write_geopackage,
    "areas.parquet": write_geoparquet,
}


@pytest.fixture(autouse=True)
def _areas() -> None:
    load_starter_areas()


@pytest.mark.parametrize("name", WRITERS)
def test_districts_come_from_each_kind_of_file(tmp_path: Path, name: str) -> None:
    report = import_areas(WRITERS[name](tmp_path / name, TWO), source="COD-AB, CC BY-IGO")
    assert report.counts == {"added": 2, "replaced": 0, "unchanged": 0, "refused": 0}
    area = Area.objects.get(code="KG06001")
    assert (area.level, area.parent.code, area.iso2) == (Level.DISTRICT, "KG-O", "KG")  # type: ignore[union-attr]
    assert area.names == {"en": "Kara-Suu", "ru": "Kara-Suu (ru)", "ky": "Kara-Suu (ky)"}
    assert area.geometry.equals(KARA_SUU)
    assert (area.is_imported, area.source, area.is_core) == (True, "COD-AB, CC BY-IGO", True)


def test_a_point_is_found_in_a_district_as_soon_as_it_is_there(tmp_path: Path) -> None:
    assert area_index().locate_one(72.65, 40.45, level=2) == ""
    import_areas(write_geojson(tmp_path / "a.geojson", TWO))
    assert area_index().locate_one(72.65, 40.45, level=2) == "KG06001"


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", TWO)
    import_areas(path)
    entries = Entry.objects.count()
    assert import_areas(path).counts["unchanged"] == 2
    assert Entry.objects.count() == entries


def test_a_changed_row_replaces_the_one_of_its_code(tmp_path: Path) -> None:
    import_areas(write_geojson(tmp_path / "a.geojson", TWO))
    moved = [(cod_ab("Kara-Suu district"), shapely.box(72.6, 40.4, 72.75, 40.5))]
    assert import_areas(write_geojson(tmp_path / "b.geojson", moved)).counts["replaced"] == 1
    assert Area.objects.get(code="KG06001").name_en == "Kara-Suu district"
    assert Area.objects.filter(level=Level.DISTRICT).count() == 2


GEO_BOUNDARIES = {
    "shapeName": "Kara-Suu",
    "shapeISO": "",
    "shapeID": "KGZ-ADM2-1",
    "shapeGroup": "KGZ",
    "shapeType": "ADM2",
}
NEW_COD_AB = {
    "adm2_name": "Kara-Suu", "adm2_name1": "Карасуйский район", "adm2_pcode": "KG06001",
    "adm1_name": "Osh Region", "adm1_pcode": "KG06", "adm0_pcode": "KG",
    "lang": "en", "lang1": "ru",
}  # fmt: skip
GADM = {"GID_0": "KGZ", "NAME_1": "Osh", "GID_2": "KGZ.7.3_1", "NAME_2": "Kara-Suu"}


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (cod_ab(), "KG06001"), (NEW_COD_AB, "KG06001"), (GEO_BOUNDARIES, "KGZ-ADM2-1"),
        (GADM, "KGZ.7.3_1"), ({"ADM2_EN": "Kara-Suu"}, "KG-O.Kara-Suu"),
    ],
    ids=["COD-AB", "COD-AB since 2025", "geoBoundaries", "GADM", "a name alone"],
)  # fmt: skip
def test_columns_of_known_sources_are_recognised(
    tmp_path: Path, columns: dict[str, str], code: str
) -> None:
    report = import_areas(write_geojson(tmp_path / "a.geojson", [(columns, KARA_SUU)]))
    assert [row.code for row in report.rows] == [code]
    area = Area.objects.get(code=code)
    assert (area.name_en, area.parent.code) == ("Kara-Suu", "KG-O")  # type: ignore[union-attr]


def test_languages_of_the_newer_columns_are_read_from_the_row(tmp_path: Path) -> None:
    import_areas(write_geojson(tmp_path / "a.geojson", [(NEW_COD_AB, KARA_SUU)]))
    assert Area.objects.get(code="KG06001").name_ru == "Карасуйский район"


def test_a_district_far_from_its_named_unit_still_goes_where_its_name_says(tmp_path: Path) -> None:
    """Outlines of units may be approximate; the file's own order is better than they are."""
    row = cod_ab("Kokpekty", "KZ101", ADM1_EN="Abai", ADM0_PCODE="KZ", ADM1_PCODE="KZ10")
    import_areas(write_geojson(tmp_path / "a.geojson", [(row, shapely.box(83, 49, 83.4, 49.4))]))
    assert Area.objects.get(code="KZ101").parent.code == "KZ-10"  # type: ignore[union-attr]


BAD_ROWS = [
    (None, {}, "no outline"),
    (BOW_TIE, {}, "Self-intersection"),
    (shapely.Point(72, 40), {}, "a Point, not a polygon"),
    (shapely.Polygon(), {}, "no outline|empty"),
    (shapely.box(7_200_000, 4_000_000, 7_300_000, 4_100_000), {}, "not degrees"),
    (KARA_SUU, {"ADM2_EN": "", "ADM2_RU": None, "ADM2_KY": " "}, "no name"),
    (shapely.box(-10, 40, -9, 41), {"ADM0_PCODE": "PT"}, "no state that the node has"),
    (shapely.box(68, 50, 69, 51), {"ADM1_EN": "Atlantis"}, "no first-level unit of Kyrgyzstan"),
    (KARA_SUU, {"ADM2_PCODE": "../../etc"}, "cannot be used"),
    (KARA_SUU, {"ADM2_PCODE": "KG-O"}, "belongs to Osh Region"),
    (KARA_SUU, {"ADM2_PCODE": "KG06002"}, "an earlier row"),
    (shapely.box(72.6, 40.4, 72.60001, 40.40001), {}, "no surface"),
]


@pytest.mark.parametrize(("shape", "changed", "reason"), BAD_ROWS)
@pytest.mark.parametrize("name", ["areas.geojson", "areas.parquet"])
def test_a_bad_row_is_refused_with_its_reason_and_the_others_are_taken(
    tmp_path: Path, name: str, shape: BaseGeometry | None, changed: dict[str, str], reason: str
) -> None:
    rows = [(cod_ab("Aravan", "KG06002"), ARAVAN), (cod_ab() | changed, shape)]
    report = import_areas(WRITERS[name](tmp_path / name, rows))
    assert [row.outcome for row in report.rows] == [Outcome.ADDED, Outcome.REFUSED]
    assert any(part in report.rows[1].reason for part in reason.split("|")), report.rows[1].reason
    assert Area.objects.filter(level=Level.DISTRICT).count() == 1


def test_all_or_nothing_writes_nothing_when_a_row_is_refused(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [*TWO, (cod_ab("Bad", "KG06003"), BOW_TIE)])
    report = import_areas(path, all_or_nothing=True)
    assert (report.is_kept, len(report.refused)) == (False, 1)
    assert not Area.objects.filter(level=Level.DISTRICT).exists()


def test_nothing_is_left_when_writing_breaks_in_the_middle(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", TWO)
    with (
        patch("qaraul.places.services.journal.record", side_effect=RuntimeError("power cut")),
        pytest.raises(RuntimeError),
    ):
        import_areas(path)
    assert not Area.objects.filter(level=Level.DISTRICT).exists()


def test_a_dry_run_judges_and_writes_nothing(tmp_path: Path) -> None:
    report = import_areas(write_geojson(tmp_path / "a.geojson", TWO), is_dry_run=True)
    assert report.counts["added"] == 2
    assert not Area.objects.filter(level=Level.DISTRICT).exists()
    assert not Entry.objects.filter(act="areas-imported").exists()


def test_an_import_is_in_the_journal(tmp_path: Path) -> None:
    import_areas(write_geojson(tmp_path / "a.geojson", TWO))
    facts = Entry.objects.get(act="areas-imported").facts
    assert (facts["file"], facts["added"], len(facts["sha256"])) == ("a.geojson", 2, 64)


@pytest.mark.parametrize(
    "columns",
    [
        {"iso_3166_2": "KG-GO", "name_en": "Osh"},
        {"shapeName": "Osh City", "shapeISO": "KG-GO", "shapeGroup": "KGZ", "shapeType": "ADM1"},
        {"ADM1_EN": "Osh (city)", "ADM1_PCODE": "KG21", "ADM0_PCODE": "KG", "ADM1_KY": "Ош шаары"},
    ],
    ids=["ISO code", "geoBoundaries", "COD-AB, by name"],
)
def test_a_better_outline_replaces_an_approximate_one_and_keeps_our_names(
    tmp_path: Path, columns: dict[str, str]
) -> None:
    better = shapely.box(72.7, 40.45, 72.87, 40.6)
    report = import_areas(write_geojson(tmp_path / "a.geojson", [(columns, better)]))
    assert report.counts["replaced"] == 1
    osh = Area.objects.get(code="KG-GO")
    assert (osh.is_approximate, osh.is_imported, osh.name_en) == (False, True, "Osh City")
    assert osh.geometry.equals(better)
    load_starter_areas()
    assert Area.objects.get(code="KG-GO").geometry.equals(better)


def test_a_unit_that_does_not_exist_today_is_refused(tmp_path: Path) -> None:
    baikonur = {"ADM1_EN": "Baikonur", "ADM1_PCODE": "KZ99", "ADM0_PCODE": "KZ"}
    path = write_geojson(tmp_path / "a.geojson", [(baikonur, shapely.box(63, 45.5, 63.6, 46))])
    report = import_areas(path)
    assert "none of the units that Kazakhstan has today" in report.rows[0].reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.geojson", b"{", "is not JSON"),
        ("a.geojson", b"[]", "not a GeoJSON FeatureCollection"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[]}', "holds no areas"),
        ("a.gpkg", b"no database", "not a GeoPackage"),
        ("a.gpkg", b"", "not a GeoPackage"),
        ("a.parquet", b"PAR1", "not a Parquet file"),
        ("a.shp", b"", "is none of .geojson"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput, match=reason):
        import_areas(path)


def test_files_in_another_reference_system_are_refused(tmp_path: Path) -> None:
    mercator = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    projected = {"type": "ProjectedCRS", "id": {"authority": "EPSG", "code": 32643}}
    for path in (
        write_geojson(tmp_path / "a.geojson", TWO, crs=mercator),
        write_geopackage(tmp_path / "a.gpkg", TWO, srs=3857),
        write_geoparquet(tmp_path / "a.parquet", TWO, crs=projected),
    ):
        with pytest.raises(BadInput, match="4326"):
            import_areas(path)


def test_wgs84_may_be_said_in_the_usual_ways(tmp_path: Path) -> None:
    crs84 = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    wgs84 = {"type": "GeographicCRS", "id": {"authority": "EPSG", "code": 4326}}
    assert import_areas(write_geojson(tmp_path / "a.geojson", TWO, crs=crs84)).counts["added"] == 2
    again = import_areas(write_geoparquet(tmp_path / "a.parquet", TWO, crs=wgs84))
    assert again.counts["unchanged"] == 2


def test_one_of_several_layers_must_be_named(tmp_path: Path) -> None:
    path = write_geopackage(tmp_path / "a.gpkg", TWO, layers=("adm1", 'adm2 "new"'))
    with pytest.raises(BadInput, match='adm1, adm2 "new"'):
        import_areas(path)
    assert import_areas(path, layer='adm2 "new"').counts["added"] == 2


def test_columns_that_tell_no_level_need_it_said(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [({"name": "Kara-Suu"}, KARA_SUU)])
    with pytest.raises(BadInput, match="--level"):
        import_areas(path)
    assert import_areas(path, level=Level.DISTRICT).counts["added"] == 1


def test_columns_without_a_name_are_refused(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "a.geojson", [({"fid": 1}, KARA_SUU)])
    with pytest.raises(BadInput, match="name of level 2"):
        import_areas(path, level=Level.DISTRICT)
