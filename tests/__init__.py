"""Tests across apps: architecture, docs, journeys, query budgets."""
