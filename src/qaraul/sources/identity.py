"""Which stored document an item is, when publishers use one identifier for several things."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from qaraul.sources.cleaning import text_hash
from qaraul.sources.connectors.base import Item
from qaraul.sources.models import Document, Feed

LONGEST_ID = 500
TRACKING = re.compile(r"[?&](?:utm_\w+|fbclid|yclid|gclid)=[^&#]*")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an identifier: the document, its address and its text's hash."""

    id: UUID | None
    url: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class Identified:
    """An item with the identifier it is stored under, and the document it already is, if any."""

    item: Item
    external_id: str
    text_hash: str
    known_id: UUID | None
    is_changed: bool = False
    is_set_apart: bool = False


def identify(feed: Feed, batch: Sequence[Item], met: dict[str, Known]) -> list[Identified]:
    """The items to store, in order, by one query for the whole batch.

    An identifier that comes back with another address, or in the same fetch with another text, is
    another thing: it gets an identifier of its own, made of its address or text, so that it is
    known next time. `met` carries what this fetch has met before. Repetitions within one fetch are
    answered as known and unchanged.
    """
    hashes = [text_hash(item.title, item.text) for item in batch]
    names = [_names(item, digest) for item, digest in zip(batch, hashes, strict=True)]
    wanted = {name for of_item in names for name in of_item} - met.keys()
    rows = Document.objects.filter(feed=feed, external_id__in=wanted)
    stored = {
        own: Known(pk, url, digest)
        for own, pk, url, digest in rows.values_list("external_id", "id", "url", "text_hash")
    }
    present = {(of_item[0], digest) for of_item, digest in zip(names, hashes, strict=True)}
    found = []
    for item, digest, of_item in zip(batch, hashes, names, strict=True):
        found.append(_one(item, digest, of_item, stored, met, present))
    return found


def _names(item: Item, digest: str) -> tuple[str, str, str]:
    """The identifiers an item may be stored under: its own, by its address, by its text."""
    own = bounded(item.external_id)
    return own, _set_apart(own, item.url), _set_apart(own, digest)


def _one(
    item: Item,
    digest: str,
    names: tuple[str, str, str],
    stored: dict[str, Known],
    met: dict[str, Known],
    present: set[tuple[str, str]],
) -> Identified:
    """The first identifier that is free, or holds this very thing."""
    for name in names:
        if before := met.get(name):
            if before.text_hash == digest and _same_page(before.url, item.url):
                return Identified(item, name, digest, before.id or NOT_YET)
            continue
        known = stored.get(name)
        if known and known.text_hash != digest:
            # The stored text comes again in this fetch: the identifier is that item's, not ours.
            is_anothers = (names[0], known.text_hash) in present
            if is_anothers or not _same_page(known.url, item.url):
                continue
        met[name] = Known(known.id if known else None, item.url, digest)
        is_changed = known is not None and known.text_hash != digest
        return Identified(
            item, name, digest, known.id if known else None, is_changed, name != names[0]
        )
    return Identified(item, names[-1], digest, NOT_YET)


NOT_YET = UUID(int=0)
"""Stands for the document of an item that came earlier in the same fetch."""


def bounded(identifier: str) -> str:
    """An identifier within its column; a longer one by its beginning and its hash."""
    cleaned = "".join(c for c in identifier if c.isprintable())
    if len(cleaned) <= LONGEST_ID:
        return cleaned
    return f"{cleaned[: LONGEST_ID - 65]}#{hashlib.sha256(cleaned.encode()).hexdigest()}"


def _set_apart(own: str, by: str) -> str:
    return f"{own[:480]}#{hashlib.sha256(f'{own} {by}'.encode()).hexdigest()[:18]}"


def _same_page(one: str, other: str) -> bool:
    return not one or not other or _page(one) == _page(other)


def _page(url: str) -> str:
    """An address without its scheme, fragment, trailing slash and tracking."""
    bare = TRACKING.sub("", url.partition("#")[0]).partition("://")[2]
    return bare.removeprefix("www.").rstrip("/").lower()
