"""Forecasting: panels, models, draws and their scores; no Django, no network, no clock."""
