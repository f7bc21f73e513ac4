"""Qaraul: the lookout. Software for an early warning network."""

__version__ = "0.1.0"
