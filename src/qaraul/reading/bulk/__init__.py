"""Reading many texts from files, in constant memory and in several processes."""

from qaraul.reading.bulk.resuming import Report, stamp
from qaraul.reading.bulk.running import read_files
from qaraul.reading.bulk.spreading import UNDER_WAY, Spread, WorkersLost
from qaraul.reading.bulk.working import Work

__all__ = ["UNDER_WAY", "Report", "Spread", "Work", "WorkersLost", "read_files", "stamp"]
