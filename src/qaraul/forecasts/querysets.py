"""Which forecast sets a viewer may know of, and which of them are the latest."""

from typing import Self, TypeVar

from django.db import models

from qaraul.sharing.querysets import MarkedQuerySet

M = TypeVar("M", bound=models.Model)


class ForecastSetQuerySet(MarkedQuerySet[M]):
    """Forecast sets."""

    def standing(self) -> Self:
        """Sets that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def first_editions(self) -> Self:
        """Sets that follow no other: the ones whose scores count."""
        return self.filter(edition=1)

    def latest_first(self) -> Self:
        """Sets by the end of their data, the newest edition first."""
        return self.order_by("-data_end", "-issued_at", "-id")
