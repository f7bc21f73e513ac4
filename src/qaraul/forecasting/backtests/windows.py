"""One window of a back-test: a calendar year, forecast from data to the October before."""

import re
from dataclasses import dataclass, field

from qaraul.errors import BadInput
from qaraul.forecasting.arrays import Floats, Singles, Units
from qaraul.forecasting.cells import CellSettings
from qaraul.forecasting.issuing import DRAWS, MODELS, issue
from qaraul.forecasting.months import month_id
from qaraul.forecasting.own import OwnSettings
from qaraul.forecasting.panel import Panel

FIRST_LEAD, LAST_LEAD = 3, 14
OCTOBER = 10


@dataclass(frozen=True, slots=True)
class Window:
    """The months of a calendar year, forecast from data to October of the year before.

    earlier: by how many months the data end earlier still (0 in the challenge).
    """

    year: int
    earlier: int = 0

    @property
    def data_end(self) -> int:
        """Last month that a model may see."""
        return month_id(self.year - 1, OCTOBER) - self.earlier

    @property
    def leads(self) -> tuple[int, ...]:
        """3 to 14 with data to October."""
        return tuple(range(FIRST_LEAD + self.earlier, LAST_LEAD + self.earlier + 1))


@dataclass(frozen=True)
class WindowResult:
    """Draws of each model (units × 12 × draws), what happened (NaN: not known), what was before.

    past: counts of the 12 months up to the end of the data, (units, 12).
    """

    window: Window
    units: Units
    months: tuple[int, ...]
    observed: Floats
    past: Floats
    draws: dict[str, Singles] = field(repr=False)


def run_window(
    panel: Panel,
    window: Window,
    *,
    seed: int,
    models: tuple[str, ...] = MODELS,
    draws: int = DRAWS,
    settings: OwnSettings | CellSettings | None = None,
) -> WindowResult:
    """Forecast one window with every model; BadInput when the panel ends before its data do."""
    made = {
        model: issue(
            panel,
            data_end=window.data_end,
            leads=window.leads,
            seed=seed,
            model=model,
            draws=draws,
            settings=settings,
        )
        for model in models
    }
    one = next(iter(made.values()))
    return WindowResult(
        window,
        one.units,
        one.months,
        panel.observed(one.units, one.months),
        panel.observed(one.units, range(window.data_end - 11, window.data_end + 1)),
        {model: forecast.draws for model, forecast in made.items()},
    )


def years_of(text: str) -> tuple[int, ...]:
    """Years of "2018-2023", "2021" or "2018,2020-2021", rising; BadInput for anything else."""
    years: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{4})(?:-(\d{4}))?\s*", part)
        if match is None or int(match[2] or match[1]) < int(match[1]):
            raise BadInput(f"“{text}” are not years such as 2018-2023", field="windows")
        years.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(sorted(years))
