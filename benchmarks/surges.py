"""Do surges stand out, and does little else? Exits 1 when a claim fails.

Synthetic: 2,000 over-dispersed series with a weekly season, two months of feeds that fall out and
sources that double, and threefold bursts of five days in some series. Claims, over ten runs: at
most one false alarm a week over all series; of the bursts in series with three and more events a
day at least eight in ten are found within three days; a second, more over-dispersed world is
printed and not claimed. The rival in the same run is what people do by
hand: an alarm above the mean and three standard deviations of the same twelve weeks.
"""

import sys
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from qaraul.forecasting.surges import Plan, detect

Floats: TypeAlias = npt.NDArray[np.float64]
SEED, RUNS, SERIES, TESTED = 20261128, 10, 2_000, 56
BURSTS, TIMES, LASTS, WITHIN = 30, 3.0, 5, 3
CLAIMED, HARDER = (0.01, 0.10), (0.02, 0.25)  # dispersion: variance = mean + dispersion · mean²
LEAST_RATE, MOST_FALSE, LEAST_FOUND = 3.0, 1.0, 0.80
CLASSES = ((0.5, 1.0), (1.0, 2.0), (2.0, 3.0), (3.0, 5.0), (5.0, 10.0), (10.0, 1e9))
AFTER = 4  # days after a burst in which its sums still hold it


@dataclass
class Tally:
    """What one rule did in all runs."""

    false: int = 0
    weeks: float = 0.0
    found: list[tuple[float, bool]] = field(default_factory=list)

    @property
    def false_a_week(self) -> float:
        """New alarms outside every burst, a week, over all series."""
        return self.false / self.weeks

    def share(self, low: float, high: float = 1e9) -> tuple[float, int]:
        """Bursts found in time among series of that rate, and how many bursts there were."""
        known = [is_found for rate, is_found in self.found if low <= rate < high]
        return (float(np.mean(known)) if known else float("nan")), len(known)


def world(
    rng: np.random.Generator, days: int, spreads: tuple[float, float]
) -> tuple[Floats, Floats, Floats]:
    """Counts, usual rates, and the true bursts (series, days)."""
    rate = np.exp(rng.normal(0.3, 1.2, SERIES)).clip(0.05, 40)
    week = np.array([1.0, 1.05, 1.1, 1.05, 1.0, 0.6, 0.5])[np.arange(days) % 7]
    own_week = np.exp(rng.normal(0, 0.12, (SERIES, 7)))[:, np.arange(days) % 7]
    volume = np.ones(days)
    for _ in range(3):  # feeds fall out
        start = int(rng.integers(10, days - 10))
        volume[start : start + int(rng.integers(2, 9))] *= rng.uniform(0.3, 0.7)
    volume[int(rng.integers(days // 3, days - 10)) :] *= 2.0  # twice as many sources
    mean = rate[:, None] * week * own_week * volume
    spread = rng.uniform(*spreads, SERIES)[:, None]
    burst = np.zeros((SERIES, days))
    first = days - TESTED
    chosen = rng.choice(np.flatnonzero(rate >= CLASSES[0][0]), BURSTS, replace=False)
    starts = rng.integers(first, days - LASTS, BURSTS)
    for series, start in zip(chosen, starts, strict=True):
        burst[series, start : start + LASTS] = 1
    mean = mean * np.where(burst > 0, TIMES, 1.0)
    counts = rng.poisson(rng.gamma(1 / spread, mean * spread)).astype(float)
    return counts, rate, burst


def judge(tally: Tally, alarms: npt.NDArray[np.bool_], burst: Floats, rate: Floats) -> None:
    """Count new alarms outside bursts, and bursts that are met within three days."""
    first = burst.shape[1] - TESTED
    near = burst.copy()
    for shift in range(1, AFTER + 1):
        near[:, shift:] += burst[:, :-shift]
    before = np.zeros_like(alarms)
    for shift in range(1, AFTER + 1):
        before[:, shift:] |= alarms[:, :-shift]
    new = alarms & ~before
    tally.false += int((new & (near == 0))[:, first:].sum())
    tally.weeks += TESTED / 7
    for series in np.flatnonzero(burst.any(axis=1)):
        start = int(burst[series].argmax())
        tally.found.append(
            (float(rate[series]), bool(alarms[series, start : start + WITHIN].any()))
        )


def ours(counts: Floats, plan: Plan) -> npt.NDArray[np.bool_]:
    """One verdict a day; a series that surged in the last days is known already."""
    alarms = np.zeros(counts.shape, bool)
    for day in range(counts.shape[1] - TESTED, counts.shape[1]):
        ongoing = alarms[:, max(0, day - AFTER) : day].any(axis=1)
        alarms[:, day] = detect(counts[:, : day + 1], plan, ongoing=ongoing).is_surge
    return alarms


def by_hand(counts: Floats, plan: Plan) -> npt.NDArray[np.bool_]:
    """Above the mean and three standard deviations of the last twelve weeks, three and more."""
    alarms = np.zeros(counts.shape, bool)
    for day in range(counts.shape[1] - TESTED, counts.shape[1]):
        past = counts[:, day - plan.history_days : day]
        limit = past.mean(axis=1) + 3 * past.std(axis=1)
        alarms[:, day] = (counts[:, day] > limit) & (counts[:, day] >= plan.least_count)
    return alarms


def run(name: str, spreads: tuple[float, float], runs: int) -> Tally:
    """Simulate, judge and print one kind of world; what our rule did in it."""
    plan = Plan()
    rng = np.random.default_rng(SEED)
    tallies = {"ours": Tally(), "mean + 3 sd": Tally()}
    for _ in range(runs):
        counts, rate, burst = world(rng, plan.days_needed + TESTED, spreads)
        judge(tallies["ours"], ours(counts, plan), burst, rate)
        judge(tallies["mean + 3 sd"], by_hand(counts, plan), burst, rate)
    print(f"{name}: {runs} runs of {SERIES} series over {TESTED} days, {BURSTS} bursts each")
    for rule, tally in tallies.items():
        share, n = tally.share(LEAST_RATE)
        print(
            f"  {rule:12}{tally.false_a_week:8.2f} false alarms a week; {share:.0%} of {n} bursts"
        )
        for low, high in CLASSES:
            share, n = tally.share(low, high)
            print(f"{'':16}from {low:g} a day: {share:.0%} of {n}")
    return tallies["ours"]


def main() -> int:
    """The world of the claim, then a harder one."""
    claimed = run("claimed", CLAIMED, RUNS)
    run("harder, not claimed", HARDER, 3)
    found = claimed.share(LEAST_RATE)[0]
    return int(claimed.false_a_week > MOST_FALSE or not found >= LEAST_FOUND)


if __name__ == "__main__":
    sys.exit(main())
