"""A Dask cluster that an operator names: work goes out in pieces and comes back in order."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

from qaraul.errors import BadInput
from qaraul.reading.bulk import UNDER_WAY, WorkersLost, stamp

T = TypeVar("T")
R = TypeVar("R")
WAIT_S = 20.0


class Cluster:
    """A connection to a scheduler; leave it to let the pieces under way go."""

    def __init__(self, address: str) -> None:
        """Raise `BadInput` when Dask is missing, nobody answers there, or nobody works there."""
        try:
            import distributed  # noqa: PLC0415  an extra that few nodes have
            from distributed.comm.core import CommClosedError  # noqa: PLC0415  the same
        except ImportError:
            raise BadInput(
                "--scheduler needs the extra “dask”: pip install 'qaraul[dask]'. Without it, use"
                " --workers on this machine."
            ) from None
        self._lost: tuple[type[BaseException], ...] = (
            distributed.KilledWorker,
            distributed.CancelledError,
            distributed.TimeoutError,
            CommClosedError,
        )
        try:
            connect: Any = distributed.Client
            self._client = connect(address, timeout=WAIT_S, set_as_default=False)
        except (OSError, ValueError, CommClosedError) as error:
            raise BadInput(f"No Dask scheduler answers at {address}: {error}") from None
        try:
            self._client.wait_for_workers(1, timeout=WAIT_S)
        except distributed.TimeoutError:
            self._client.close()
            raise BadInput(f"The Dask scheduler at {address} has no workers.") from None

    def __enter__(self) -> Self:
        """The open connection."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of what is under way."""
        self._client.close()

    def in_order(self, function: Callable[[T], R], pieces: Iterable[T]) -> Iterator[R]:
        """What the function answers for each piece, in order, with few pieces under way.

        Raises `WorkersLost` when the cluster goes away, `BadInput` when its reader is another one.
        """
        pending: deque[Any] = deque()
        try:
            for piece in pieces:
                pending.append(self._submit(function, piece))
                if len(pending) >= self._width():
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except self._lost as error:
            raise WorkersLost(f"The cluster was lost ({type(error).__name__}).") from None
        finally:
            self._client.cancel(list(pending))

    def _submit(self, function: Callable[[T], R], piece: T) -> Any:
        return self._client.submit(alike, function, piece, stamp(), pure=False, retries=2)

    def _width(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return UNDER_WAY * max(1, sum(threads.values()))


def alike(function: Callable[[T], R], piece: T, expected: str) -> R:
    """Run a piece on a worker, unless its reader would read something else."""
    if stamp() != expected:
        raise BadInput(
            f"A worker on {os.uname().nodename} has another version of the reader than this"
            " machine; give all machines the same one."
        )
    return function(piece)
