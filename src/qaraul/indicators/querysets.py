"""Which observations, rounds and findings a viewer may know of."""

from typing import Self, TypeVar

from django.db import models
from django.utils import timezone

from qaraul.sharing.querysets import MarkedQuerySet

M = TypeVar("M", bound=models.Model)


class IndicatorQuerySet(models.QuerySet[M]):
    """Indicators; their definitions are open to every member."""

    def active(self) -> Self:
        """Those of the catalogue in force."""
        return self.filter(is_active=True)


class ObservationQuerySet(MarkedQuerySet[M]):
    """Values that people entered or imported."""

    def standing(self) -> Self:
        """Values that were not taken back by their origin."""
        return self.filter(is_withdrawn=False)


class RoundQuerySet(MarkedQuerySet[M]):
    """Expert rounds."""

    def open_now(self) -> Self:
        """Rounds in which scores are still given."""
        return self.filter(round_stage="open", closes_at__gt=timezone.now())
