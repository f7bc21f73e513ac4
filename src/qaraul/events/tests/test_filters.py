"""The filter is its address, and its address is the filter."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.events.choices import Credibility, EventType, Status
from qaraul.events.filters import PARAMETERS, IncidentFilter
from qaraul.events.queries import histogram, incidents, map_counts
from qaraul.events.testing import make_incident, own_organisation
from qaraul.lexemes.services import index
from qaraul.members.testing import make_viewer
from qaraul.members.viewers import Viewer
from qaraul.places.models import Area
from qaraul.places.services import load_starter_areas
from qaraul.sharing.choices import TLP

words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
codes = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=1, max_size=10)


def some(values: Any) -> Any:
    """Some of the values, in their own order, each once."""
    known = list(values)
    return st.sets(st.sampled_from(known)).map(lambda s: tuple(v for v in known if v in s))


degrees = st.floats(-89, 89, allow_nan=False).map(lambda x: round(x, 4))
boxes = st.tuples(degrees, degrees, degrees, degrees).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)
filters = st.builds(
    IncidentFilter,
    q=st.lists(words, max_size=4).map(" ".join),
    types=some(EventType.values),
    areas=st.sets(codes, max_size=4).map(lambda s: tuple(sorted(s))),
    since=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    until=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    credibilities=some(Credibility.values),
    statuses=some(Status.values),
    tlps=some(TLP.values),
    origins=st.sets(codes, max_size=3).map(lambda s: tuple(sorted(s))),
    has_casualties=st.booleans(),
    bbox=st.none() | boxes,
).filter(lambda f: not (f.since and f.until and f.since > f.until))


def test_a_range_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(BadInput, match="lies after"):
        IncidentFilter.from_query({"from": "2026-11-20", "to": "2026-01-01"})


@given(wanted=filters)
def test_a_filter_survives_its_address(wanted: IncidentFilter) -> None:
    assert IncidentFilter.from_query(QueryDict(wanted.as_query())) == wanted
    assert IncidentFilter.from_query(wanted.parts()) == wanted


@given(wanted=filters)
def test_without_all_its_parts_a_filter_is_empty(wanted: IncidentFilter) -> None:
    for parameter in PARAMETERS:
        wanted = wanted.without(parameter)
    assert wanted.is_empty
    assert wanted.as_query() == ""


def test_a_form_may_repeat_a_parameter_or_part_it_by_commas() -> None:
    repeated = IncidentFilter.from_query(QueryDict("type=riot&type=attack&cred=1-3&from=&q="))
    assert repeated == IncidentFilter.from_query(QueryDict("type=attack,riot&cred=1,2,3"))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("type=war", "type"),
        ("from=yesterday", "from"),
        ("to=2026-13-01", "to"),
        ("cred=0", "cred"),
        ("cred=1-9", "cred"),
        ("cred=x", "cred"),
        ("tlp=white", "tlp"),
        ("status=done", "status"),
        ("casualties=maybe", "casualties"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=70,40,60,50", "bbox"),
        ("bbox=nan,0,1,1", "bbox"),
        ("q=" + "x" * 201, "q"),
        ("area=" + ",".join(f"A{n}" for n in range(101)), "area"),
    ],
)
def test_what_cannot_be_read_is_named_and_never_skipped(query: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        IncidentFilter.from_query(QueryDict(query))
    assert refused.value.field == field


def test_amber_strict_is_understood_however_the_plus_is_written() -> None:
    for written in ("amber-strict", "amber%2Bstrict", "AMBER+STRICT"):
        assert IncidentFilter.from_query(QueryDict(f"tlp={written}")).tlps == (TLP.AMBER_STRICT,)


@pytest.fixture
def viewer() -> Viewer:
    return make_viewer()


@pytest.fixture
def titles(viewer: Viewer) -> Any:
    """Titles of the viewer's own incidents that fit an address."""

    def found(query: str) -> set[str]:
        wanted = IncidentFilter.from_query(QueryDict(query))
        rows = incidents(viewer, wanted)
        total = rows.count()
        assert histogram(viewer, wanted).total == total
        assert map_counts(viewer, wanted).total == total
        return set(rows.values_list("title", flat=True))

    return found


@pytest.mark.django_db
def test_each_part_narrows_as_it_says(viewer: Viewer, titles: Any) -> None:
    load_starter_areas()
    own = own_organisation(viewer)
    osh = Area.objects.get(code="KG-O")
    harm: dict[str, Any] = {f"killed_{end}": 2 for end in ("low", "best", "high")}
    make_incident(own, title="a", event_type="riot", area=osh, lat=40.5, lon=72.8, **harm)
    make_incident(
        own, title="b", event_type="attack", area=Area.objects.get(code="TJ"), tlp=TLP.AMBER
    )
    make_incident(own, title="c", credibility=2, status="verified", occurred_on=date(2026, 11, 1))
    assert titles("") == {"a", "b", "c"}
    assert titles("type=riot,attack") == {"a", "b"}
    assert titles("area=KG") == {"a"}
    assert titles("area=KG,TJ") == {"a", "b"}
    assert titles("area=none") == {"c"}
    assert titles("from=2026-11-02") == {"a", "b"}
    assert titles("to=2026-11-01") == {"c"}
    assert titles("cred=1-4") == {"c"}
    assert titles("status=verified") == {"c"}
    assert titles("tlp=amber") == {"b"}
    assert titles("casualties=yes") == {"a"}
    assert titles("bbox=72,40,73,41") == {"a"}
    assert titles(f"origin={own.code}") == {"a", "b", "c"}
    assert titles("origin=nobody") == set()
    with pytest.raises(BadInput, match="ZZ"):
        titles("area=ZZ")


@pytest.mark.django_db
def test_words_find_through_the_index(viewer: Viewer, titles: Any) -> None:
    own = own_organisation(viewer)
    found, other = make_incident(own, title="found"), make_incident(title="not mine")
    for incident in (found, other):
        index("incident", incident.pk, ["lorry", "bridge"], timezone.now())
    assert titles("q=lorry") == {"found"}
    assert titles("q=lorry+camel") == set()


@pytest.mark.django_db
def test_a_unit_counts_for_its_state_on_the_map(viewer: Viewer) -> None:
    load_starter_areas()
    own = own_organisation(viewer)
    for code in ("KG-O", "KG-O", "KG"):
        make_incident(own, area=Area.objects.get(code=code))
    make_incident(own)
    counts = map_counts(viewer, IncidentFilter())
    assert counts.by_area == {"KG-O": 2, "KG": 3}
    assert (counts.unplaced, counts.total) == (1, 4)


@pytest.mark.django_db
def test_days_without_incidents_are_drawn_and_not_counted(viewer: Viewer) -> None:
    own = own_organisation(viewer)
    for days in (0, 0, 5):
        make_incident(own, occurred_on=date(2026, 11, 1) + timedelta(days=days))
    days_found = histogram(viewer, IncidentFilter())
    assert days_found.counts == [(date(2026, 11, 1), 2), (date(2026, 11, 6), 1)]
