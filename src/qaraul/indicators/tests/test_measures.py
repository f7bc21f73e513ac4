"""Measures by hand, over incidents as they stand in the database."""

from datetime import timedelta
from typing import Any

import pytest

from qaraul.events.testing import make_incident
from qaraul.indicators.boards import Cell, Reader
from qaraul.indicators.choices import Status
from qaraul.indicators.models import RecordTags
from qaraul.indicators.testing import make_observation
from qaraul.indicators.tests.conftest import TODAY
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_viewer
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def ours() -> Organisation:
    return make_organisation()


def incident(ours: Organisation, kind: str, area: str, days: int = 1, **fields: Any) -> Any:
    tags = fields.pop("tags", None)
    made = make_incident(
        ours,
        tlp=TLP.AMBER,
        event_type=kind,
        area=Area.objects.get(code=area),
        occurred_on=TODAY - timedelta(days=days),
        **fields,
    )
    if tags:
        RecordTags.objects.create(record_id=made.pk, tags=tags)
    return made


def cell(ours: Organisation, code: str, area: str | None) -> Cell:
    reader = Reader(make_viewer(ours), TODAY)
    indicator = next(i for i in reader.indicators if i.code == code)
    row = reader.row_of(Area.objects.get(code=area) if area else None)
    assert row is not None
    return reader.cell(indicator, row)


def test_a_count_counts_its_types_its_window_and_what_lies_in_finer_areas(
    ours: Organisation,
) -> None:
    incident(ours, "attack", "TJ-KT")
    incident(ours, "explosion", "TJ-KT", days=89)
    incident(ours, "attack", "TJ-KT", days=91)
    incident(ours, "riot", "TJ-KT")
    assert cell(ours, "II-01", "TJ-KT").value == 2
    assert cell(ours, "II-01", "TJ").value == 2
    assert cell(ours, "II-01", None).value == 2


def test_refuted_incidents_count_for_nothing(ours: Organisation) -> None:
    incident(ours, "attack", "TJ-KT", status="refuted")
    incident(ours, "attack", "TJ-SU")
    assert cell(ours, "II-01", "TJ-KT").value == 0


def test_zero_is_told_where_a_state_is_heard_of_and_no_data_where_it_is_not(
    ours: Organisation,
) -> None:
    incident(ours, "attack", "TJ-KT", days=40)
    assert cell(ours, "II-01", "TJ-SU").value == 0
    assert cell(ours, "II-01", "UZ-SU").value is None
    assert cell(ours, "II-01", "UZ-SU").status == Status.NO_DATA


def test_a_share_of_too_few_stands_without_a_rating(ours: Organisation) -> None:
    for n in range(7):
        incident(ours, "attack", "TJ-KT", days=n + 1)
    assert cell(ours, "I-01", "TJ-KT").status == Status.UNRATED
    incident(ours, "peacebuilding", "TJ-KT")
    found = cell(ours, "I-01", "TJ-KT")
    assert (found.value, found.status) == (1 / 8, Status.HIGH)


def test_deaths_are_rated_for_a_province_and_not_for_the_region(ours: Organisation) -> None:
    incident(ours, "attack", "TJ-KT", killed_low=4, killed_best=6, killed_high=9)
    found = cell(ours, "II-02", "TJ-KT")
    assert (found.value, found.low, found.high, found.status) == (6, 4, 9, Status.HIGH)
    assert cell(ours, "II-02", None).status == Status.UNRATED


def test_any_death_at_a_protest_alone_is_high(ours: Organisation) -> None:
    incident(ours, "protest", "TJ-KT", killed_low=1, killed_best=1, killed_high=1)
    assert cell(ours, "I-03", "TJ-KT").status == Status.HIGH


def test_a_closed_crossing_is_counted_by_its_days(ours: Organisation) -> None:
    incident(
        ours,
        "border_incident",
        "TJ-KT",
        days=7,
        occurred_until=TODAY - timedelta(days=1),
        lat=37.19,
        lon=68.6,
        tags=["crossing_closed"],
    )
    found = cell(ours, "II-05", "TJ-KT")
    assert found.value == pytest.approx(7 / 28)
    assert found.status == Status.HIGH
    whole = cell(ours, "AF-05", "TJ")
    assert (whole.value, whole.status) == (3, Status.RAISED)


def test_only_what_is_near_the_northern_border_counts_as_near(ours: Organisation) -> None:
    incident(ours, "attack", "AF-KDZ", lat=37.18, lon=68.7)
    incident(ours, "attack", "AF-KAB", lat=34.5, lon=69.2)
    assert cell(ours, "AF-01", "AF-KDZ").value == 1
    assert cell(ours, "AF-01", None).value == 1


def test_exposure_grows_with_what_happens_beyond_the_border(ours: Organisation) -> None:
    incident(ours, "attack", "AF-KDZ", lat=37.18, lon=68.7, days=1)
    incident(ours, "attack", "AF-KDZ", lat=37.18, lon=68.7, days=2)
    found = cell(ours, "AF-02", "TJ-KT")
    assert found.value == pytest.approx(100)
    assert cell(ours, "AF-02", "KZ-10").value == 0


def test_entered_counts_make_a_share_and_a_gap_is_high_only_at_risk(ours: Organisation) -> None:
    for name, value in (("stale_rows", 3.0), ("running_rows", 10.0)):
        make_observation("III-02", value, area="TJ", origin=ours, component=name)
    assert cell(ours, "III-02", "TJ").value == pytest.approx(0.3)
    make_observation("III-01", 0.0, area="TJ-KT", origin=ours, component="running")
    assert cell(ours, "III-01", "TJ-KT").status == Status.RAISED
    incident(ours, "attack", "TJ-KT", killed_low=6, killed_best=6, killed_high=6)
    assert cell(ours, "III-01", "TJ-KT").status == Status.HIGH


def test_own_history_rates_when_24_months_are_known(ours: Organisation) -> None:
    incident(ours, "protest", "TJ-KT", days=3 * 365)
    for days in range(1, 6):
        incident(ours, "protest", "TJ-KT", days=days)
    assert cell(ours, "I-02", "TJ-KT").status == Status.HIGH
    assert cell(ours, "I-02", "TJ-SU").status == Status.USUAL


def test_a_given_value_is_rated_and_grows_stale(ours: Organisation) -> None:
    make_observation(value=10, origin=ours, days_ago=120)
    make_observation(value=31, origin=ours, days_ago=90)
    found = cell(ours, "I-07", "TJ-KT")
    assert (found.value, found.change, found.status) == (31, 21, Status.HIGH)
    assert found.is_stale
