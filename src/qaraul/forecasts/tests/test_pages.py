"""The pages say how likely, compared with what, how sure, since when, and how good it has been."""

import csv
from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from qaraul.forecasts import beyond, charts, wording
from qaraul.forecasts.choices import class_of
from qaraul.forecasts.models import Forecast, ForecastSet
from qaraul.forecasts.scorecard import Class
from qaraul.forecasts.shipped import shipped
from qaraul.forecasts.testing import make_set
from qaraul.members.choices import Role
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation, make_person, make_viewer
from qaraul.members.viewers import public
from qaraul.sharing.models import Audience

pytestmark = pytest.mark.django_db
AREAS = ("TJ-KT", "AF-KDZ", "UZ-SU")


@pytest.fixture
def said(operator: Organisation) -> ForecastSet:
    """A set that every member may see."""
    return make_set(operator, audience=Audience.of(network=True), areas=AREAS)


@pytest.fixture
def client(operator: Organisation) -> Client:
    """An analyst of another organisation than the operator."""
    assert operator.code
    found = Client()
    person = make_person(make_organisation(), Role.ANALYST)
    found.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return found


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_map_says_what_is_highest_and_what_is_usual(said: ForecastSet, client: Client) -> None:
    page = text(client, "/forecasts/")
    assert "December 2026: highest in" in page
    assert "about 1 in 8" in page
    assert "usually 1 in 25" in page
    assert f"{said.model} {said.model_version}" in page
    assert "3 Nov 2026" in page
    assert "Read with care" in page
    assert 'class="hwf"' in page  # thin areas are hatched
    assert 'class="m0"' in page  # and areas of which it says nothing are grey


def test_the_other_chance_is_shown_when_it_is_asked_for(said: ForecastSet, client: Client) -> None:
    page = text(client, f"/forecasts/?set={said.pk}&chance=many")
    assert "Chance of 25 or more" in page
    assert "every area below 1 in 50" in page


def test_an_area_has_its_fan_and_its_facts(said: ForecastSet, client: Client) -> None:
    page = text(client, f"/forecasts/TJ-KT/?set={said.pk}&month=2026-12")
    assert "12\N{NO-BREAK SPACE}%, very unlikely (5" in page
    assert "usually 1 in 25" in page
    assert 'class="l1 d"' in page  # the forecast is dashed
    assert "Thin: little past to go by" in page
    assert said.content_hash[:16] in page


def test_an_area_that_no_set_is_about_says_so(said: ForecastSet, client: Client) -> None:
    assert said.rows.exists()
    assert "No forecast is about this area" in text(client, "/forecasts/KG-B/")
    assert client.get("/forecasts/KG-B/?as=csv").status_code == 404
    assert client.get("/forecasts/XX-NONE/").status_code == 404


def test_without_a_set_the_page_says_what_to_do(client: Client) -> None:
    assert "qaraul forecast issue" in text(client, "/forecasts/")
    assert "No forecast for the public" in text(Client(), "/forecasts/")
    assert client.get("/forecasts/?as=csv").status_code == 404


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=abc", "chance=foo", "as=xml", "month=%00"]
)
def test_what_an_address_cannot_mean_is_refused(
    said: ForecastSet, client: Client, query: str
) -> None:
    assert said.rows.exists()
    for path in ("/forecasts/", "/forecasts/TJ-KT/"):
        assert client.get(f"{path}?{query}").status_code == 400


def test_what_no_draw_hit_is_rare_and_not_impossible(said: ForecastSet, client: Client) -> None:
    said.rows.update(p_many=0)
    page = text(client, "/forecasts/TJ-KT/?chance=many")
    assert "less than 1 in 200" in page
    assert "&lt;1\N{NO-BREAK SPACE}%" in page


def test_the_file_holds_every_row_with_what_it_must_be_read_with(
    said: ForecastSet, client: Client
) -> None:
    rows = list(csv.DictReader(text(client, "/forecasts/?as=csv").splitlines()))
    assert [row["area"] for row in rows] == sorted(AREAS)
    first = rows[0]
    assert (first["p_1_or_more"], first["usual_1_or_more"], first["q95"]) == ("0.12", "0.04", "3.0")
    assert (first["model"], first["set"], first["tlp"]) == ("qaraul", str(said.pk), "TLP:GREEN")
    one = list(csv.DictReader(text(client, "/forecasts/TJ-KT/?as=csv").splitlines()))
    assert [row["area"] for row in one] == ["TJ-KT"]


