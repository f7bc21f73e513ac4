"""The measures by name; each is pure, takes what a viewer may see, and a definition."""

from qaraul.indicators.measures import borders, counting, ledgers, tallies
from qaraul.indicators.measures.base import Ground, Measured, measures

__all__ = ["Ground", "Measured", "borders", "counting", "ledgers", "measures", "tallies"]
