"""Where something happened, in the reader's language: the place, its area, the State by name."""

from dataclasses import dataclass

from django.utils.translation import get_language

from qaraul.events.areas import area_tree
from qaraul.places import gazetteer
from qaraul.places.models import Area


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Names from the narrowest to the widest; "" for what is not known or says the same again."""

    place: str = ""
    area: str = ""
    state: str = ""

    @property
    def parts(self) -> list[str]:
        """The names that are there."""
        return [name for name in (self.place, self.area, self.state) if name]


def whereabouts(place_name: str, area: Area | None) -> Whereabouts:
    """The names of a kept place and its area; a place that the gazetteer lacks stays as written."""
    place = _in_readers_language(place_name, area)
    if area is None:
        return Whereabouts(place)
    state = area_tree().by_code.get(area.iso2)
    state_name = state.name if state else area.iso2
    area_name = "" if area.code == area.iso2 else area.name
    return Whereabouts(
        place=place if place not in {area_name, state_name} else "",
        area=area_name,
        state=state_name if state_name != area_name else "",
    )


def _in_readers_language(name: str, area: Area | None) -> str:
    language = get_language() or "en"
    if not name or language.startswith("en"):
        return name
    known = gazetteer.place_called(
        name, iso2=area.iso2 if area else "", area=area.code if area else ""
    )
    return known.name_in(language) if known else name
