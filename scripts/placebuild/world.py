"""Towns of the rest of the world by their Cyrillic and Persian names, to know them as outside."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from placebuild.names import languages_of, persian_letters, tidy
from placebuild.packages import City

LEAST_PEOPLE, NEAR_PEOPLE, NEAR = 80_000, 20_000, frozenset({"RU", "IR", "TR", "UA", "BY", "AZ"})
MOST_NAMES = 8
COLUMNS = ("id", "iso2", "lat", "lon", "population", "name", "ru", "fa")


def rows(cities: Iterable[City], known: frozenset[str]) -> Iterator[tuple[object, ...]]:
    """A row for each larger town that the gazetteer does not have already."""
    for city in sorted(cities, key=lambda c: c.geonameid):
        key = f"gn:{city.geonameid}"
        least = NEAR_PEOPLE if city.country in NEAR else LEAST_PEOPLE
        if key in known or city.population < least:
            continue
        names = [tidy(name) for name in city.alternates]
        russian = [n for n in names if n and "ru" in languages_of(n, city.country)]
        persian = [persian_letters(n) for n in names if n and "fa" in languages_of(n, city.country)]
        spelt = ["|".join(dict.fromkeys(found[:MOST_NAMES])) for found in (russian, persian)]
        if any(spelt):
            place = (round(city.lat, 2), round(city.lon, 2))
            yield (key, city.country, *place, city.population, city.name, *spelt)


def write(found: Iterable[tuple[object, ...]], path: Path) -> int:
    """Write the file, byte for byte the same for the same rows; return how many."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    listed = list(found)
    table.writerows(listed)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    return len(listed)
