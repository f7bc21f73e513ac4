"""Issue a forecast: any model, from what was known at the end of the data."""

from collections.abc import Iterable

import numpy as np

from qaraul.errors import BadInput
from qaraul.forecasting import cells, own
from qaraul.forecasting.baselines import BASELINES
from qaraul.forecasting.forecast import Forecast
from qaraul.forecasting.months import last_known
from qaraul.forecasting.panel import Panel

OWN = "qaraul"
MODELS = (*BASELINES, OWN)
DRAWS, MOST_DRAWS = 1_000, 10_000
AHEAD = 12
BASELINE_VERSION = "1"


def issue(
    panel: Panel,
    *,
    data_end: int,
    leads: Iterable[int],
    seed: int,
    model: str = OWN,
    draws: int = DRAWS,
    settings: own.OwnSettings | cells.CellSettings | None = None,
) -> Forecast:
    """A forecast of the months `data_end + lead` for every unit that exists at `data_end`.

    The model sees no figure after `data_end`, whatever the panel holds. The same arguments give
    the same draws. settings are those of our own model, `CellSettings` for PRIO-GRID cells, and are
    ignored by the baselines.
    BadInput for an unknown model, a lead below 1, or a month that the panel does not reach.
    """
    ahead = tuple(int(lead) for lead in leads)
    if not ahead or min(ahead) < 1 or len(set(ahead)) != len(ahead):
        raise BadInput("leads are whole months of 1 or more, each once", field="leads")
    if not 1 <= draws <= MOST_DRAWS:
        raise BadInput(f"draws are 1 to {MOST_DRAWS:,}", field="draws")
    known = panel.until(data_end)
    if isinstance(settings, cells.CellSettings) and model == OWN:
        made = cells.cell_forecast(known, ahead, draws, settings)
        version = cells.VERSION
    elif model == OWN and not isinstance(settings, cells.CellSettings):
        made = own.own_forecast(known, ahead, draws, seed=seed, settings=settings)
        version = own.VERSION
    elif model in BASELINES:
        rng = np.random.default_rng((seed, data_end, MODELS.index(model)))
        made = np.sort(BASELINES[model](known, ahead, draws, rng), axis=2)
        version = BASELINE_VERSION
    else:
        raise BadInput(f"no model is called “{model}”; there are {', '.join(MODELS)}")
    months = tuple(data_end + lead for lead in ahead)
    return Forecast(known.units, months, made, model, version, data_end, seed)


def timing(issued: int, publication_lag: int, *, ahead: int = AHEAD) -> tuple[int, tuple[int, ...]]:
    """End of the data and leads of a forecast issued in a month for the next `ahead` months.

    publication_lag: whole months between the end of a month and its publication. The forecast of
    the issue of December with a lag of 1 has data to October and leads 3 to 14.
    """
    data_end = last_known(issued, publication_lag)
    first = issued + 1 - data_end
    return data_end, tuple(range(first, first + ahead))
