"""Run windows side by side: in processes of this machine, or on a Dask cluster."""

from collections.abc import Callable, Iterator
from typing import Any

from qaraul.errors import BadInput
from qaraul.forecasting.backtests.windows import Window, WindowResult, run_window
from qaraul.forecasting.panel import Panel


def backtest(
    panel: Panel,
    windows: list[Window],
    *,
    seed: int,
    scheduler: str | None = None,
    workers: int = 2,
    **options: Any,
) -> Iterator[WindowResult]:
    """Results in the order of the windows; the same draws however and wherever they are computed.

    scheduler: address of a Dask scheduler whose workers have this package; without it, processes
    of this machine. options: as for `run_window`. BadInput when a window's data lie outside the
    panel, or the scheduler cannot be used.
    """
    if not windows:
        raise BadInput("there is no window", field="windows")
    for window in windows:
        panel.column(window.data_end)
    if scheduler is None:
        yield from _in_processes(panel, windows, workers, {"seed": seed, **options})
    else:
        yield from _on_cluster(panel, windows, scheduler, {"seed": seed, **options})


def _in_processes(
    panel: Panel, windows: list[Window], workers: int, options: dict[str, Any]
) -> Iterator[WindowResult]:
    if min(workers, len(windows)) == 1:
        for window in windows:
            yield run_window(panel, window, **options)
        return
    from joblib import Parallel, delayed  # noqa: PLC0415  part of the extra “forecasts”

    run: Callable[..., Any] = delayed(run_window)
    # One thread in each process: the trees are grown by one thread too, so that nothing varies.
    pool = Parallel(n_jobs=workers, return_as="generator", inner_max_num_threads=1, backend="loky")
    yield from pool(run(panel, window, **options) for window in windows)


def _on_cluster(
    panel: Panel, windows: list[Window], scheduler: str, options: dict[str, Any]
) -> Iterator[WindowResult]:
    try:
        from distributed import Client as Untyped  # noqa: PLC0415  only with the extra “dask”
    except ImportError:
        raise BadInput("--scheduler needs the extra “dask”: pip install qaraul[dask]") from None
    connect: Callable[..., Any] = Untyped
    try:
        client = connect(scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise BadInput(f"the scheduler {scheduler} does not answer: {error}") from None
    with client:
        shared = client.scatter(panel, broadcast=True)
        futures = [client.submit(run_window, shared, w, pure=False, **options) for w in windows]
        for future in futures:
            yield future.result()
            future.release()
