"""Forecasts of counts by unit and month: panels, models, scores; data, time and seed are given.

Import from the modules: some of them load numerical libraries that no web process needs.
"""
