"""Incidents: what happened, with its evidence and history."""
