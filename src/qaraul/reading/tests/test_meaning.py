"""Rules that need context: the two Jalalabads, denials, drills, years gone by, counts."""

from datetime import date

import pytest

from qaraul.reading import read

MAY = date(2025, 5, 14)


@pytest.mark.parametrize(
    ("text", "source", "country"),
    [
        ("A blast hit a market in Jalalabad, officials in Kabul said.", None, "AF"),
        ("A mudflow hit Jalalabad; the road to Osh is closed.", None, "KG"),
        ("A blast hit a market in Jalalabad.", "AF", "AF"),
        ("A mudflow hit Jalal-Abad on Monday.", None, "KG"),
        ("Жалалабадда сел жүрүп, Бишкектен куткаруучулар келди.", None, "KG"),
        ("در جلال‌آباد انفجار شد و زخمیان به کابل انتقال یافتند.", None, "AF"),
    ],
)
def test_both_jalalabads_are_told_apart_by_context(
    text: str, source: str | None, country: str
) -> None:
    event = next(p for p in read("", text, country=source).places if p.role == "event")
    assert event.country == country


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Gunmen attacked a mosque in Peshawar on Friday.", "Peshawar", "PK"),
        ("Полиция Москвы задержала девять человек.", "Moscow", "RU"),
        ("Stambulda dokuz adam tussag edildi.", "Istanbul", "TR"),
    ],
)
def test_places_outside_the_region_stay_outside(text: str, name: str, country: str) -> None:
    place = read("", text).places[0]
    assert (place.name, place.country) == (name, country)


@pytest.mark.parametrize(
    ("old", "new"),
    [("Ленинабаде", "Khujand"), ("Фрунзе", "Bishkek"), ("Чарджоу", "Türkmenabat")],
)
def test_old_names_lead_to_today_s_places(old: str, new: str) -> None:
    assert (
        read("", f"Взрыв произошёл вчера вечером в {old}, сообщили власти.").places[0].name == new
    )


def test_a_country_has_no_point_of_its_own() -> None:
    place = read("", "Several people were injured in Afghanistan on Monday.").places[0]
    assert (place.precision, place.lat, place.iso, place.area) == ("country", None, None, "AF")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The ministry denied that there was any rally in Nukus.", "denied"),
        (
            "Rescuers held an earthquake drill in Talas; under the scenario a school collapsed.",
            "drill",
        ),
        (
            "If the dam breaks, thousands could be forced to leave Khorog, experts warn.",
            "hypothetical",
        ),
        ("Osh remembers the victims of the June 2010 violence fifteen years on.", "historical"),
        ("Three people were hurt in a brawl in Osh.", "actual"),
    ],
)
def test_what_did_not_happen_now_is_not_called_actual(text: str, status: str) -> None:
    assert read("", text, published=MAY).event_status == status


@pytest.mark.parametrize(
    ("text", "killed", "injured"),
    [
        ("Two hundred and fifty people were injured and thirty-one killed.", 31, 250),
        ("At least 12 people died.", 12, None),
        ("The death toll rose to 45 on Monday.", 45, None),
        ("Police seized 45 kilograms of heroin and 12 rifles.", None, None),
        ("The match ended 3:2; nobody was hurt.", None, 0),
        ("Погибли 1 200 человек, ранены более двух тысяч.", 1_200, 2_000),
        ("دو تن کشته و سی و پنج تن زخمی شدند.", 2, 35),
        ("په برید کې ۲ کسان ووژل شول او ۱۴ ټپیان شول.", 2, 14),
        ("On 12 May 2025 nobody was killed.", 0, None),
    ],
)
def test_counts_rest_on_numbers_that_count_people(
    text: str, killed: int | None, injured: int | None
) -> None:
    reading = read("", text)
    assert (reading.killed, reading.injured) == (killed, injured)


def test_at_least_and_up_to_give_a_range() -> None:
    least = read("", "At least 12 people were killed in Kabul.").counts[0]
    assert (least.low, least.best, least.high) == (12, 12, None)
    most = read("", "Up to 500 people were evacuated from Khorog.").counts[0]
    assert (most.low, most.best, most.high) == (0, 500, 500)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Fighting broke out on 12 May.", "2025-05-12"),
        ("Fighting broke out on Tuesday.", "2025-05-13"),
        ("Fighting broke out yesterday.", "2025-05-13"),
        ("Столкновение произошло 3 февраля 2024 года.", "2024-02-03"),
        ("به تاریخ ۱۵ اسد درگیری رخ داد و مردم به خانه‌ها رفتند.", "2025-08-06"),
        ("د سلواغې په ۱۴مه نښته وشوه او خلک ټپیان شول.", "2025-02-02"),
        ("21-nji aprelde sil geçip, iki adam heläk boldy.", "2025-04-21"),
    ],
)
def test_dates_of_both_calendars_become_iso_days(text: str, day: str) -> None:
    assert [date_.date for date_ in read("", text, published=MAY).dates] == [day]


def test_groups_are_named_and_persons_are_not() -> None:
    reading = read(
        "", "Border guards and villagers clashed, said Colonel Ivan Petrov of Osh police."
    )
    assert set(reading.actors) == {"border guards", "villagers", "police"}
    assert all("Petrov" not in place.text for place in reading.places)


def test_evidence_shows_the_words_that_speak_for_the_type() -> None:
    text = "A bomb exploded in Kunduz."
    shown = [text[e.start : e.end] for e in read("", text).evidence if e.kind == "type"]
    assert "exploded" in shown
