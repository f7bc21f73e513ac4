"""Which column of a file says what: COD-AB old and new, geoBoundaries, GADM, and plain names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from qaraul.errors import BadInput
from qaraul.places.choices import Level

LANGUAGE_CODES = {
    "en": "en", "eng": "en", "ru": "ru", "rus": "ru", "kk": "kk", "kz": "kk", "kaz": "kk",
    "ky": "ky", "kir": "ky", "uz": "uz", "uzb": "uz", "tg": "tg", "tgk": "tg", "tj": "tg",
    "tk": "tk", "tuk": "tk", "fa": "fa", "da": "fa", "dr": "fa", "prs": "fa", "fas": "fa",
    "ps": "ps", "pa": "ps", "pus": "ps",
}  # fmt: skip
LOCAL = "local"  # a name whose language nobody tells
STATE_COLUMNS = (
    "iso2", "iso_2", "adm0_iso2", "adm0_pcode", "shapegroup", "iso3", "adm0_iso3", "gid_0",
)  # fmt: skip
PARENT_CODES = {
    2: ("iso_3166_2", "adm1_iso", "iso_1", "adm1_pcode", "adm1_code"),
    3: ("adm2_pcode", "adm2_code", "adm2_id", "gid_2"),
}
CODE_COLUMNS = {
    0: ("iso_3166_1", "iso2", "adm0_pcode", "shapegroup", "iso3", "code"),
    1: ("iso_3166_2", "shapeiso", "adm1_iso", "iso_1", "adm1_pcode", "adm1_code", "code"),
    2: ("adm2_pcode", "adm2_code", "adm2_id", "shapeid", "gid_2", "pcode", "code"),
    3: ("adm3_pcode", "adm3_code", "adm3_id", "shapeid", "gid_3", "pcode", "code"),
}
ADM_COLUMN = re.compile(r"adm(\d)_?(.*)")


@dataclass(frozen=True, slots=True)
class Columns:
    """The recognised columns of one file, by what they say."""

    level: Level
    code: tuple[str, ...]
    names: dict[str, str]  # column → language, or "local"
    parent_codes: tuple[str, ...]
    parent_names: tuple[str, ...]
    states: tuple[str, ...]
    valid_from: str = ""
    language_columns: dict[str, str] = field(default_factory=dict)  # name column → language column


def recognised(columns: Iterable[str], level: Level | None = None) -> Columns:
    """What the columns say; BadInput when no name or level can be made out."""
    own = {column.lower(): column for column in columns}
    depth = level if level is not None else level_of(own)
    names, languages = _names(own, depth)
    names = names or _plain_names(own)
    if not names:
        raise BadInput(
            f"No column holds the name of level {int(depth)}. Columns: {', '.join(own.values())}."
        )
    above = depth - 1
    return Columns(
        level=depth,
        code=_present(own, CODE_COLUMNS[depth]),
        names=names,
        parent_codes=_present(own, PARENT_CODES.get(depth, ())),
        parent_names=tuple(_names(own, Level(above))[0]) if above > 0 else (),
        states=_present(own, STATE_COLUMNS),
        valid_from=own.get("validon", own.get("valid_on", "")),
        language_columns=languages,
    )


def level_told(row: dict[str, Any]) -> Level | None:
    """The level that geoBoundaries writes into each row, as in “ADM2”."""
    told = next((str(value) for key, value in row.items() if key.lower() == "shapetype"), "")
    depth = told.upper().removeprefix("ADM")
    return Level(int(depth)) if depth in {"0", "1", "2", "3"} else None


def level_of(own: dict[str, str]) -> Level:
    """The deepest level that has columns of its own; BadInput when none has."""
    depths = {int(m[1]) for key in own if (m := ADM_COLUMN.fullmatch(key)) and _is_own(m[2])}
    depths |= {int(key[-1]) for key in own if re.fullmatch(r"(gid|name)_[0-3]", key)}
    if deep := [depth for depth in depths if depth in CODE_COLUMNS]:
        return Level(max(deep))
    if "iso_3166_2" in own:
        return Level.UNIT
    raise BadInput("The columns do not tell the level of the areas; say it with --level.")


def _is_own(rest: str) -> bool:
    """Whether adm<n>_<rest> speaks of a row's own level, not of a mere link to another."""
    return bool(re.fullmatch(r"(name\d?|pcode|id|code|ref|[a-z]{2,3})", rest)) and rest != "iso"


def _names(own: dict[str, str], depth: int) -> tuple[dict[str, str], dict[str, str]]:
    """Columns that name the level, with their languages; in doubt the language is local."""
    found: dict[str, str] = {}
    spoken: dict[str, str] = {}
    for key, column in own.items():
        match = ADM_COLUMN.fullmatch(key)
        if match and int(match[1]) == depth:
            language = LANGUAGE_CODES.get(match[2].removeprefix("name_"))
            if language:
                found[column] = language
            elif part := re.fullmatch(r"name(\d?)", match[2]):
                found[column] = LOCAL if part[1] else "en"
                if (told := own.get(f"lang{part[1]}")) is not None:
                    spoken[column] = told
        elif key == f"name_{depth}":
            found[column] = "en"
    return found, spoken


def _plain_names(own: dict[str, str]) -> dict[str, str]:
    """Names without a level: name_ru and the like, then name or shapeName."""
    found = {
        column: language
        for key, column in own.items()
        if key.startswith("name_") and (language := LANGUAGE_CODES.get(key[5:]))
    }
    plain = LOCAL if "en" in found.values() else "en"
    return found | {column: plain for key, column in own.items() if key in {"shapename", "name"}}


def _present(own: dict[str, str], wanted: Iterable[str]) -> tuple[str, ...]:
    return tuple(own[key] for key in wanted if key in own)


def first(row: dict[str, Any], columns: Iterable[str]) -> str:
    """The first of the columns that says something."""
    return next((text for column in columns if (text := said(row, column))), "")


def said(row: dict[str, Any], column: str) -> str:
    """A cell as one line of text; empty for nothing and for not-a-number."""
    value = row.get(column)
    if value is None or value != value:  # noqa: PLR0124  not-a-number is not equal to itself
        return ""
    return " ".join(str(value).split())


def names_in(row: dict[str, Any], columns: Columns) -> dict[str, str]:
    """Names of the row by language."""
    found: dict[str, str] = {}
    for column, language in columns.names.items():
        told = said(row, columns.language_columns.get(column, "")).lower()
        spoken = LANGUAGE_CODES.get(told, LOCAL if told else language)
        if text := said(row, column):
            found.setdefault(spoken, text[:200])
    return found
