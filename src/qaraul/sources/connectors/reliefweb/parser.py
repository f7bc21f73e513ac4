"""Items of a ReliefWeb answer: `data[].fields`, with the publishers and countries it names."""

from collections.abc import Iterator, Mapping
from typing import Any

from qaraul.sources.choices import ItemFault
from qaraul.sources.cleaning import LONGEST_TITLE, from_markup, one_line, web_address
from qaraul.sources.connectors.base import Context, Item, NotThisKind, Parsed, Refused
from qaraul.sources.connectors.json_values import inner, load, mappings, word
from qaraul.sources.moments import moment_of

LISTS = {
    "source": "shortname",
    "country": "iso3",
    "format": "name",
    "theme": "name",
    "disaster": "name",
}


def parse(body: bytes, context: Context) -> Iterator[Parsed]:
    """The items in order; `NotThisKind` when there is no `data`."""
    answer = load(body, context)
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, list):
        raise NotThisKind("no list called data")
    for row, values in enumerate(data, 1):
        if isinstance(values, dict):
            yield _item(values, row, context)
        else:
            yield Refused(row, ItemFault.BROKEN, type(values).__name__)


def _item(values: Mapping[str, Any], row: int, context: Context) -> Parsed:
    fields = inner(values, "fields")
    title = one_line(word(fields, "title", "name"), LONGEST_TITLE)
    text = from_markup(word(fields, "body-html", "body", "description-html", "description"))
    own = word(values, "id")
    if not own:
        return Refused(row, ItemFault.NO_IDENTITY, title)
    if not title and not text:
        return Refused(row, ItemFault.EMPTY, own)
    date = inner(fields, "date")
    languages = mappings(fields, "language")
    return Item(
        external_id=own,
        title=title,
        text=text,
        url=web_address(word(fields, "url_alias", "url") or word(values, "href"), context.url),
        published_at=moment_of(word(date, "created", "original", "event")),
        language=word(languages[0], "code") if languages else context.language,
        raw=_facts(fields),
        row=row,
    )


def _facts(fields: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for name, inside in LISTS.items():
        found = [one_line(word(v, inside, "name"), 120) for v in mappings(fields, name)[:20]]
        if found:
            facts[name] = found
    return facts
