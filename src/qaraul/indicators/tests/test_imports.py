"""Files of values: every row accounted for, again harmless, strange ones refused."""

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from qaraul.errors import BadInput, NotAllowed
from qaraul.indicators.imports import import_observations
from qaraul.indicators.imports.reading import ImportReport
from qaraul.indicators.models import Observation
from qaraul.indicators.services.writing import for_network
from qaraul.indicators.tests.conftest import NOW
from qaraul.members.choices import Role
from qaraul.members.testing import make_organisation, make_viewer
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
SHARED = Path(__file__).parents[5] / "shared" / "data" / "conflict"
HEAD = "indicator,area,period_start,period_end,value,low,high\n"


@pytest.fixture
def viewer() -> Viewer:
    return make_viewer()


def taken(viewer: Viewer, folder: Path, text: str, name: str = "values.csv") -> ImportReport:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return import_observations(path, viewer=viewer, at=NOW)


def test_good_rows_are_taken_and_bad_ones_named_with_their_reason(
    viewer: Viewer, tmp_path: Path
) -> None:
    report = taken(
        viewer,
        tmp_path,
        HEAD
        + "I-07,TJ-KT,2026-10-01,2026-10-31,16,,\n"
        + "I-07,TJ-KT,2026-10-01,2026-10-31,17,,\n"
        + "I-07,XX-1,2026-10-01,,5,,\n"
        + "I-99,TJ-KT,2026-10-01,,5,,\n"
        + "II-02,TJ-KT,2026-10-01,,5,,\n"
        + "I-07,TJ-KT,2026-13-01,,5,,\n"
        + "I-07,TJ-KT,2027-10-01,,5,,\n"
        + "I-07,TJ-KT,2026-09-01,,,,\n"
        + "I-07,TJ-KT,2026-08-01,,5,9,\n"
        + "I-08,TJ-KT,2026-08-01,,5,,\n"
        + "I-07,UZ-SU,2026-10-01,2026-10-31,0,,\n",
    )
    assert report.adds_up
    assert (report.taken, len(report.refused)) == (2, 9)
    assert [r.row for r in report.refused] == [3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert Observation.objects.get(area__code="UZ-SU").value == 0


def test_the_same_file_again_is_harmless_and_a_changed_value_replaces_the_old(
    viewer: Viewer, tmp_path: Path
) -> None:
    row = "I-07,TJ-KT,2026-10-01,2026-10-31,{},,\n"
    taken(viewer, tmp_path, HEAD + row.format(16))
    assert taken(viewer, tmp_path, HEAD + row.format(16)).unchanged == 1
    assert taken(viewer, tmp_path, HEAD + row.format(18)).updated == 1
    assert Observation.objects.get().value == 18


def test_a_value_that_two_persons_made_public_is_not_changed_by_a_file(
    viewer: Viewer, tmp_path: Path
) -> None:
    row = "I-07,TJ-KT,2026-10-01,2026-10-31,{},,\n"
    taken(viewer, tmp_path, HEAD + row.format(16))
    Observation.objects.update(stage=Stage.RELEASED, tlp=TLP.CLEAR)
    report = taken(viewer, tmp_path, HEAD + row.format(18))
    assert (report.updated, len(report.refused)) == (0, 1)
    assert Observation.objects.get().value == 16


def test_a_workbook_is_read_like_a_csv(viewer: Viewer, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["indicator", "area", "period_start", "value"])
    sheet.append(["I-07", "TJ-KT", "2026-10-01", 12.5])
    book.save(tmp_path / "values.xlsx")
    report = import_observations(tmp_path / "values.xlsx", viewer=viewer, at=NOW)
    assert (report.rows, report.taken) == (1, 1)


def test_a_world_bank_file_as_it_is_published(viewer: Viewer, tmp_path: Path) -> None:
    text = (
        '"Data Source","World Development Indicators",\n\n"Last Updated Date","2025-07-01",\n\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","1960","2023","2024",\n'
        '"Tajikistan","TJK","Population, total","SP.POP.TOTL","2000000","10400000","",\n'
        '"Aruba","ABW","Population, total","SP.POP.TOTL","54000","107000","107000",\n'
        '"Tajikistan","TJK","Rain","AG.LND.PRCP.MM","1","2","3",\n'
    )
    report = taken(viewer, tmp_path, text, "API_SP.POP.TOTL.csv")
    assert (report.taken, report.elsewhere, len(report.refused)) == (2, 1, 1)
    assert report.adds_up
    latest = Observation.objects.order_by("-period_end")[0]
    assert (latest.value, latest.area and latest.area.code) == (10_400_000, "TJ")


def test_ucdp_country_years_keep_zero_and_range(viewer: Viewer, tmp_path: Path) -> None:
    ends = ("best", "low", "high")
    columns = [f"{kind}_total_deaths_{end}_cy" for kind in ("sb", "ns", "os") for end in ends]
    head = ",".join(["country_cy", "year_cy", "version", *columns])
    rows = "Tajikistan,2024,25.1,3,2,5,0,0,0,1,1,4\nPeru,2024,25.1,0,0,0,0,0,0,0,0,0\n"
    report = taken(viewer, tmp_path, f"{head}\n{rows}", "cy.csv")
    assert (report.taken, report.elsewhere) == (3, 1)
    state = Observation.objects.get(indicator__code="B-03")
    assert (state.low, state.value, state.high) == (2, 3, 5)
    assert Observation.objects.get(indicator__code="B-04").value == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("values.txt", b"x", "ends in"),
        ("values.csv", b"a,b\n1,2\n", "Without the column"),
        ("values.csv", b"indicator,period_start,value\n\xff\xfe\n", "UTF-8"),
        ("values.xlsx", b"no workbook", "not a workbook"),
        ("values.parquet", b"no parquet", "not a Parquet"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    viewer: Viewer, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInput, match=said):
        import_observations(path, viewer=viewer, at=NOW)
    assert not Observation.objects.exists()


def test_an_observer_imports_nothing(tmp_path: Path) -> None:
    watcher = make_viewer(make_organisation(), Role.OBSERVER)
    with pytest.raises(NotAllowed):
        taken(watcher, tmp_path, HEAD)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_the_real_country_years_and_world_bank_tables_are_taken(viewer: Viewer) -> None:
    years = SHARED / "cy_ucdp_orgviolence_v25_1.parquet"
    report = import_observations(years, viewer=viewer, at=NOW, standing=for_network(NOW))
    assert report.adds_up
    assert not report.refused
    table = pl.read_parquet(years).filter(pl.col("country").str.starts_with("Afghanistan"))
    best = table.filter(pl.col("year") == 2021)["sb_total_deaths_best"].item()
    known = Observation.objects.get(indicator__code="B-03", area__code="AF", period_end__year=2021)
    assert known.value == best
    bank = import_observations(SHARED / "cy_wdi_population_gdp.parquet", viewer=viewer, at=NOW)
    assert bank.adds_up
    assert not bank.refused
    assert bank.taken > 6 * 60
