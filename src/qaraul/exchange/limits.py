"""How often one caller may ask. Each web process counts for itself, in memory."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from qaraul.exchange.problems import TooOften

WINDOW_S = 60
MOST_CALLERS = 50_000


class Limiter:
    """Counts requests by caller, minute by minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def count(self, caller: str, *, most: int) -> None:
        """Count one request; `TooOften` when the caller had `most` in this minute already."""
        now = self._clock()
        with self._lock:
            began, used = self._windows.pop(caller, (now, 0))
            if now - began >= WINDOW_S:
                began, used = now, 0
            self._windows[caller] = (began, min(used + 1, most + 1))
            while len(self._windows) > MOST_CALLERS:
                self._windows.popitem(last=False)
        if used >= most:
            raise TooOften(max(1, math.ceil(began + WINDOW_S - now)))

    def forget(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._windows.clear()


limiter = Limiter()
