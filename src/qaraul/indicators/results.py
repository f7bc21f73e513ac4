"""What a round shows: nothing while it is open, then spread and reasons, never a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from qaraul.indicators.choices import SCALE, SMALLEST_PANEL, RoundStage
from qaraul.indicators.models import Round, Score
from qaraul.places.models import Area


@dataclass(frozen=True, slots=True)
class Result:
    """The scores of one area, in order, with how many gave each."""

    area: Area
    values: Sequence[int]
    reasons: Sequence[tuple[int, str]]

    @property
    def middle(self) -> float | None:
        """The median; None for a panel that is too small to be shown."""
        return float(median(self.values)) if self.is_shown else None

    @property
    def is_shown(self) -> bool:
        """Whether enough people scored."""
        return len(self.values) >= SMALLEST_PANEL

    @property
    def columns(self) -> list[tuple[int, int]]:
        """Score, and how many gave it."""
        return [(score, self.values.count(score)) for score in SCALE] if self.is_shown else []


def results(asked: Round) -> tuple[int, list[Result]]:
    """The last closed turn and its results; (0, []) while the first turn is open."""
    turn = asked.turn if asked.round_stage == RoundStage.CLOSED else asked.turn - 1
    if turn < 1:
        return 0, []
    # In the order of the scores: the order in which they were given would tell who gave them.
    rows = Score.objects.filter(round=asked, turn=turn).order_by("value", "reasons")
    given = list(rows.values_list("area_id", "value", "reasons"))
    found = []
    for area in asked.areas.defer("geometry_geojson").order_by("code"):
        mine = [(value, reasons) for pk, value, reasons in given if pk == area.pk]
        is_enough = len(mine) >= SMALLEST_PANEL
        found.append(
            Result(
                area,
                [value for value, _ in mine],
                [(value, text) for value, text in mine if text] if is_enough else [],
            )
        )
    return turn, found


def people_count(asked: Round) -> int:
    """How many have scored in this turn."""
    rows = Score.objects.filter(round=asked, turn=asked.turn)
    return rows.values("person").distinct().count()
