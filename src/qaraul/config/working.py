"""The worker's loop: every step in turn, resting when there is nothing to do."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event

from django.db import close_old_connections

logger = logging.getLogger(__name__)
Step = Callable[[datetime], int]
SHORTEST_REST_S, LONGEST_REST_S = 0.5, 10.0
LONGEST_BACK_OFF = timedelta(minutes=5)


@dataclass
class Turn:
    """One step, how often it failed in a row, and until when it rests."""

    name: str
    step: Step
    failures: int = 0
    rests_until: datetime | None = None

    def take(self, now: datetime) -> int:
        """One batch; a step that fails rests longer each time and holds up nobody else."""
        if self.rests_until and now < self.rests_until:
            return 0
        try:
            done = self.step(now)
        except Exception:
            self.failures += 1
            rest = min(timedelta(seconds=2.0 ** min(self.failures, 10)), LONGEST_BACK_OFF)
            self.rests_until = now + rest
            logger.exception("step “%s” failed; it rests for %s", self.name, rest)
            return 0
        self.failures, self.rests_until = 0, None
        return done


class Worker:
    """Runs steps in turn until it is told to stop."""

    def __init__(
        self,
        steps: Mapping[str, Step],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.turns = [Turn(name, step) for name, step in steps.items()]
        self._clock = clock
        self._stopping = Event()

    @property
    def failing(self) -> list[str]:
        """The steps whose last batch failed."""
        return [turn.name for turn in self.turns if turn.failures]

    def stop(self) -> None:
        """Stop after the batch in hand; may be called from a signal or another thread."""
        self._stopping.set()

    def one_round(self) -> int:
        """One batch of every step; how much was done."""
        done = 0
        for turn in self.turns:
            if self._stopping.is_set():
                break
            done += turn.take(self._clock())
        close_old_connections()
        return done

    def run(self) -> None:
        """Round after round; a round that did nothing is followed by a rest, each one longer."""
        rest = SHORTEST_REST_S
        while not self._stopping.is_set():
            rest = SHORTEST_REST_S if self.one_round() else min(rest * 2, LONGEST_REST_S)
            if rest > SHORTEST_REST_S:
                self._stopping.wait(rest)
