"""Languages that sources write in, and countries they are from or tell of; the region first."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LANGUAGES: dict[str, Promise] = {
    "kk": _("Kazakh"),
    "ky": _("Kyrgyz"),
    "tg": _("Tajik"),
    "tk": _("Turkmen"),
    "uz": _("Uzbek"),
    "prs": _("Dari"),
    "ps": _("Pashto"),
    "ru": _("Russian"),
    "en": _("English"),
    "ar": _("Arabic"),
    "zh": _("Chinese"),
    "fr": _("French"),
    "de": _("German"),
    "hi": _("Hindi"),
    "fa": _("Persian"),
    "tr": _("Turkish"),
    "ur": _("Urdu"),
    "ug": _("Uyghur"),
}
INTERNATIONAL = {"INT": pgettext_lazy("instead of a country", "international")}
CORE = {
    "AF": _("Afghanistan"),
    "KZ": _("Kazakhstan"),
    "KG": _("Kyrgyzstan"),
    "TJ": _("Tajikistan"),
    "TM": _("Turkmenistan"),
    "UZ": _("Uzbekistan"),
}
NEIGHBOURS = {
    "AZ": _("Azerbaijan"),
    "CN": _("China"),
    "IN": _("India"),
    "IR": _("Iran"),
    "PK": _("Pakistan"),
    "RU": _("Russian Federation"),
    "TR": _("Türkiye"),
}
ELSEWHERE = {
    "AT": _("Austria"),
    "BE": _("Belgium"),
    "CA": _("Canada"),
    "CZ": _("Czechia"),
    "FR": _("France"),
    "DE": _("Germany"),
    "HK": _("Hong Kong"),
    "JP": _("Japan"),
    "NL": _("Netherlands"),
    "QA": _("Qatar"),
    "CH": _("Switzerland"),
    "AE": _("United Arab Emirates"),
    "GB": _("United Kingdom"),
    "US": _("United States"),
}
COVERED: dict[str, Promise] = {**CORE, **NEIGHBOURS, **INTERNATIONAL}
COUNTRIES: dict[str, Promise] = {**CORE, **INTERNATIONAL, **NEIGHBOURS, **ELSEWHERE}


def language_name(code: str) -> str:
    """A language in the reader's words; a code that we have no word for stands for itself."""
    return str(LANGUAGES.get(code, code))


def country_name(code: str) -> str:
    """A country in the reader's words; a code that we have no word for stands for itself."""
    return str(COUNTRIES.get(code, code))


def offered(words: Mapping[str, Promise], there: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Choices in the order of the table, then codes that are there already without a word."""
    known = [(code, str(word)) for code, word in words.items()]
    return known + [(code, code) for code in sorted({*there} - {*words, ""})]
