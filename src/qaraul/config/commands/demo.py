"""`qaraul demo`: make or reuse a demonstration network and open it."""

import os
import secrets
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from qaraul.config.environment import listed, optional
from qaraul.config.secrets_on_disk import kept_secret, write_private
from qaraul.exercises import keeping
from qaraul.exercises.processes import (
    Stopped,
    require_free,
    running,
    stopping_cleanly,
    wait_until_ready,
    watch,
)
from qaraul.exercises.scenario import Scenario, load
from qaraul.exercises.server import HOST, FeedServer

SCENARIO = "lantern_26"
SECRET_KEY, PASSWORD = "secret-key", "demonstration-password"
ALLOW = "QARAUL_FETCH_ALLOW"
READY_WITHIN_S = 90.0
QARAUL = (sys.executable, "-c", "from qaraul.config.cli import main; main()")


@click.command("demo", help="Make or reuse a demonstration network and open it.")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var"),
    show_default=True,
    help="Where the demonstration is kept.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=8_000,
    show_default=True,
    help="Port of 127.0.0.1 where the node opens.",
)
@click.option("--no-serve", is_flag=True, help="Build only, then end.")
def command(data_dir: Path, port: int, *, no_serve: bool) -> None:
    """Build what is missing, then run web, worker and feeds until somebody stops them."""
    data_dir = data_dir.resolve()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    is_open = False
    try:
        with keeping.sole_use(data_dir), stopping_cleanly():
            if not no_serve:
                require_free(HOST, port)
            with feeds(data_dir) as server:
                build(data_dir, server, port)
                if not no_serve:
                    is_open = True
                    serve(data_dir, server.scenario, port)
    except Stopped:
        if not is_open:
            click.echo("Stopped before it was finished. The next start goes on from here.")
            raise SystemExit(1) from None
        click.echo("Stopped.")


@contextmanager
def feeds(data_dir: Path) -> Iterator[FeedServer]:
    """Serve the scenario's feeds on loopback, at the port of the last time when it is free."""
    scenario = load(SCENARIO)
    today = datetime.now(UTC).date()
    state = keeping.read_state(data_dir, scenario=SCENARIO, today=today)

    def clock() -> datetime:
        return datetime.now(UTC)

    try:
        server = FeedServer(scenario, last=state.last, port=state.feed_port, clock=clock)
    except OSError:
        server = FeedServer(scenario, last=state.last, clock=clock)
    keeping.write_state(data_dir, state.with_port(server.server_port))
    thread = threading.Thread(target=server.serve_forever, name="feeds", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def build(data_dir: Path, server: FeedServer, port: int) -> None:
    """Bring schema, network, documents and incidents to where they should be; say what was done."""
    began = time.monotonic()
    password = set_environment(data_dir, server, port)
    from qaraul.config.django import start  # noqa: PLC0415  the environment must be set first

    start()
    from django.core.management import call_command  # noqa: PLC0415  Django must be ready

    from qaraul.config.schema import pending_migrations  # noqa: PLC0415  the same
    from qaraul.exercises.services import build_demonstration  # noqa: PLC0415  the same

    if pending_migrations():
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    build_demonstration(
        data_dir,
        now=datetime.now(UTC),
        address=server.address,
        password=password,
        tell=click.echo,
    )
    click.echo(f"Ready to open after {time.monotonic() - began:.1f} s; kept in {data_dir}")


def set_environment(data_dir: Path, server: FeedServer, port: int) -> str:
    """Set what the node's settings read, for us and for our children; return the password."""
    kept_secret(data_dir / SECRET_KEY)
    allowed = [*listed(ALLOW), f"{HOST}:{server.server_port}"]
    os.environ.pop(f"{ALLOW}_FILE", None)  # what it held is in the list
    os.environ.update(
        {ALLOW: ",".join(allowed)},
        QARAUL_DATA_DIR=str(data_dir),
        QARAUL_SECRET_KEY_FILE=str(data_dir / SECRET_KEY),
        QARAUL_EXERCISE=server.scenario.name,
        QARAUL_DEMONSTRATION="yes",
        QARAUL_OPERATOR=server.scenario.network["operator"],
        QARAUL_NODE_NAME="Secretariat node",
        QARAUL_NODE_ADDRESS=f"http://{HOST}:{port}",
    )
    return optional("QARAUL_DEMO_PASSWORD") or kept_password(data_dir)


def kept_password(data_dir: Path) -> str:
    """The generated password; a short one, since people type it."""
    path = data_dir / PASSWORD
    if not path.exists():
        write_private(path, f"{secrets.token_urlsafe(12)}\n")
    return path.read_text(encoding="utf-8").strip()


def serve(data_dir: Path, scenario: Scenario, port: int) -> None:
    """Run web server and worker until one ends or somebody stops us."""
    logs = data_dir / "log"
    address = f"http://{HOST}:{port}"
    commands = {"web": [*QARAUL, "serve", "--port", str(port)], "worker": [*QARAUL, "work"]}
    with running(commands, log_dir=logs) as children:
        wait_until_ready(f"{address}/healthz", children, logs, limit_s=READY_WITHIN_S)
        print_accounts(data_dir, scenario)
        click.echo(f"\nThe node is open at {address} – Ctrl-C stops it. Logs: {logs}")
        watch(children, logs)


def print_accounts(data_dir: Path, scenario: Scenario) -> None:
    """The role accounts and where their password is, once a start."""
    click.echo(f"\nEXERCISE {scenario.name}: nothing in this node is real. Role accounts:\n")
    for account in scenario.network["accounts"]:
        roles = ", ".join(role.replace("_", " ") for role in account["roles"])
        click.echo(f"  {account['username']:<24} {account['shown']} ({roles})")
    if optional("QARAUL_DEMO_PASSWORD"):
        click.echo("\nPassword of all of them: the one in QARAUL_DEMO_PASSWORD")
    else:
        click.echo(f"\nPassword of all of them: {kept_password(data_dir)}")
