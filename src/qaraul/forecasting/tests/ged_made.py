"""An invented file in the format of UCDP GED: 49 columns, texts with commas and line ends."""

import csv
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import numpy as np

HEADER = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
ARTICLE = 'Agency, 2001-01-01, "Clash in the north, many dead";\nAgency 2, 2001-01-02, "Toll rises"'
PLACES = ((700, 34.5, 69.2), (652, 35.1, 36.8), (490, -1.6, 29.2), (475, 11.8, 13.1), (702, 39, 70))
FIRST_DAY, DAYS = date(1989, 1, 1), 13_000


def rows(count: int, *, seed: int) -> list[dict[str, object]]:
    """Events spread over 35 years around five places."""
    rng = np.random.default_rng(seed)
    place, spread = rng.integers(len(PLACES), size=count), rng.normal(0, 2, (count, 2)).round(4)
    day, length = rng.integers(DAYS, size=count), rng.integers(0, 3, count)
    best, kind, precision = (
        rng.geometric(0.2, count),
        rng.integers(1, 4, count),
        rng.integers(1, 7, count),
    )
    made = []
    for i in range(count):
        country, lat, lon = PLACES[place[i]]
        lat, lon = lat + spread[i, 0], lon + spread[i, 1]
        start = FIRST_DAY + timedelta(days=int(day[i]))
        made.append(
            dict.fromkeys(HEADER, "")
            | {
                "id": i + 1, "year": start.year, "type_of_violence": kind[i],
                "source_article": ARTICLE, "where_prec": precision[i], "adm_1": f"Unit {place[i]}",
                "latitude": f"{lat:.6f}", "longitude": f"{lon:.6f}",
                "geom_wkt": f"POINT({lon:.6f} {lat:.6f})", "country_id": country,
                "priogrid_gid": int((lat + 90) * 2) * 720 + int((lon + 180) * 2) + 1,
                "date_start": f"{start} 00:00:00.000",
                "date_end": f"{start + timedelta(days=int(length[i]))} 00:00:00.000",
                "best": best[i], "high": best[i] + 2, "low": max(0, best[i] - 2),
            }
        )  # fmt: skip
    return made


def write_zip(path: Path, events: list[dict[str, object]]) -> None:
    """The events as the one csv of a zip, as UCDP publishes it."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("GEDEvent_made.csv", "w") as member,
        io.TextIOWrapper(member, encoding="utf-8", newline="") as text,
    ):
        writer = csv.DictWriter(text, HEADER)
        writer.writeheader()
        writer.writerows(events)