def test_the_scorecard_shows_misses_first_to_those_who_may_see_the_set(
    said: ForecastSet, client: Client
) -> None:
    page = text(client, "/scorecards/forecasts/")
    assert page.index("Misses") < page.index("Scores beside simple rivals")
    assert "Khatlon" in page
    stranger = text(Client(), "/scorecards/forecasts/")
    assert "No month has come due yet" in stranger
    assert "Khatlon" not in stranger
    assert said.source_name not in stranger


def test_the_shipped_figures_say_where_a_rival_was_better() -> None:
    found = shipped()
    assert found.lines[0].crps == min(line.crps for line in found.lines)
    for year in found.lost:
        ours = found.by_window[found.model][year]
        assert any(years[year] < ours for years in found.by_window.values())


def test_help_is_there_for_everybody_in_russian_and_dari() -> None:
    client = Client()
    assert "How to read a probability" in text(client, "/forecasts/help/")
    for language, words in (("ru", "Как читать вероятность"), ("fa", "احتمال را چگونه بخوانیم")):
        client.cookies["qaraul_language"] = language
        assert words in text(client, "/forecasts/help/")


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "less than 1 in 200"),
        (0.004, "less than 1 in 200"),
        (0.125, "about 1 in 8"),
        (0.44, "about 4 in 10"),
        (0.5, "about 5 in 10"),
        (0.94, "about 9 in 10"),
        (0.99, "more than 19 in 20"),
    ],
)
def test_a_chance_is_said_as_people_picture_it(chance: float, words: str) -> None:
    with override("en"):
        assert wording.in_words(chance) == words


def test_what_is_usual_is_never_said_to_be_impossible() -> None:
    with override("en"):
        assert wording.usual_in_words(0.0, 120) == "not once in 120 months"
        assert wording.usual_in_words(0.04, 120) == "usually 1 in 25"
        assert wording.usual_in_words(1.0, 36) == "in every one of 36 months"
        assert wording.usual_in_words(0.0, 0) == "nothing is known of the past"


def test_classes_are_fixed() -> None:
    assert [class_of(p) for p in (0, 0.019, 0.02, 0.1, 0.25, 0.5, 1)] == [1, 1, 2, 3, 4, 5, 5]


def test_the_fan_keeps_the_gap_between_data_and_forecast() -> None:
    past = [(date(2026, month, 1), float(month)) for month in range(1, 11)]
    row = Forecast(month=date(2026, 12, 1), q05=0, q25=1, q50=2, q75=4, q95=30)
    drawn = charts.fan(past, [row, Forecast(**{**_values(row), "month": date(2027, 1, 1)})])
    assert drawn is not None
    assert drawn.axes[-1].value <= 30
    assert drawn.months[0].month == date(2027, 1, 1)
    assert charts.fan([], [row]) is None


def _values(row: Forecast) -> dict[str, float]:
    return {name: getattr(row, name) for name in ("q05", "q25", "q50", "q75", "q95")}


def test_the_diagram_lies_inside_its_frame() -> None:
    drawn = charts.diagram([Class(0.0, 0.1, 90), Class(1.0, 1.0, 3)])
    assert drawn is not None
    assert all(0 <= p.x <= drawn.side and 0 <= p.y <= drawn.side for p in drawn.points)
    assert charts.diagram([]) is None


def test_forecast_events_beyond_the_border_count_and_those_at_home_do_not(
    said: ForecastSet,
) -> None:
    viewer = make_viewer()
    told = beyond.told(viewer, date(2026, 11, 20))
    assert told is not None
    found = {one.code: one.value for one in told.readings}
    assert found["TJ-KT"] > 0  # Kunduz and Surkhandarya lie beside it
    assert beyond.told(public(), date(2026, 11, 20)) is None
    said.rows.exclude(area__code="TJ-KT").delete()
    alone = beyond.told(viewer, date(2026, 11, 20))
    assert alone is not None
    assert alone.readings == []
    assert beyond.told(viewer, date(2028, 1, 1)) is None


def test_the_map_of_incidents_shows_the_layer_with_its_table(
    said: ForecastSet, client: Client
) -> None:
    assert said.rows.exists()
    page = text(client, "/incidents/map/?layer=forecast")
    assert '<circle class="fx"' in page
    assert "What the newest forecast expects abroad" in page
    assert f"by model qaraul {said.model_version} from data up to" in page
    assert "A low figure is not safety" in page
    assert '<circle class="fx"' not in text(client, "/incidents/map/?layer=nonsense")
    assert "no data for this layer" in text(Client(), "/incidents/map/?layer=forecast")
