"""Which of our nine languages a name without a language may belong to, judged by its letters."""

import re
import unicodedata

LANGUAGES = ("en", "ru", "kk", "ky", "uz", "tg", "tk", "fa", "ps")
STATE_LANGUAGES = {
    "KZ": ("kk",), "KG": ("ky",), "TJ": ("tg",), "TM": ("tk",), "UZ": ("uz",), "AF": ("fa", "ps"),
}  # fmt: skip
LATIN_LANGUAGE = {"UZ": "uz", "TM": "tk"}  # states that write Latin in their register of places
FOREIGN_CYRILLIC = set("їєґјљњћђџѓќѕӑӗҫӳӕҥӧӱӹъӥӝӵӟ")
FOREIGN_ARABIC = set("ۇۆۈەڭێڕڵڤٹڈڑےںھۀةأإٱىۋڪڙٻڀٺٽڦڃڄڇڌڏڍڊݢڱڳ")
PASHTO = set("ټډړږښګڼۍېځڅ")
LOCAL_LATIN = re.compile(r"[ŽžÇçŞşÝýŇňÄäÖöÜü]")
ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200c\u200e\u200f]")
ODD = re.compile("[`ˌˈ_0-9]")


def tidy(name: str) -> str:
    """The name in NFC, without what follows a comma or bracket, with single blanks."""
    name = re.split(r"[,،(]| - ", name)[0]
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", name)).strip(
        " \u200c\u200d\u200e\u200f"
    )


def without_kind(name: str) -> str:
    """The name without the word for town or settlement that GeoNames adds in Uzbekistan."""
    return re.sub(r"^Gorod |\s+(Shahri|Shaharchasi|Shahar|Qoʻrgʻoni|Gorodok)$", "", name)


def script_of(name: str) -> str:
    """latin, cyrillic, arabic, mixed or other, by the letters of the name."""
    scripts = {unicodedata.name(c, "OTHER").split(" ")[0] for c in name if c.isalpha()}
    scripts.discard("MODIFIER")  # ʻ and ʼ go with any script
    if len(scripts) != 1:
        return "mixed"
    script = scripts.pop().lower()
    return script if script in {"latin", "cyrillic", "arabic"} else "other"


def languages_of(name: str, country: str) -> tuple[str, ...]:
    """Languages of ours in which this alternate name of a place in that country may be written."""
    script = script_of(name)
    if script == "latin":
        return _latin(name, country)
    if script == "cyrillic":
        return _cyrillic(set(name.lower()), country)
    if script == "arabic":
        return _arabic(set(name), country)
    return ()


def _latin(name: str, country: str) -> tuple[str, ...]:
    if (
        not name[0].isupper()
        or len(name) < 4
        or name.isupper()
        or ODD.search(name)
        or not _plain_enough(name)
    ):
        return ()  # romanised leftovers, codes of airports, two-letter forms of far languages
    local = LATIN_LANGUAGE.get(country)
    if local == "tk" and LOCAL_LATIN.search(name):
        return ("tk",)
    if local == "uz" and re.search(r"[OoGg][ʻʼ‘’'`]", name):
        return ("uz",)
    return ("en",)


def _plain_enough(name: str) -> bool:
    """Whether each letter is one that romanisations of the region's languages use."""
    stripped = unicodedata.normalize("NFD", name)
    return all(c.isascii() or unicodedata.category(c) in {"Mn", "Lm", "Pf", "Pi"} for c in stripped)


def _cyrillic(letters: set[str], country: str) -> tuple[str, ...]:
    """The first group of letters that tells, else Russian; who writes like that abroad is nobody's.

    і ұ: Kazakh. җ, and ә in Turkmenistan: Turkmen. ң ө ү: Kazakh or Kyrgyz. қ ғ ҳ: Tajik or Uzbek.
    """
    if letters & FOREIGN_CYRILLIC or ("ў" in letters and country != "UZ"):
        return ()
    local = {"UZ": ("uz",), "TJ": ("tg",), "KZ": ("kk",)}
    told: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("ҷӣӯ", ("tg",)),
        ("іұ", ("kk",) if country in {"KZ", "KG", "UZ", "CN"} else ()),
        ("җ", ("tk",) if country == "TM" else ()),
        ("әһ", {"TM": ("tk",), "KZ": ("kk",)}.get(country, ())),
        ("ңөү", _either(letters, country)),
        ("қғҳў", local.get(country, ("tg", "uz"))),
    )
    return next((languages for marks, languages in told if letters & set(marks)), ("ru",))


def _either(letters: set[str], country: str) -> tuple[str, ...]:
    """Kazakh or Kyrgyz: both write ң ө ү, only Kazakh қ and ғ."""
    if letters & set("қғ"):
        return ("kk",)
    return {"KZ": ("kk",), "KG": ("ky",), "MN": (), "RU": ()}.get(country, ("kk", "ky"))


def _arabic(letters: set[str], country: str) -> tuple[str, ...]:
    if letters & FOREIGN_ARABIC:
        return ()
    if letters & PASHTO:
        return ("ps",)
    if letters & set("يك") and country not in {"AF", "IR"}:
        return ()  # Arabic, not Persian
    return ("fa", "ps") if country == "AF" else ("fa",)


def persian_letters(name: str) -> str:
    """The name with Persian instead of Arabic kaf and yeh, without vowel marks."""
    return ARABIC_MARKS.sub(lambda m: "\u200c" if m[0] == "\u200c" else "", name).translate(
        {ord("ي"): "ی", ord("ك"): "ک"}
    )
