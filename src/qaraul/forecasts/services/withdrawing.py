"""Take a set off the pages; its scores stay."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from qaraul.errors import BadInput, Conflict, NotFound
from qaraul.forecasts.models import ForecastSet
from qaraul.journal import services as journal
from qaraul.journal.actors import Actor


@transaction.atomic
def withdraw_set(pk: UUID, *, why: str, at: datetime, actor: Actor) -> ForecastSet:
    """Hide a set that was made from wrong data; nobody takes back what it said.

    Raises `NotFound`, `BadInput` without a reason, `Conflict` when it is withdrawn already.
    """
    said = ForecastSet.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if said is None:
        raise NotFound("There is no such forecast set.")
    if not why.strip():
        raise BadInput("Give a reason.", field="why")
    if said.withdrawn_at is not None:
        raise Conflict("This set is withdrawn already.")
    said.withdrawn_at, said.withdrawn_why = at, why.strip()[:500]
    said.save(update_fields=["withdrawn_at", "withdrawn_why", "updated_at"])
    journal.record(
        "forecast.withdrawn", actor=actor, kind="forecast set", record_id=pk, reason=why.strip()
    )
    return said
