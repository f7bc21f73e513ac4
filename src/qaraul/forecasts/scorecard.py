"""How good the forecasts were: means by series and model, reliability, and the worst misses."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db.models import Avg, Case, Count, FloatField, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qaraul.forecasts.choices import ANY, RIVALS, AreaLevel, Basis, Sight, Target
from qaraul.forecasts.models import ForecastSet, Score
from qaraul.members.viewers import Viewer

MEANS = ("crps", "log_score", "interval_score", "brier_any", "brier_many")
EDGES = (0.0, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
WORST, LOOKED_AT = 6, 200
SURPRISE = 0.1
"""What happened although its chance was below this is a miss."""
KEYS = (
    "basis", "target", "level", "sight", "is_afterwards",
)  # fmt: skip
NAMES = {
    "qaraul": gettext_lazy("ours"),
    "zero": gettext_lazy("“nothing happens”"),
    "last": gettext_lazy("the last month again"),
    "conflictology_12": gettext_lazy("the last twelve months, each as likely"),
    "poisson_last": gettext_lazy("Poisson around the last month"),
    "negative_binomial": gettext_lazy("negative binomial of the last twelve months"),
}


def model_name(model: str) -> str:
    """A model as people read it."""
    return str(NAMES.get(model, model))


@dataclass(frozen=True, slots=True)
class Means:
    """One model's mean scores over the same outcomes."""

    model: str
    n: int
    crps: float
    log_score: float
    interval_score: float
    brier_any: float
    brier_many: float
    covers_50: float
    covers_90: float

    @property
    def name(self) -> str:
        """The model as people read it."""
        return model_name(self.model)

    @property
    def is_ours(self) -> bool:
        """Whether this is the model that was issued."""
        return self.model not in RIVALS


@dataclass(frozen=True, slots=True)
class Class:
    """Forecasts that said nearly the same: what they said, how often it happened."""

    said: float
    happened: float
    n: int


@dataclass(frozen=True, slots=True)
class Miss:
    """An outcome that the forecast had held for unlikely, or a likely one that did not come."""

    area: Any
    month: Any
    said: float
    value: float


@dataclass(frozen=True)
class Card:
    """One series of sets: what it is, its means, its reliability and its misses."""

    target: Target
    basis: Basis
    level: AreaLevel
    sight: Sight
    is_afterwards: bool
    sets: int
    means: Sequence[Means]
    pairs: Sequence[tuple[float, bool]]
    misses: Sequence[Miss]
    false_alarms: Sequence[Miss]

    @cached_property
    def classes(self) -> list[Class]:
        """The reliability diagram of a chance of one or more."""
        return reliability(self.pairs)

    @property
    def ours(self) -> Means | None:
        """The issued model's means."""
        return next((one for one in self.means if one.is_ours), None)

    @property
    def best_rival(self) -> Means | None:
        """The simple forecast with the lowest CRPS."""
        return min((m for m in self.means if not m.is_ours), key=lambda m: m.crps, default=None)

    @property
    def verdict(self) -> str:
        """The finding in a sentence."""
        ours, rival = self.ours, self.best_rival
        if ours is None or rival is None:
            return ""
        names = {"rival": rival.name}
        if ours.crps < rival.crps:
            return _("Better by CRPS than the best simple rival so far, %(rival)s.") % names
        if ours.crps > rival.crps:
            return _("Worse by CRPS than the best simple rival so far, %(rival)s.") % names
        return _("As good by CRPS as the best simple rival so far, %(rival)s.") % names


def reliability(pairs: Sequence[tuple[float, bool]]) -> list[Class]:
    """What was said and how often it happened, by class of chance; empty classes are left out."""
    found = []
    for low, high in pairwise(EDGES):
        inside = [(p, y) for p, y in pairs if low <= p < high or p == high == 1]
        if inside:
            n = len(inside)
            found.append(Class(sum(p for p, _ in inside) / n, sum(y for _, y in inside) / n, n))
    return found


def counted(sets: QuerySet[ForecastSet]) -> QuerySet[Score]:
    """Scores that count: of first editions, so that no later edition improves them."""
    return Score.objects.filter(
        outcome__forecast_set__in=sets.filter(edition=1).order_by().values("pk")
    )


def cards(viewer: Viewer) -> list[Card]:
    """A card for each series that the viewer may know of, those frozen before the outcome first.

    Withdrawn sets count: a miss is not taken back.
    """
    visible = ForecastSet.objects.visible_to(viewer)
    found: dict[tuple[Any, ...], list[Means]] = {}
    for line in _lines(visible):
        key = tuple(line[f"outcome__forecast_set__{name}"] for name in KEYS)
        found.setdefault(key, []).append(_means(line))
    ordered = sorted(found.items(), key=lambda item: (item[0][-1], item[0]))
    return [_card(visible, dict(zip(KEYS, key, strict=True)), means) for key, means in ordered]


def totals() -> list[dict[str, Any]]:
    """The means of all sets of the node, for its operator."""
    said = []
    for line in _lines(ForecastSet.objects.all()):
        key = {name: line[f"outcome__forecast_set__{name}"] for name in KEYS}
        one = _means(line)
        series = ForecastSet(**key).series
        facts = {name: getattr(one, name) for name in one.__slots__}
        said.append({"series": series, "is_afterwards": key["is_afterwards"], **facts})
    return said


def _lines(sets: QuerySet[ForecastSet]) -> list[dict[str, Any]]:
    share = {
        f"covers_{level}": Avg(
            Case(When(**{f"is_in_{level}": True}, then=1.0), default=0.0, output_field=FloatField())
        )
        for level in (50, 90)
    }
    means = {f"mean_{name}": Avg(name) for name in MEANS}
    keys = [f"outcome__forecast_set__{name}" for name in KEYS]
    rows = counted(sets).values(*keys, "model").annotate(n=Count("pk"), **means, **share)
    return list(rows.order_by(*keys, "mean_crps", "model"))


def _means(line: dict[str, Any]) -> Means:
    values = {name: line[f"mean_{name}"] for name in MEANS}
    covers = {name: line[name] for name in ("covers_50", "covers_90")}
    return Means(model=line["model"], n=line["n"], **values, **covers)


def _card(visible: QuerySet[ForecastSet], key: dict[str, Any], means: Sequence[Means]) -> Card:
    sets = visible.filter(edition=1, **key)
    ours = counted(sets).exclude(model__in=RIVALS)
    pairs = list(ours.values_list("p_any", "outcome__value"))
    happened = ours.filter(outcome__value__gte=ANY, p_any__lt=SURPRISE)
    calm = ours.filter(outcome__value__lt=ANY, p_any__gte=0.5)
    return Card(
        target=Target(key["target"]),
        basis=Basis(key["basis"]),
        level=AreaLevel(key["level"]),
        sight=Sight(key["sight"]),
        is_afterwards=key["is_afterwards"],
        sets=sets.filter(outcomes__isnull=False).distinct().count(),
        means=means,
        pairs=[(p, value >= ANY) for p, value in pairs],
        misses=_worst(happened.order_by("p_any", "-outcome__value")),
        false_alarms=_worst(calm.order_by("-p_any")),
    )


def _worst(scores: QuerySet[Score]) -> list[Miss]:
    """The worst of each area, so that one area is not the whole list."""
    rows = scores.select_related("outcome__area").defer("outcome__area__geometry_geojson")
    found: dict[Any, Miss] = {}
    for row in rows[:LOOKED_AT]:
        miss = Miss(row.outcome.area, row.outcome.month, row.p_any, row.outcome.value)
        found.setdefault(row.outcome.area_id, miss)
    return list(found.values())[:WORST]
