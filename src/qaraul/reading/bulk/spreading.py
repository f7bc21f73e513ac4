"""Chunks of rows read in several processes and given back in their order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from qaraul.errors import QaraulError
from qaraul.reading.bulk.done import Done
from qaraul.reading.bulk.row import Row
from qaraul.reading.bulk.working import Work, leave_interrupts, read_rows

Spread = Callable[[Iterator[list[Row]]], Iterable[list[Done]]]
UNDER_WAY = 4  # chunks for each process at most, so that memory stays bounded


class WorkersLost(QaraulError):
    """The processes that read are gone."""

    code = "workers-lost"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} Run the same command again: it goes on where this one stopped.")


def in_processes(chunks: Iterable[list[Row]], workers: int, work: Work) -> Iterator[list[Done]]:
    """Read chunks in processes of this machine; `WorkersLost` when one of them is killed."""
    context = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=leave_interrupts) as pool:
        pending: deque[Future[list[Done]]] = deque()
        try:
            for chunk in chunks:
                pending.append(pool.submit(read_rows, chunk, work))
                if len(pending) >= workers * UNDER_WAY:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BrokenProcessPool:
            raise WorkersLost("A reading process was killed, perhaps for want of memory.") from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
