"""Forecasts of counts by unit and month: panels, models, scores; data, time and seed are given."""

from qaraul.forecasting.analogues import Analogue, analogues
from qaraul.forecasting.base_rates import base_rate
from qaraul.forecasting.drivers import Driver, Drivers, drivers
from qaraul.forecasting.forecast import Forecast
from qaraul.forecasting.ged import Events, RefusedEvent, read_ged, unit_events
from qaraul.forecasting.geography import countries, country_neighbours, prio_grid_neighbours
from qaraul.forecasting.issuing import MODELS, OWN, issue, timing
from qaraul.forecasting.months import first_day, last_known, month_id, month_of
from qaraul.forecasting.own import OwnSettings
from qaraul.forecasting.panel import Panel, panel_from_events, panel_from_rows

__all__ = [
    "MODELS",
    "OWN",
    "Analogue",
    "Driver",
    "Drivers",
    "Events",
    "Forecast",
    "OwnSettings",
    "Panel",
    "RefusedEvent",
    "analogues",
    "base_rate",
    "countries",
    "country_neighbours",
    "drivers",
    "first_day",
    "issue",
    "last_known",
    "month_id",
    "month_of",
    "panel_from_events",
    "panel_from_rows",
    "prio_grid_neighbours",
    "read_ged",
    "timing",
    "unit_events",
]
