"""A small RSS feed as a text, to be broken by a test."""

ITEM = (
    "<item><title>{title}</title><guid>{n}</guid><link>https://feeds.example/{n}</link>"
    "<pubDate>Mon, 23 Nov 2026 10:00:00 +0500</pubDate><description>{text}</description></item>"
)


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """A feed of these items."""
    return (
        f'{head}<rss version="2.0"><channel><title>A feed</title>{"".join(items)}</channel></rss>'
    )


def item(n: int | str, text: str = "Words of the story.", title: str = "") -> str:
    """One item with a date, a link and words."""
    return ITEM.format(n=n, title=title or f"Story {n}", text=text)
