"""Connectors: one folder each, copied to add another."""
