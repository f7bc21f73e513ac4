"""Back-tests: every model over past windows, as if each forecast had been issued then."""

from qaraul.forecasting.backtests.running import backtest
from qaraul.forecasting.backtests.windows import Window, WindowResult, run_window, years_of

__all__ = ["Window", "WindowResult", "backtest", "run_window", "years_of"]
