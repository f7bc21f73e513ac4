"""The Solar Hijri calendar, for readers of Dari and Pashto."""

from datetime import date

# Years in which the 33-year rule breaks: between two of them every cycle holds eight leap years.
# Source: Borkowski (1996), "The Persian calendar for 3000 years", Earth, Moon and Planets 74.
BREAKS = (
    -61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181,
    1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178,
)  # fmt: skip
LAST_FOUR = 4  # years left in a cycle whose last leap year comes one year early
MONTH_LENGTHS = (31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 29)
MONTHS = {
    "fa": ("حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله",
           "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت"),
    "ps": ("وری", "غویی", "غبرګولی", "چنګاښ", "زمری", "وږی",
           "تله", "لړم", "لیندۍ", "مرغومی", "سلواغه", "کب"),
}  # fmt: skip


def new_year(year: int) -> date:
    """The Gregorian date of 1 Hamal of a Solar Hijri year; ValueError outside 1 to 3177."""
    if not 1 <= year < BREAKS[-1]:
        raise ValueError(f"no Solar Hijri year {year}")
    leaps, start, step = -14, BREAKS[0], 0
    for end in BREAKS[1:]:
        step = end - start
        if year < end:
            break
        leaps += step // 33 * 8 + step % 33 // 4
        start = end
    since = year - start
    leaps += since // 33 * 8 + (since % 33 + 3) // 4
    if step % 33 == step - since == LAST_FOUR:
        leaps += 1
    gregorian = year + 621
    leaps_gregorian = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    return date(gregorian, 3, 20 + leaps - leaps_gregorian)


def solar_hijri(day: date) -> tuple[int, int, int]:
    """Year, month and day of a Gregorian date in the Solar Hijri calendar."""
    year = day.year - 621
    if day < new_year(year):
        year -= 1
    rest = (day - new_year(year)).days
    month = 0
    while month < len(MONTH_LENGTHS) - 1 and rest >= MONTH_LENGTHS[month]:
        rest -= MONTH_LENGTHS[month]
        month += 1
    return year, month + 1, rest + 1
