"""Spellings worked out by rule where the packages hold none; always marked as derived."""

import re
import unicodedata
from difflib import SequenceMatcher

Names = dict[str, list[str]]
# Local papers write the names of smaller places as Russian ones do.
WRITTEN_AS_IN_RUSSIAN = {"KZ": "kk", "KG": "ky"}
LIKE = 0.55  # below this a Russian name is another, older name of the place
# Uzbek Latin to Uzbek Cyrillic (the 1995 alphabet against the 1940 one); longest first.
UZBEK = {
    "oʻ": "ў", "gʻ": "ғ", "sh": "ш", "ch": "ч", "yo": "ё", "yu": "ю", "ya": "я", "ye": "е",
    "a": "а", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "ҳ", "i": "и", "j": "ж",
    "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "қ", "r": "р", "s": "с",
    "t": "т", "u": "у", "v": "в", "x": "х", "y": "й", "z": "з", "ʼ": "ъ",
}  # fmt: skip
# Turkmen Latin to the Russian way of writing Turkmen names.
TURKMEN = {
    "ýa": "я", "ýo": "ё", "ýu": "ю", "ýe": "е", "a": "а", "ä": "я", "b": "б", "ç": "ч", "d": "д",
    "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "дж", "ž": "ж", "k": "к", "l": "л",
    "m": "м", "n": "н", "ň": "н", "o": "о", "ö": "ё", "p": "п", "r": "р", "s": "с", "ş": "ш",
    "t": "т", "u": "у", "ü": "ю", "w": "в", "y": "ы", "ý": "й", "z": "з",
}  # fmt: skip
# Romanised Dari and Pashto names to Russian letters.
AFGHAN = {
    "kh": "х", "gh": "г", "sh": "ш", "ch": "ч", "zh": "ж", "ya": "я", "yu": "ю", "a": "а",
    "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "дж",
    "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с",
    "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс", "y": "й", "z": "з",
}  # fmt: skip
# Romanised Tajik (as GeoNames writes it) back to Tajik letters.
TAJIK = {
    "kh": "х", "gh": "ғ", "sh": "ш", "ch": "ч", "zh": "ж", "ya": "я", "yu": "ю", "yo": "ё",
    "ye": "е", "a": "а", "b": "б", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "ҳ", "i": "и",
    "í": "ӣ", "ī": "ӣ", "j": "ҷ", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п",
    "q": "қ", "r": "р", "s": "с", "t": "т", "u": "у", "ŭ": "ӯ", "ū": "ӯ", "v": "в", "y": "й",
    "z": "з", "’": "ъ", "‘": "ъ",
}  # fmt: skip
# Tajik and Kyrgyz or Kazakh letters that Russian texts replace.
TO_RUSSIAN = str.maketrans(
    {"ғ": "г", "қ": "к", "ҳ": "х", "ҷ": "дж", "ӣ": "и", "ӯ": "у", "ә": "а", "ң": "н", "ө": "о"}
    | {"ұ": "у", "ү": "у", "һ": "х", "і": "и", "ў": "у", "Ғ": "Г", "Қ": "К", "Ҳ": "Х", "Ҷ": "Дж"}
    | {"Ә": "А", "Ө": "О", "Ұ": "У", "Ү": "У", "Һ": "Х", "І": "И", "Ӯ": "У", "Ў": "У"}
)


def spell(name: str, letters: dict[str, str]) -> str:
    """The name letter by letter, longest match first; capitals stay capitals; unknown ones stay."""
    longest_first = sorted(map(re.escape, letters), key=len, reverse=True)
    pattern = re.compile("|".join(longest_first), re.IGNORECASE)

    def swap(match: re.Match[str]) -> str:
        out = letters.get(match[0].lower(), match[0])
        if out == "е" and letters is UZBEK and not name[: match.start()][-1:].isalpha():
            out = "э"  # Uzbek writes э at the start of a word
        return out[0].upper() + out[1:] if match[0][0].isupper() else out

    return pattern.sub(swap, name)


def derived_names(names: Names, country: str) -> Names:
    """Spellings of a settlement in languages for which no name is known."""
    made: Names = {}
    has_russian = any(likeness(name, names["en"][0]) >= LIKE for name in names.get("ru", []))
    if country == "UZ":
        made["uz"] = _uzbek(names)
        if not has_russian and made["uz"]:
            made["ru"] = [made["uz"][0].translate(TO_RUSSIAN)]
    elif country == "TJ":
        if "tg" not in names:
            made["tg"] = [spell(names["en"][0], TAJIK)]
        if not has_russian:
            made["ru"] = [(names.get("tg") or made["tg"])[0].translate(TO_RUSSIAN)]
    elif not has_russian:
        made["ru"] = _russian(names, country)
    own = WRITTEN_AS_IN_RUSSIAN.get(country)
    if own and own not in names and "ru" in names:
        made[own] = names["ru"][:1]
    return {k: v for k, v in made.items() if v and all(_is_cyrillic(name) for name in v)}


def _uzbek(names: Names) -> list[str]:
    latin = [re.sub("(?<=[OoGg])[‘’'`ʼ]", "ʻ", name) for name in names.get("uz", [])]
    latin = [re.sub("[‘’'`]", "ʼ", name) for name in latin if not _is_cyrillic(name)]
    cyrillic = [spell(name, UZBEK) for name in latin][:3]
    return [name for name in dict.fromkeys(cyrillic) if name not in names["uz"]]


def likeness(name: str, latin: str) -> float:
    """How near a Cyrillic name comes to a Latin one, 0 to 1."""
    rough = spell(_bare(latin), AFGHAN).lower()
    return SequenceMatcher(a=rough, b=name.lower().translate(TO_RUSSIAN)).ratio()


def _russian(names: Names, country: str) -> list[str]:
    for language in ("kk", "ky", "tg"):
        if language in names and country != "AF":
            return [names[language][0].translate(TO_RUSSIAN)]
    if country == "TM":
        return [spell(names["tk"][0], TURKMEN)]
    return [spell(_bare(names["en"][0]), AFGHAN)] if country == "AF" else []


def _bare(name: str) -> str:
    """Without length marks, dots below and half rings."""
    stripped = unicodedata.normalize("NFD", name)
    return "".join(c for c in stripped if not unicodedata.combining(c) and c not in "‘’ʻʼ'`")


def _is_cyrillic(name: str) -> bool:
    return not re.search(r"[A-Za-zÀ-ɏ]", name)
