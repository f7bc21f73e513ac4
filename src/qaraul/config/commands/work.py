"""`qaraul work`: run the worker."""

import signal
from types import FrameType

import click

from qaraul.config.django import start


@click.command("work", help="Run the worker until it is stopped; any number may run at once.")
@click.option("--once", is_flag=True, help="One batch of every step, then end.")
@click.option("--step", "names", multiple=True, help="Only this step; may be given several times.")
def command(names: tuple[str, ...], *, once: bool) -> None:
    """Run the steps in turn; SIGTERM and Ctrl-C stop after the batch in hand."""
    start()
    from qaraul.config.statistics import Statistics  # noqa: PLC0415  Django is started first
    from qaraul.config.working import Worker  # noqa: PLC0415  the same
    from qaraul.leases import steps  # noqa: PLC0415  the same

    if "statistics" not in steps:
        steps.register("statistics", Statistics())
    chosen = {name: steps.get(name) for name in names} or dict(steps.items())
    worker = Worker(chosen)
    if once:
        done = worker.one_round()
        click.echo(f"{done} done.")
        raise SystemExit(1 if worker.failing else 0)

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  the signal module's
        worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    click.echo(f"Working on: {', '.join(chosen)}.")
    worker.run()
    click.echo("Stopped.")
