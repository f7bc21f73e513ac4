"""A list as RSS 2.0, marked in the channel and in every title."""

import re
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.feedgenerator import Rss201rev2Feed

from qaraul.exchange.feeds import FeedItem
from qaraul.sharing.choices import TLP

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
EXERCISE = "EXERCISE · УЧЕНИЕ · تمرین"
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 §2.2 does not know."""


class MarkedFeed(Rss201rev2Feed):
    """RSS whose build time is its newest item's, so that an unchanged list is the same bytes."""

    def __init__(self, *, empty_since: datetime, title: str, link: str, description: str) -> None:
        super().__init__(title=title, link=link, description=description)
        self._empty_since = empty_since

    def latest_post_date(self) -> datetime:
        """The newest item's time; without items, the time the feed was made."""
        return max((item["pubdate"] for item in self.items), default=self._empty_since)


def rss(items: Sequence[FeedItem], *, title: str, path: str, empty_since: datetime) -> bytes:
    """The feed of these items, the newest first."""
    exercise = f"[{EXERCISE}] " if settings.EXERCISE else ""
    strictest = max((item.tlp for item in items), default=TLP.CLEAR)
    feed = MarkedFeed(
        title=clean(f"{exercise}{title}: {settings.NODE_NAME}"),
        link=absolute(path),
        description=clean(f"{exercise}{TLP(strictest).label} at most; each item has its own."),
        empty_since=empty_since,
    )
    for item in items:
        feed.add_item(
            title=clean(title_of(item)),
            link=absolute(item.address),
            description=clean(item.text),
            pubdate=item.at,
            unique_id=f"urn:uuid:{item.id}",
            unique_id_is_permalink=False,
            categories=[TLP(item.tlp).label, *item.categories],
        )
    written: str = feed.writeString("utf-8")
    return written.encode()


def title_of(item: FeedItem) -> str:
    """The title after its marks: a reader shows little else."""
    exercise = f" [{EXERCISE}]" if item.is_exercise else ""
    return f"[{TLP(item.tlp).label}]{exercise} {item.title}"


def clean(text: str) -> str:
    """The text without characters that XML cannot carry."""
    return NOT_IN_XML.sub("", text)


def absolute(path: str) -> str:
    """The whole address of a page of this node."""
    return settings.NODE_ADDRESS.rstrip("/") + path
