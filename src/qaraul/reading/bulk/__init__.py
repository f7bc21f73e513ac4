"""Reading many texts from files, in constant memory and in several processes."""

from qaraul.reading.bulk.running import Report, read_files

__all__ = ["Report", "read_files"]
