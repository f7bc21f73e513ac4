"""Numbers that people can say: I-2026-7KQ4XM.

They do not run on: a running number tells everybody how many incidents they may not see.
"""

import secrets

from qaraul.events.models import Incident

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, no look-alikes
LENGTH = 6
CHUNK = 500


def new_numbers(count: int, year: int) -> list[str]:
    """So many numbers that no incident has; the database's unique index has the last word."""
    fresh: list[str] = []
    seen: set[str] = set()
    while len(fresh) < count:
        wanted = min(CHUNK, count - len(fresh))
        drawn = {_draw(year) for _ in range(wanted)} - seen
        taken = Incident.objects.filter(number__in=drawn).values_list("number", flat=True)
        drawn -= set(taken)
        seen |= drawn
        fresh.extend(drawn)
    return fresh


def _draw(year: int) -> str:
    return f"I-{year}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
