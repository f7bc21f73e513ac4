"""Which incidents are on the lists."""

from typing import Self, TypeVar

from django.db import models

from qaraul.sharing.querysets import MarkedQuerySet

M = TypeVar("M", bound=models.Model)


class IncidentQuerySet(MarkedQuerySet[M]):
    """Incidents; those merged into another, and those taken back at once, are on no list."""

    def listed(self) -> Self:
        """The incidents that lists, maps, counts and files are made of."""
        return self.filter(is_listed=True)
