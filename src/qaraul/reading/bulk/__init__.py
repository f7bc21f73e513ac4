"""Bulk reading: files in, one record a document out, in constant memory, all or nothing."""

from qaraul.reading.bulk.running import Report, read_files
from qaraul.reading.bulk.working import Work

__all__ = ["Report", "Work", "read_files"]
