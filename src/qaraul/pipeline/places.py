"""Places to choose from when a person corrects one: the gazetteer, and the areas of the node."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qaraul.events.placing import locate
from qaraul.places import gazetteer
from qaraul.places.choices import Level
from qaraul.places.models import Area

MOST = 12
PRECISIONS = {
    "adm0": "country",
    "adm1": "region",
    "district": "district",
    "settlement": "settlement",
    "feature": "feature",
}
AREA_PRECISIONS = {Level.STATE: "country", Level.UNIT: "region"}
AREA_KEY = "area="


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """One place: the key that a form sends, and the words that a person chooses by."""

    key: str
    label: str


def found_by_name(beginning: str) -> list[PlaceChoice]:
    """Places and finer areas whose name in any of the nine languages begins so."""
    language = get_language() or "en"
    names = {a.code: a.name for a in Area.objects.current().light().filter(level__lte=Level.UNIT)}
    found = [
        PlaceChoice(place.id, _label(place, language, names, beginning))
        for place in gazetteer.places_named(beginning, limit=MOST)
    ]
    return [*found, *_districts(beginning)]


def chosen(key: str) -> dict[str, Any] | None:
    """The columns of the place of that key; None when there is none."""
    if key.startswith(AREA_KEY):
        return _of_area(key.removeprefix(AREA_KEY))
    place = gazetteer.place_by_id(key)
    if place is None:
        return None
    code = place.area or place.iso2
    area_id = Area.objects.current().filter(code=code).values_list("pk", flat=True).first()
    if place.kind == "settlement":
        (finest,) = locate([place.lon], [place.lat])
        area_id = finest or area_id
    return {
        "area_id": str(area_id) if area_id else None,
        "unit": code,
        "country": place.iso2,
        "place_id": place.id,
        "place_name": place.name_in("en"),
        "place_precision": PRECISIONS[place.kind],
        "lat": place.lat,
        "lon": place.lon,
    }


def _of_area(code: str) -> dict[str, Any] | None:
    area = Area.objects.current().light().filter(code=code).select_related("parent").first()
    if area is None:
        return None
    unit = area
    while unit.level > Level.UNIT and unit.parent is not None:
        unit = unit.parent
    return {
        "area_id": str(area.pk),
        "unit": unit.code,
        "country": area.iso2,
        "place_id": f"area:{area.code}",
        "place_name": area.name_en,
        "place_precision": AREA_PRECISIONS.get(Level(area.level), "district"),
        "lat": area.label_lat,
        "lon": area.label_lon,
    }


def _districts(beginning: str) -> list[PlaceChoice]:
    wanted = beginning.strip()
    if len(wanted) < gazetteer.SHORTEST_SEARCH:
        return []
    rows = (
        Area.objects.current()
        .light()
        .filter(level__gte=Level.DISTRICT, name_en__istartswith=wanted)
    )
    return [
        PlaceChoice(f"{AREA_KEY}{area.code}", f"{area.name} ({area.parent or area.iso2})")
        for area in rows.select_related("parent")[:MOST]
    ]


def _label(place: gazetteer.Place, language: str, names: dict[str, str], beginning: str) -> str:
    """Name and surroundings; and the other name, where the one that was written is another."""
    around = [names.get(place.area, ""), names.get(place.iso2, place.iso2)]
    name = place.name_in(language)
    where = ", ".join(part for part in around if part and part != name)
    label = f"{name} ({where})" if where else name
    other = _name_found(place, name, beginning)
    return (
        _("%(place)s, also called %(other)s") % {"place": label, "other": other} if other else label
    )


def _name_found(place: gazetteer.Place, shown: str, beginning: str) -> str:
    """The name by which a place was found; "" when it is the one that is shown."""
    wanted = gazetteer.folded(beginning)
    if gazetteer.folded(shown).startswith(wanted):
        return ""
    named = [name for names in place.names.values() for name in names]
    fitting = [name for name in named if gazetteer.folded(name).startswith(wanted)]
    return min(fitting, key=len, default="")
