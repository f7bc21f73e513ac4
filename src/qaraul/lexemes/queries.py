"""Which records hold all words of a question."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from qaraul.lexemes.models import Indexed

MOST_WORDS = 12
NOT_IN_A_WORD = dict.fromkeys([0, ord('"'), ord("\\"), *range(0xD800, 0xE000)])
SQLITE = "SELECT rowid FROM lexemes_fts WHERE lexemes_fts MATCH %s"
POSTGRES = (
    "SELECT id FROM lexemes_indexed"
    " WHERE to_tsvector('simple'::regconfig, lexemes) @@ to_tsquery('simple', %s)"
)


def _quoted(word: str) -> str:
    return '"' + word.translate(NOT_IN_A_WORD) + '"'


def matching(kind: str, words: Sequence[Sequence[str]]) -> QuerySet[Indexed, UUID]:
    """Ids of records of that kind that hold, for every word, one of its alternative lexemes.

    words: as `reading.query_lexemes` gives them; no word at all matches nothing.
    """
    wanted = [[q for a in each if (q := _quoted(a)) != '""'] for each in words[:MOST_WORDS]]
    wanted = [each for each in wanted if each]
    rows: Any = Indexed.objects.filter(kind=kind)
    if not wanted:
        return rows.none().values_list("record_id", flat=True)  # type: ignore[no-any-return]
    if connection.vendor == "postgresql":
        statement = POSTGRES
        text = " & ".join("(" + " | ".join(_tsquery(a) for a in each) + ")" for each in wanted)
    else:
        statement = SQLITE
        text = " AND ".join("(" + " OR ".join(each) + ")" for each in wanted)
    rows = rows.filter(pk__in=RawSQL(statement, [text]))  # noqa: S611  the text is a parameter
    return rows.values_list("record_id", flat=True)  # type: ignore[no-any-return]


def _tsquery(quoted: str) -> str:
    return "'" + quoted.strip('"').replace("'", "''") + "'"
