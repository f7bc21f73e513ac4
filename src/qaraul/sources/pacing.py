"""One request at a time to a host, and a pause between two; by worker process."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE_S = 1.0


class Pacer:
    """Keeps the requests of this process to one host apart."""

    def __init__(self, pause_s: float = PAUSE_S) -> None:
        self.pause_s = pause_s
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._free_at: dict[str, float] = {}
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for the host's turn, hold it while asking, and start the pause at the end."""
        with self._guard:
            lock = self._locks[host]
        with lock:
            if (wait := self._free_at.get(host, 0.0) - time.monotonic()) > 0:
                time.sleep(wait)
            try:
                yield
            finally:
                self._free_at[host] = time.monotonic() + self.pause_s


pacer = Pacer()
