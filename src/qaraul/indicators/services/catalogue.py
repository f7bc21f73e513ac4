"""Load the starter catalogue, or a network's own in its place."""

from pathlib import Path

from django.db import transaction

from qaraul.indicators import catalogue
from qaraul.indicators.models import Indicator
from qaraul.journal import services as journal
from qaraul.journal.actors import SYSTEM, Actor
from qaraul.members.models import Organisation


@transaction.atomic
def load_catalogue(
    path: Path = catalogue.STARTER, *, actor: Actor = SYSTEM, owner: Organisation | None = None
) -> int:
    """Put the file's indicators in force, and out of force those that it does not hold.

    Values of an indicator stay when it goes. The same file again changes nothing. Raises `BadInput`
    and `TooLarge`; then nothing was changed. Returns how many are in force.
    """
    found = catalogue.read(path)
    standing = Indicator.objects.active()
    if standing.filter(edition=found.edition).count() == len(found.entries) == standing.count():
        return len(found.entries)
    for entry in found.entries:
        Indicator.objects.update_or_create(
            code=entry["code"],
            defaults={**entry, "is_active": True, "edition": found.edition, "owner": owner},
        )
    gone = Indicator.objects.active().exclude(code__in=[e["code"] for e in found.entries])
    removed = list(gone.values_list("code", flat=True))
    gone.update(is_active=False)
    journal.record(
        "indicators.loaded",
        actor=actor,
        kind="indicator",
        record_id=None,
        after={"edition": found.edition},
        facts={"file": path.name, "indicators": len(found.entries), "removed": removed},
    )
    return len(found.entries)


def load_starter_catalogue() -> int:
    """Load the starter where no catalogue is yet; a network's own is left alone."""
    if Indicator.objects.active().exists():
        return Indicator.objects.active().count()
    return load_catalogue()
