"""Claiming rows of later work: any number of workers, nothing lost with a process."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connections, models, transaction
from django.db.models import F, Q, QuerySet

from qaraul.registry import Registry

steps: Registry[Callable[[datetime], int]] = Registry("work step")
"""What `qaraul work` runs in turn: one bounded batch each, answering how much was done."""


class Leased(models.Model):
    """A row that is also a piece of work: due at a time, held for a while by one worker."""

    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


LeasedRow = TypeVar("LeasedRow", bound=Leased)


def claim(
    queryset: QuerySet[LeasedRow], *, now: datetime, limit: int, lease: timedelta
) -> list[Any]:
    """Claim up to `limit` due rows for `lease` and return their primary keys, oldest due first.

    A row whose worker died is free again when its lease ends; finishing a row means setting
    `due_at` to null, or to the next time.
    """
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    with transaction.atomic(using=queryset.db):
        due = queryset.filter(free, due_at__lte=now).order_by("due_at")
        if connections[queryset.db].features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        keys = list(due.values_list("pk", flat=True)[:limit])
        type(queryset)(queryset.model, using=queryset.db).filter(pk__in=keys).update(
            leased_until=now + lease, attempts=F("attempts") + 1
        )
    return keys
