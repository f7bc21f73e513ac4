"""Values out of files: our own columns, World Bank series, UCDP country-years."""

from qaraul.indicators.imports.reading import import_observations

__all__ = ["import_observations"]
