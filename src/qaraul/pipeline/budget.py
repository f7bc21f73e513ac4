"""How much a model may still be asked: requests of the day, tokens of the month, by the rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from qaraul.pipeline.leaving import Terms
from qaraul.pipeline.models import ModelCall, ModelTask, Turn

PAUSE = timedelta(seconds=60)
"""How long nothing is asked after a request that failed."""

_TURN = 2


@dataclass(frozen=True, slots=True)
class Spent:
    """What was used of the budget; both limits are counted by UTC."""

    requests: int
    tokens: int

    def is_up(self, terms: Terms) -> bool:
        """Whether one of the two limits is reached; a limit of 0 allows nothing."""
        return self.requests >= terms.requests_a_day or self.tokens >= terms.tokens_a_month


def spent(at: datetime) -> Spent:
    """The requests of the day and the tokens of the month."""
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    calls = ModelCall.objects.filter(at__lte=at)
    tokens = calls.filter(at__gte=day.replace(day=1)).aggregate(total=Sum("tokens"))["total"]
    return Spent(calls.filter(at__gte=day).count(), tokens or 0)


def is_paused(at: datetime) -> bool:
    """Whether the last request failed a moment ago."""
    last = ModelCall.objects.filter(at__gt=at - PAUSE, at__lte=at).order_by("-at", "-id").first()
    return last is not None and bool(last.fault)


@transaction.atomic
def reserve(task: ModelTask, terms: Terms, *, tokens: int, at: datetime) -> ModelCall | None:
    """Count a request before it is made; None when it would go over the budget.

    Workers wait for each other here, so that together they stay within it.
    """
    Turn.objects.get_or_create(pk=_TURN)
    Turn.objects.select_for_update().get(pk=_TURN)
    used = spent(at)
    if used.is_up(terms) or used.tokens + tokens > terms.tokens_a_month:
        return None
    return ModelCall.objects.create(task=task, at=at, model=terms.model[:100], tokens=tokens)
