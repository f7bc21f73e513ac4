"""Ways to read areas."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from qaraul.places.choices import Level

M = TypeVar("M", bound=models.Model)


class AreaQuerySet(models.QuerySet[M]):
    """Areas; none of them is marked, everybody may see them."""

    def current(self) -> Self:
        """Areas that have not been replaced or dissolved."""
        return self.filter(valid_to__isnull=True)

    def core(self) -> Self:
        """Areas of the states that the node is set up for."""
        return self.filter(is_core=True)

    def at(self, level: Level) -> Self:
        """Areas of one level."""
        return self.filter(level=level)

    def within(self, code: str) -> Self:
        """The area of that code and everything below it."""
        return self.filter(
            Q(code=code) | Q(parent__code=code) | Q(parent__parent__code=code)
            | Q(parent__parent__parent__code=code)
        )  # fmt: skip

    def light(self) -> Self:
        """Without outlines, for lists and choices."""
        return self.defer("geometry_geojson")
