"""The seal of a set: one SHA-256 of all that it says, so that nobody can change it unseen."""

import hashlib
from collections.abc import Iterable

import orjson

from qaraul.forecasts.models import Background, Draws, Forecast, ForecastSet

SAID = (
    "target", "basis", "level", "sight", "source_name", "source_version", "source_date",
    "source_hash", "data_start", "data_end", "issued_at", "is_afterwards", "model",
    "model_version", "seed", "edition", "is_exercise",
)  # fmt: skip
ROW = (
    "area_id", "month", "ahead", "p_any", "p_many", "expected", "q05", "q25", "q50", "q75", "q95",
    "is_wide",
)  # fmt: skip
BEHIND = (
    "area_id", "base_any", "base_many", "base_months", "active_months", "is_thin", "observed",
    "drivers", "cases",
)  # fmt: skip
DRAWN = ("model", "version", "count", "digest")


def seal_of(
    said: ForecastSet,
    rows: Iterable[Forecast],
    behind: Iterable[Background],
    draws: Iterable[Draws],
) -> str:
    """The seal of a set and what belongs to it, saved or not."""
    digest = hashlib.sha256(_text(said, SAID))
    for records, columns in ((rows, ROW), (behind, BEHIND), (draws, DRAWN)):
        for line in sorted(_text(record, columns) for record in records):
            digest.update(line)
    return digest.hexdigest()


def is_unbroken(said: ForecastSet) -> bool:
    """Whether a set and its draws are still what was sealed."""
    draws = list(said.draws.all())
    if any(hashlib.sha256(one.packed).hexdigest() != one.digest for one in draws):
        return False
    found = seal_of(said, said.rows.all(), said.backgrounds.all(), draws)
    return found == said.content_hash


def _text(record: object, columns: tuple[str, ...]) -> bytes:
    values = [getattr(record, name) for name in columns]
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z) + b"\n"
