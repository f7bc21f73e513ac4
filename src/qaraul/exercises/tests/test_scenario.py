"""The scenario hangs together: counts, references, languages, and words that fit the day."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.errors import BadInput
from qaraul.exercises.feeds import FORMATS
from qaraul.exercises.scenario import Scenario, load
from qaraul.exercises.wording import fill, languages

LAST = date(2026, 11, 24)
END = datetime(2026, 11, 24, 23, 59, tzinfo=UTC)
EVENT_TYPES = {
    "armed_clash",
    "attack",
    "explosion",
    "violence_against_civilians",
    "riot",
    "protest",
    "border_incident",
    "arrest_seizure",
    "abduction",
    "hate_propaganda",
    "displacement",
    "crime_trafficking",
    "natural_hazard",
    "accident",
    "peacebuilding",
    "diplomacy",
    "other",
}
STATUSES = {"actual", "historical", "hypothetical", "denied", "drill"}
SCRIPTS = {
    "ru": "[а-яё]",
    "kk": "[әғқңөұүһі]",
    "ky": "[ңөү]",
    "tg": "[ғӣқӯҳҷ]",
    "tk": "[äňöüýşžç]",
    "fa": "[پچژگکی]",
    "ps": "[ټډړږښګڼېۍ]",
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("lantern_26")


def test_at_least_ninety_texts_in_nine_languages_over_sixty_days(scenario: Scenario) -> None:
    counts = Counter(inject.language for inject in scenario.injects)
    assert len(scenario.injects) >= 90
    assert set(counts) == {"en", "ru", "kk", "ky", "uz", "tg", "tk", "fa", "ps"}
    assert min(counts.values()) >= 5, counts
    days = {inject.day for inject in scenario.injects}
    assert min(days) <= 3
    assert max(days) == scenario.days == 60
    assert len(days) >= 40


def test_every_name_that_is_used_is_there(scenario: Scenario) -> None:
    ids = [inject.id for inject in scenario.injects]
    assert len(ids) == len(set(ids))
    assert {inject.feed for inject in scenario.injects} == set(scenario.outlets)
    organisations = {row["code"] for row in scenario.network["organisations"]}
    accounts = {row["username"]: row for row in scenario.network["accounts"]}
    circles = {row["name"] for row in scenario.network["circles"]}
    assert {a["organisation"] for a in accounts.values()} == organisations
    for circle in scenario.network["circles"]:
        assert set(circle["organisations"]) <= organisations
    for incident in scenario.incidents:
        audience = incident["audience"]
        assert set(incident["evidence"]) <= set(ids), incident["key"]
        assert set(audience.get("organisations", [])) <= organisations
        assert set(audience.get("circles", [])) <= circles
        assert set(audience.get("accounts", [])) <= set(accounts)
        assert {incident["by"], *incident.get("releasers", [])} <= set(accounts)
    for act in scenario.triage:
        assert act["document"] in ids
        assert {"analyst", "reviewer"} & set(accounts[act["by"]]["roles"])
        assert act["act"] in {"dismiss", "snooze", "escalate"}
    evidence = {name for incident in scenario.incidents for name in incident["evidence"]}
    assert evidence.isdisjoint(act["document"] for act in scenario.triage)


def test_only_the_origins_own_people_sign_and_only_releasers_finish(scenario: Scenario) -> None:
    accounts = {row["username"]: row for row in scenario.network["accounts"]}
    for incident in scenario.incidents:
        by = accounts[incident["by"]]
        assert {"analyst", "reviewer", "releaser"} & set(by["roles"]), incident["key"]
        for name in incident.get("releasers", []):
            assert accounts[name]["organisation"] == by["organisation"], incident["key"]
            assert "releaser" in accounts[name]["roles"], incident["key"]
        assert bool(incident.get("releasers")) == (incident["state"] in {"released", "recalled"})


def test_the_network_has_the_members_that_the_demonstration_promises(scenario: Scenario) -> None:
    kinds = Counter(row["kind"] for row in scenario.network["organisations"])
    countries = {
        row["country"] for row in scenario.network["organisations"] if row["kind"] == "state_body"
    }
    assert countries == {"KZ", "KG", "TJ", "TM", "UZ"}
    assert kinds == {
        "state_body": 5,
        "un_entity": 2,
        "regional_organisation": 1,
        "civil_society": 1,
        "expert": 1,
    }
    flags = {row["is_security_force"] for row in scenario.network["organisations"]}
    assert flags == {"yes", "review", "no"}


def test_incidents_show_every_marking_and_every_stage(scenario: Scenario) -> None:
    assert 10 <= len(scenario.incidents) <= 15
    assert {i["tlp"] for i in scenario.incidents} == {
        "CLEAR", "GREEN", "AMBER", "AMBER_STRICT", "RED",
    }  # fmt: skip
    assert {i["state"] for i in scenario.incidents} == {
        "draft", "pending", "released", "recalled",
    }  # fmt: skip
    assert any(re.search("[а-я]", i["title"]) for i in scenario.incidents)
    for incident in scenario.incidents:
        assert incident["event_type"] in EVENT_TYPES
        for counted in ("killed", "injured", "displaced"):
            low, best, high = incident.get(counted, (0, 0, 0))
            assert 0 <= low <= best <= high, incident["key"]


def test_texts_hold_what_makes_reading_hard(scenario: Scenario) -> None:
    events = Counter(inject.event for inject in scenario.injects)
    tongues = {e: {i.language for i in scenario.injects if i.event == e} for e in events}
    assert sum(len(spoken) >= 3 for spoken in tongues.values()) >= 12
    assert {inject.event_status for inject in scenario.injects} == STATUSES
    assert {inject.event_type for inject in scenario.injects} <= EVENT_TYPES
    assert sum(inject.event_type == "other" for inject in scenario.injects) >= 8
    assert {"crossing-closed", "closed-again", "hairatan", "clash-imam", "clash-taloqan"} <= set(
        events
    )


def test_each_text_is_short_and_in_the_letters_of_its_language(scenario: Scenario) -> None:
    for outlet in scenario.outlets:
        for item in scenario.published(outlet, last=LAST, now=END):
            assert "{" not in item.title + item.text, item.id
            sentences = re.findall(r"[.!?؟](?:\s|$)", item.text)
            assert 2 <= len(sentences) <= 5, item.id
            if letters := SCRIPTS.get(item.language):
                assert re.search(letters, item.text, re.IGNORECASE), item.id


def test_every_outlet_writes_a_known_format_and_every_hazard_alert_its_facts(
    scenario: Scenario,
) -> None:
    assert {outlet.format for outlet in scenario.outlets.values()} == set(FORMATS)
    for inject in scenario.injects:
        is_alert = scenario.outlets[inject.feed].format == "cap"
        assert (inject.alert is not None) == is_alert, inject.id


def test_the_title_and_the_exercise_mark_stand_in_nine_languages(scenario: Scenario) -> None:
    assert set(scenario.titles) == set(scenario.marks) == set(languages())
    assert scenario.marks["en"] == "EXERCISE"


def test_nothing_is_published_before_its_time(scenario: Scenario) -> None:
    before = datetime(2026, 9, 26, 6, 39, tzinfo=UTC)
    ids = {i.id for i in scenario.published("silk", last=LAST, now=before)}
    assert ids == set()
    just = before + timedelta(days=1, minutes=1)
    assert [i.id for i in scenario.published("silk", last=LAST, now=just)] == ["water-days-en"]


def test_an_unknown_scenario_is_answered_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match="lantern_26"):
        load("lantern_27")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "On Tuesday, on Tuesday, 24 November, 2021"),
        ("ru", "Во вторник, во вторник, 24 ноября, 2021"),
        ("kk", "Сейсенбі күні, сейсенбі күні, 24 қараша, 2021"),
        ("ky", "Шейшемби күнү, шейшемби күнү, 24-ноябрь, 2021"),
        ("uz", "Seshanba kuni, seshanba kuni, 24-noyabr, 2021"),
        ("tg", "Рӯзи сешанбе, рӯзи сешанбе, 24 ноябр, 2021"),
        ("tk", "Sişenbe güni, sişenbe güni, 24-nji noýabr, 2021"),
        ("fa", "روز سه‌شنبه, روز سه‌شنبه, ۲۴ نومبر, ۲۰۲۱"),
        ("ps", "د سه‌شنبې په ورځ, د سه‌شنبې په ورځ, د نومبر په ۲۴مه, ۲۰۲۱"),
    ],
)
def test_a_day_is_said_as_the_language_says_it(language: str, said: str) -> None:
    text = "{On:60}, {on:60}, {date:60}, {year:-5}"
    assert fill(text, language, lambda _: LAST) == said


@pytest.mark.parametrize(
    ("day", "said"), [(1, "1-nji"), (6, "6-njy"), (9, "9-njy"), (16, "16-njy"), (30, "30-njy")]
)
def test_turkmen_ordinals_follow_the_vowel(day: int, said: str) -> None:
    assert fill("{date:0}", "tk", lambda _: date(2026, 3, day)) == f"{said} mart"


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(languages())))
def test_any_date_can_be_said_in_any_language(day: date, language: str) -> None:
    filled = fill("{On:1} {date:1}", language, lambda _: day)
    assert "{" not in filled
    assert filled.strip()
