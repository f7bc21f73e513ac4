"""Whether a site lets machines read a page (RFC 9309); asked once an hour of each site."""

import threading
import time
from dataclasses import replace
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from qaraul.sources.charsets import decode
from qaraul.sources.choices import Fault
from qaraul.sources.faults import FetchFailed
from qaraul.sources.fetching import Policy, fetch

AGENT, KEPT_S, MOST_BYTES, MOST_SITES = "Qaraul", 3600.0, 512 * 1024, 1_000
OPEN = frozenset({Fault.NOT_FOUND, Fault.GONE, Fault.CLOSED})
"""Faults under which a site has no rules; any other one means: stay away for now."""


class Robots:
    """The rules of the sites that this process has met."""

    def __init__(self) -> None:
        self._rules: dict[str, tuple[float, RobotFileParser | None]] = {}
        self._guard = threading.Lock()

    def is_welcome(self, url: str, policy: Policy) -> bool:
        """Whether the page may be read."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        asked_at, rules = self._rules.get(site, (0.0, None))
        if not asked_at or time.monotonic() - asked_at > KEPT_S:
            rules = _asked(site, policy)
            with self._guard:
                if len(self._rules) >= MOST_SITES:
                    self._rules.clear()
                self._rules[site] = (time.monotonic(), rules)
        return rules is not None and rules.can_fetch(AGENT, url)


def _asked(site: str, policy: Policy) -> RobotFileParser | None:
    rules = RobotFileParser()
    try:
        plain = replace(policy, is_welcome=None, most_bytes=MOST_BYTES)
        answer = fetch(f"{site}/robots.txt", policy=plain)
    except FetchFailed as error:
        if error.fault not in OPEN:
            return None
        rules.parse([])
        return rules
    rules.parse(decode(answer.body, answer.content_type).text.splitlines())
    return rules


robots = Robots()
