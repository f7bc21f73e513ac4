"""Ask for the pages that a feed only links to: new ones, a few at a time, one bad one no bar."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qaraul.sources.choices import Fault, ItemFault, RemarkKind
from qaraul.sources.connectors.base import (
    Connector,
    Context,
    Follow,
    Item,
    NotThisKind,
    Parsed,
    Refused,
    Remark,
)
from qaraul.sources.faults import FetchFailed
from qaraul.sources.fetching import Policy, fetch
from qaraul.sources.identity import bounded
from qaraul.sources.models import Document, Feed

log = logging.getLogger(__name__)
MOST_PAGES = 20
LASTING = frozenset(
    {Fault.NOT_FOUND, Fault.GONE, Fault.CLOSED, Fault.ADDRESS_REFUSED, Fault.ROBOTS}
)


@dataclass(slots=True)
class Following:
    """Replaces the links among parsed things by the items behind them.

    `is_complete` says afterwards whether every link was dealt with; if not, the feed must be read
    again in full, even when it has not changed.
    """

    feed: Feed
    connector: Connector
    context: Context
    policy: Policy
    most_pages: int = MOST_PAGES
    is_complete: bool = True

    def items(self, parsed: Iterator[Parsed]) -> Iterator[Parsed]:
        """The parsed things, links replaced; known pages are not asked for again."""
        links: list[Follow] = []
        for found in parsed:
            if isinstance(found, Follow):
                links.append(found)
            else:
                yield found
        new = self._unknown(links)
        for link in new[: self.most_pages]:
            yield from self._page(link)
        if len(new) > self.most_pages:
            self.is_complete = False
            yield Remark(RemarkKind.MORE_LATER, str(len(new) - self.most_pages))

    def _unknown(self, links: list[Follow]) -> list[Follow]:
        names = {bounded(link.external_id): link for link in reversed(links)}
        known = Document.objects.filter(feed=self.feed, external_id__in=names)
        for name in known.values_list("external_id", flat=True):
            del names[name]
        return sorted(names.values(), key=lambda link: link.row)

    def _page(self, link: Follow) -> Iterator[Parsed]:
        try:
            answer = fetch(link.url, policy=self.policy)
        except FetchFailed as error:
            yield self._without_page(link, error)
            return
        context = replace(
            self.context,
            url=answer.final_url,
            content_type=answer.content_type,
            is_cut=answer.is_cut,
            follow=link,
        )
        try:
            yield from self.connector.parse(answer.body, context)
        except NotThisKind as error:
            yield self._listed(link) or Refused(link.row, ItemFault.BROKEN, f"{link.url}: {error}")
        except Exception as error:  # one page that breaks a parser is no reason to lose the others
            log.exception("page %s", link.url)
            yield Refused(link.row, ItemFault.BROKEN, f"{link.url}: {type(error).__name__}")

    def _without_page(self, link: Follow, error: FetchFailed) -> Parsed:
        """What the listing says, when the page will not come; else it is tried again later."""
        if error.fault not in LASTING:
            self.is_complete = False
        elif item := self._listed(link):
            return item
        return Refused(link.row, ItemFault.NOT_FETCHED, f"{link.url}: {error.message}")

    def _listed(self, link: Follow) -> Item | None:
        if not link.text:
            return None
        return Item(
            external_id=link.external_id,
            title=link.title,
            text=link.text,
            url=link.url,
            published_at=link.published_at,
            language=self.context.language,
            raw={"from": "listing"},
            row=link.row,
        )
