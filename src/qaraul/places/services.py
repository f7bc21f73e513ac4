"""Load the areas that the product brings; take in the ones that an operator brings."""

import orjson
import shapely
from django.db import transaction

from qaraul.places import starter
from qaraul.places.choices import Level
from qaraul.places.models import Area, area_id

# What a newer version of the shipped file may change on an area that the operator has not replaced.
SHIPPED_FIELDS = (
    "level", "kind", "parent_id", "iso2", "name_en", "name_ru", "names", "is_core",
    "is_approximate", "label_lon", "label_lat", "bbox", "geometry_geojson", "source",
)  # fmt: skip
# Names are ours even when the outline is the operator's.
NAME_FIELDS = ("kind", "name_en", "name_ru", "names")


@transaction.atomic
def load_starter_areas() -> int:
    """Bring in states and units, or what has changed in them; return how many were written.

    Safe to run at every start. Outlines that an operator imported stay.
    """
    known = Area.objects.in_bulk(field_name="code")
    written = 0
    for given in starter.areas():
        fresh = _area(given)
        found = known.get(given.code)
        if found is None:
            fresh.save(force_insert=True)
            written += 1
            continue
        fields = NAME_FIELDS if found.is_imported else SHIPPED_FIELDS
        changed = [name for name in fields if getattr(found, name) != getattr(fresh, name)]
        for name in changed:
            setattr(found, name, getattr(fresh, name))
        if changed:
            found.save(update_fields=[*changed, "updated_at"])
            written += 1
    return written


def _area(given: starter.StarterArea) -> Area:
    outline = orjson.dumps(given.geometry).decode()
    return Area(
        id=area_id(given.code),
        code=given.code,
        level=given.level,
        kind=given.kind,
        parent_id=area_id(given.iso2) if given.level > Level.STATE else None,
        iso2=given.iso2,
        name_en=given.names["en"],
        name_ru=given.names.get("ru", ""),
        names=given.names,
        is_core=given.is_core,
        is_approximate=given.is_approximate,
        label_lon=given.label[0],
        label_lat=given.label[1],
        bbox=list(shapely.from_geojson(outline).bounds),
        geometry_geojson=outline,
        source=given.source,
    )
