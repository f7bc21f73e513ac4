"""`qaraul work`: run the worker."""

import signal
from functools import partial
from threading import Thread
from types import FrameType
from typing import TYPE_CHECKING

import click

from qaraul.config.django import start

if TYPE_CHECKING:
    from qaraul.config.working import Step, Worker


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
    aside = steps_aside()
    known = dict(steps.items()) | aside
    if unknown := set(names) - set(known):
        raise click.ClickException(f"no such step: {', '.join(unknown)}; known: {', '.join(known)}")
    chosen = {name: known[name] for name in names} or known
    if once:
        worker = Worker(chosen)
        done = worker.one_round()
        click.echo(f"{done} done.")
        raise SystemExit(1 if worker.failing else 0)
    workers = [
        Worker({name: step for name, step in chosen.items() if name not in aside}),
        *(Worker({name: step}) for name, step in chosen.items() if name in aside),
    ]

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  the signal module's
        for worker in workers:
            worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    click.echo(f"Working on: {', '.join(chosen)}.")
    run_beside(workers)
    click.echo("Stopped.")


def steps_aside() -> "dict[str, Step]":
    """Steps that may wait for somebody else's server, each in a thread of its own.

    So no document is read later because of them.
    """
    from qaraul.config import modelserver  # noqa: PLC0415  Django is started first
    from qaraul.pipeline.services.asking import ask_due  # noqa: PLC0415  the same

    terms = modelserver.terms()
    if terms is None:
        return {}
    return {"asking the model": partial(ask_due, ask=modelserver.server().ask, terms=terms)}


def run_beside(workers: "list[Worker]") -> None:
    """The first worker here, the others beside it, until all have stopped."""
    beside = [Thread(target=worker.run, name="beside") for worker in workers[1:]]
    for thread in beside:
        thread.start()
    workers[0].run()
    for thread in beside:
        thread.join()
