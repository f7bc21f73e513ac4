"""How urgent a look at a story is: 0 to 100, made of parts that the page shows; pure."""

from collections.abc import Mapping

from qaraul.events.choices import EventType

WORTH_A_LOOK = 25
"""Stories with fewer points raise no signal; see `docs/triage.md`."""

TYPE_POINTS: Mapping[str, int] = {
    EventType.ARMED_CLASH: 36,
    EventType.ATTACK: 36,
    EventType.EXPLOSION: 34,
    EventType.VIOLENCE_AGAINST_CIVILIANS: 36,
    EventType.BORDER_INCIDENT: 32,
    EventType.RIOT: 30,
    EventType.ABDUCTION: 28,
    EventType.HATE_PROPAGANDA: 26,
    EventType.DISPLACEMENT: 26,
    EventType.PROTEST: 18,
    EventType.ARREST_SEIZURE: 16,
    EventType.CRIME_TRAFFICKING: 14,
    EventType.NATURAL_HAZARD: 14,
    EventType.ACCIDENT: 8,
    EventType.PEACEBUILDING: 6,
    EventType.DIPLOMACY: 4,
    EventType.OTHER: 0,
}
MOST_CASUALTIES, MOST_SOURCES, MOST_TRUST, CROSS_BORDER, CORE = 28, 10, 6, 10, 10
TRUST: Mapping[str, int] = {"A": 6, "B": 5, "C": 3, "D": 1}
_CASUALTY_STEPS = ((1, 10), (3, 15), (10, 20), (50, 24), (200, 28))
_DISPLACED_STEPS = ((20, 4), (100, 8), (1_000, 14), (10_000, 20))


def risk_parts(
    *,
    event_type: str,
    sure: float,
    killed: int | None,
    injured: int | None,
    displaced: int | None,
    sources: int,
    best_reliability: str,
    is_cross_border: bool,
    is_core: bool,
) -> dict[str, int]:
    """Points for each part; their sum is at most 100. An unknown count gives no points.

    sure: probability of the type, 0 to 1; an unsure type gives down to half of its points.
    """
    people = (killed or 0) + (injured or 0) / 3
    casualties = _step(_CASUALTY_STEPS, people)
    moved = _step(_DISPLACED_STEPS, displaced or 0)
    return {
        "type": round(TYPE_POINTS.get(event_type, 0) * (0.5 + 0.5 * sure)),
        "casualties": min(MOST_CASUALTIES, max(casualties, moved)),
        "sources": min(MOST_SOURCES, 4 * max(0, sources - 1)),
        "trust": TRUST.get(best_reliability, 0),
        "cross_border": CROSS_BORDER if is_cross_border else 0,
        "core": CORE if is_core else 0,
    }


def _step(steps: tuple[tuple[int, int], ...], value: float) -> int:
    return max((points for least, points in steps if value >= least), default=0)
