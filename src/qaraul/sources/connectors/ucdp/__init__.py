"""UCDP GED and Candidate releases, as csv, zip or parquet; `events` makes incidents of the rows."""

from qaraul.sources.connectors.ucdp.parser import GedEvent, read

__all__ = ["GedEvent", "read"]
