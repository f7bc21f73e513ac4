"""Journeys of real people through a real node, in a real browser."""
