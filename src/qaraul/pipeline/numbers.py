"""Numbers of signals that people can say: S-7KQ4X.

They do not run on: a running number tells everybody how many signals they may not see.
"""

import secrets

from qaraul.pipeline.models import Signal

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"  # no vowels, no look-alikes
LENGTH = 5


def new_numbers(count: int) -> list[str]:
    """So many numbers that no signal has; the database's unique index has the last word."""
    fresh: set[str] = set()
    while len(fresh) < count:
        drawn = {_draw() for _ in range(count - len(fresh))}
        taken = Signal.objects.filter(number__in=drawn).values_list("number", flat=True)
        fresh |= drawn - set(taken)
    return sorted(fresh)


def _draw() -> str:
    return "S-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
