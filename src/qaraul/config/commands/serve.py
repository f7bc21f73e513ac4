"""`qaraul serve`: run the web server."""

import os

import click

from qaraul.config.django import start
from qaraul.errors import Conflict

LONGEST_HEADER_WAIT_MS = 20_000
BACKLOG = 1_024


@click.command("serve", help="Run the web server until it is stopped.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8_000, show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes; more than one pays off with PostgreSQL. Each counts API requests by itself.",
)
@click.option(
    "--threads", type=click.IntRange(1, 128), default=4, show_default=True, help="In each process."
)
def command(host: str, port: int, workers: int, threads: int) -> None:
    """Listen; `Conflict` when the schema is behind."""
    start()
    from granian import Granian  # noqa: PLC0415  heavy, and only this command needs it
    from granian.constants import Interfaces  # noqa: PLC0415  the same
    from granian.http import HTTP1Settings  # noqa: PLC0415  the same

    from qaraul.config.schema import pending_migrations  # noqa: PLC0415  Django is started first

    if pending_migrations():
        raise Conflict("The database is behind this version; run “qaraul migrate” first.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qaraul.config.settings")
    Granian(
        "qaraul.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=BACKLOG,
        http1_settings=HTTP1Settings(header_read_timeout=LONGEST_HEADER_WAIT_MS),
        websockets=False,
        respawn_failed_workers=True,
        log_access=False,
    ).serve()
