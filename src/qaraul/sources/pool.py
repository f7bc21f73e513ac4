"""A few threads for slow calls: one at a time to a host, hosts beside each other."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from time import monotonic


class Pool:
    """Runs calls by host: a host that hangs holds one thread, however many feeds it has."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._executor: ThreadPoolExecutor | None = None
        self._queues: defaultdict[str, deque[Callable[[], None]]] = defaultdict(deque)
        self._running: dict[str, Future[None]] = {}
        self._guard = threading.Lock()

    @property
    def busy(self) -> int:
        """How many calls run or wait."""
        with self._guard:
            return len(self._running) + sum(map(len, self._queues.values()))

    def submit(self, host: str, call: Callable[[], None]) -> None:
        """Run the call after those of the same host."""
        with self._guard:
            self._queues[host].append(call)
            if host not in self._running:
                if self._executor is None:
                    self._executor = ThreadPoolExecutor(self._threads, "fetch")
                self._running[host] = self._executor.submit(self._work, host)

    def wait(self, seconds: float) -> bool:
        """Wait until all is done, at most so long; whether it is."""
        ends = monotonic() + seconds
        while True:
            with self._guard:
                running = list(self._running.values())
            if not running:
                return True
            if (left := ends - monotonic()) <= 0:
                return False
            wait(running, timeout=left, return_when=FIRST_COMPLETED)

    def _work(self, host: str) -> None:
        while True:
            with self._guard:
                if not self._queues[host]:
                    del self._queues[host], self._running[host]
                    return
                call = self._queues[host].popleft()
            call()
