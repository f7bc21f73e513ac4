"""Places named in texts of other people's corpora: KazNERD, factRuEval, ParsTwiNER."""

from pathlib import Path

import orjson

from qaraul.reading.reader import read
from qaraul.reading.scoring.given import joined_tokens, table
from qaraul.reading.scoring.lines import Line, spans_f1

_CORPORA = (
    ("kaznerd_kk", "kk", {"GPE", "LOCATION"}, 0.70),
    ("parstwiner_fa", "fa", {"LOC"}, 0.55),
)
_RUSSIAN = {"Location", "LocOrg"}


def name_lines(folder: Path) -> list[Line]:
    """F1 of found places; a place is right when it overlaps one that people marked."""
    lines: list[Line] = []
    for name, lang, kinds, goal in _CORPORA:
        rows = table(folder, name)
        given = [joined_tokens(row["tokens"], row["tags"], kinds) for row in rows]
        lines += _line(name, lang, given, goal)
    given = [
        (
            row["text"],
            [
                range(e["start"], e["end"])
                for e in orjson.loads(row["entities"])
                if e["type"] in _RUSSIAN
            ],
        )
        for row in table(folder, "factrueval2016_ru")
    ]
    return [*lines, *_line("factrueval2016_ru", "ru", given, 0.92)]


def _line(name: str, lang: str, given: list[tuple[str, list[range]]], goal: float) -> list[Line]:
    if not given:
        return []
    spoken = {"fa": "prs"}.get(lang, lang)
    found = [
        [range(name.start, name.end) for name in read("", text, lang=spoken).names]
        for text, _ in given
    ]
    wanted = [spans for _, spans in given]
    n = sum(map(len, wanted))
    return [
        Line(
            "names",
            lang,
            f"places F1, {name.partition('_')[0]}",
            n,
            spans_f1(wanted, found),
            {"none": 0.0},
            goal,
        )
    ]
