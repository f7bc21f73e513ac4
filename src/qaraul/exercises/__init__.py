"""Scenarios that are played, never mixed with the real."""
