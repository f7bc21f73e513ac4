"""Turn finished records into a parquet file without holding them in memory."""

from pathlib import Path

import polars as pl

from qaraul.reading.reader import METHODS
from qaraul.reading.results import EVENT_TYPES

_Types = dict[str, pl.DataType | type[pl.DataType]]
_SPAN: _Types = {"start": pl.Int64, "end": pl.Int64}
_PLACE: _Types = {
    "text": pl.String, "name": pl.String, "country": pl.String, "iso": pl.String,
    "area": pl.String, "lat": pl.Float64, "lon": pl.Float64, **_SPAN, "precision": pl.String,
    "role": pl.String, "id": pl.String,
}  # fmt: skip
_NAME: _Types = {"text": pl.String, **_SPAN, "id": pl.String}
_COUNT: _Types = {"kind": pl.String, "low": pl.Int64, "best": pl.Int64, "high": pl.Int64, **_SPAN}
_DATE: _Types = {"text": pl.String, "date": pl.String, **_SPAN}
_EVIDENCE: _Types = {"kind": pl.String, **_SPAN, "value": pl.String}
_COLUMNS: _Types = {
    "id": pl.String,
    "lang": pl.String,
    "lang_confidence": pl.Float64,
    "script": pl.String,
    "places": pl.List(pl.Struct(_PLACE)),
    "names": pl.List(pl.Struct(_NAME)),
    "event_type": pl.String,
    "event_types": pl.Struct(dict.fromkeys(EVENT_TYPES, pl.Float64)),
    "event_status": pl.String,
    "killed": pl.Int64,
    "injured": pl.Int64,
    "displaced": pl.Int64,
    "arrested": pl.Int64,
    "counts": pl.List(pl.Struct(_COUNT)),
    "dates": pl.List(pl.Struct(_DATE)),
    "actors": pl.List(pl.String),
    "evidence": pl.List(pl.Struct(_EVIDENCE)),
    "methods": pl.Struct(dict.fromkeys(METHODS, pl.String)),
    "not_read": pl.String,
    "notes": pl.List(pl.String),
    "near_duplicate_of": pl.String,
    "story": pl.String,
}
SCHEMA = pl.Schema(_COLUMNS)


def jsonl_to_parquet(lines: Path, out: Path) -> None:
    """Stream the records of a JSONL file into a parquet file of a fixed schema."""
    if lines.stat().st_size == 0:
        pl.DataFrame(schema=SCHEMA).write_parquet(out)
        return
    pl.scan_ndjson(lines, schema=SCHEMA).sink_parquet(out)
