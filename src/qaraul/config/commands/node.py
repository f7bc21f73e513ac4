"""`qaraul node`: make a node of your own."""

import os
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from qaraul.config.django import start
from qaraul.config.secrets_on_disk import kept_secret, write_private
from qaraul.exercises.keeping import STATE

KINDS = ["state_body", "un_entity", "regional_organisation", "civil_society", "academia", "expert"]


class AskedOption(click.Option):
    """Asked for on a terminal; elsewhere it must be given."""

    def prompt_for_value(self, ctx: click.Context) -> Any:
        """Ask a person; tell a program what is missing."""
        if not sys.stdin.isatty():
            raise click.MissingParameter(ctx=ctx, param=self)
        return super().prompt_for_value(ctx)


@click.group("node", help="Make a node of your own.")
def command() -> None:
    """Holds `init`."""


@command.command("init", help="Make the data directory, secret, organisation and administrator.")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("node"),
    show_default=True,
    envvar="QARAUL_DATA_DIR",
)
@click.option("--address", default="http://127.0.0.1:8000", show_default=True,
              help="Where people reach the node.")  # fmt: skip
@click.option("--organisation", cls=AskedOption, prompt="Name of the organisation that runs it")
@click.option("--code", cls=AskedOption, prompt="Its code (short, Latin letters, stays for ever)")
@click.option("--kind", cls=AskedOption, type=click.Choice(KINDS), prompt="Its kind")
@click.option("--shown-as", default="Administrator 1", show_default=True,
              help="Role name of the first administrator; never a private name.")  # fmt: skip
@click.option("--username", default="", help="Their account name; without it a link is made.")
@click.option("--password-file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="File with their password; asked for on a terminal if not given.")  # fmt: skip
def init(
    data_dir: Path,
    address: str,
    organisation: str,
    code: str,
    kind: str,
    shown_as: str,
    username: str,
    password_file: Path | None,
) -> None:
    """Do what is missing; safe to repeat."""
    if (data_dir / STATE).exists():
        raise click.UsageError(
            f"{data_dir} holds a demonstration, whose accounts share one password."
            " Choose another directory with --data-dir."
        )
    password = _password(password_file) if username else ""
    environment = _prepare(
        data_dir.resolve(), address=address, organisation=organisation, code=code
    )
    start()
    from qaraul.config.beginning import first_people, lay_ground  # noqa: PLC0415  Django is started first

    click.echo(lay_ground())
    said = first_people(
        code=code,
        organisation=organisation,
        kind=kind,
        shown_as=shown_as,
        username=username,
        password=password,
    )
    click.echo(said)
    click.echo(f"\nThe node's settings are in {environment}. To use them in a shell:")
    click.echo(f"  set -a; . {shlex.quote(str(environment))}; set +a")
    click.echo("Then run “qaraul check”, “qaraul serve” and “qaraul work”.")


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("Give --password-file, or leave --username out to get a link.")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _prepare(data_dir: Path, *, address: str, organisation: str, code: str) -> Path:
    """Make directory, secret and settings file, and put the settings into our environment."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = data_dir / "secret-key"
    kept_secret(secret)
    host = address.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
    values = {
        "QARAUL_DATA_DIR": str(data_dir),
        "QARAUL_SECRET_KEY_FILE": str(secret),
        "QARAUL_NODE_NAME": organisation,
        "QARAUL_NODE_ADDRESS": address.rstrip("/"),
        "QARAUL_HOSTS": ",".join(dict.fromkeys([host, "127.0.0.1", "localhost"])),
        "QARAUL_OPERATOR": code,
    }
    if database := os.environ.get("QARAUL_DATABASE"):
        values["QARAUL_DATABASE"] = database
    os.environ.update(values)
    environment = data_dir / "node.env"
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in values.items()]
    write_private(environment, "".join(lines))
    return environment
