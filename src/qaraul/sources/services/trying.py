"""Try an address without storing a thing: does it answer, what is it, what would come of it."""

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.conf import settings

from qaraul.errors import BadInput
from qaraul.sources.charsets import decode
from qaraul.sources.choices import Fault
from qaraul.sources.connectors.base import (
    Connector,
    Context,
    Follow,
    Item,
    Needs,
    NotThisKind,
    Refused,
    Remark,
    connectors,
)
from qaraul.sources.faults import FetchFailed
from qaraul.sources.fetching import Policy, fetch
from qaraul.sources.robots import robots

MOST_ITEMS, SHOWN = 5_000, 5
GUESSES = ("cap", "reliefweb", "geojson", "jsonfeed", "rss", "webpage")


@dataclass(slots=True)
class Trial:
    """What came of it."""

    url: str
    connector: str = ""
    answered: int | None = None
    fault: str = ""
    note: str = ""
    final_url: str = ""
    size: int = 0
    items: int = 0
    newest: str = ""
    titles: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether a feed at this address would bring items."""
        return not self.fault and self.items > 0

    def as_dict(self) -> dict[str, Any]:
        """For a report in JSON."""
        plain = {n: getattr(self, n) for n in ("url", "connector", "answered", "fault", "note")}
        plain |= {n: getattr(self, n) for n in ("final_url", "size", "items", "newest", "titles")}
        return {
            **plain,
            "ok": self.is_good,
            "refused": [[r.row, r.fault.value, r.detail] for r in self.refused],
            "remarks": [[r.kind.value, r.detail] for r in self.remarks],
        }


def trial(url: str, *, connector: str = "", policy: Policy | None = None) -> Trial:
    """Ask an address once and parse the answer, by the named connector or by the one that fits."""
    found = Trial(url)
    policy = policy or Policy.of_node()
    names = [connector] if connector else list(GUESSES)
    if connector and connectors.get(connector).needs is not Needs.URL:
        raise BadInput(f"“{connector}” has no address to ask.")
    try:
        answer = fetch(url, policy=_polite(policy, connector))
    except FetchFailed as error:
        found.fault, found.note, found.answered = error.fault, error.detail, error.answered
        found.final_url = error.final_url
        return found
    found.answered, found.final_url, found.size = answer.answered, answer.final_url, answer.size
    context = Context(
        url=answer.final_url,
        content_type=answer.content_type,
        in_exercise=bool(settings.EXERCISE),
        is_cut=answer.is_cut,
    )
    for name in names:
        try:
            _read(found, connectors.get(name), answer.body, context)
        except NotThisKind as error:
            found.fault, found.note = error.fault, str(error)
        else:
            found.fault, found.note, found.connector = "", "", name
            if connectors.get(name).respects_robots and not robots.is_welcome(url, policy):
                found.fault = Fault.ROBOTS
            return found
    return found


def _polite(policy: Policy, connector: str) -> Policy:
    """The policy with robots.txt, where the connector keeps to it."""
    if not connector or not connectors.get(connector).respects_robots:
        return policy
    return replace(policy, is_welcome=lambda page: robots.is_welcome(page, policy))


def _read(found: Trial, connector: Connector, body: bytes, context: Context) -> None:
    if (
        connector.name == "cap"
        and "urn:oasis:names:tc:emergency:cap" not in decode(body).text[:50_000]
    ):
        raise NotThisKind(
            "no CAP alert"
        )  # any feed of links could be one of alerts; ask for a sign
    parsed = list(islice(connector.parse(body, context), MOST_ITEMS))
    items = [p for p in parsed if isinstance(p, Item | Follow)]
    dates = [i.published_at for i in items if i.published_at]
    found.items, found.titles = len(items), [i.title for i in items[:SHOWN]]
    found.newest = max(dates).isoformat() if dates else ""
    found.refused = [p for p in parsed if isinstance(p, Refused)]
    found.remarks = [p for p in parsed if isinstance(p, Remark)]
