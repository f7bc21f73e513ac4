"""The command line: every command is a module of `commands`, read only when it is called."""

import os
from importlib import import_module

import click

from qaraul import __version__
from qaraul.errors import QaraulError

COMMANDS = {
    "check": "Say what of this node's deployment needs mending.",
    "demo": "Make or reuse a demonstration network and open it.",
    "export": "Write what a named viewer may see to a file.",
    "forecast": "Issue forecast sets; back-test the models.",
    "ingest": "Take in documents, incidents, GED files or areas, with a report row by row.",
    "migrate": "Bring the database to this version's schema.",
    "node": "Make a node of your own.",
    "read": "Read many texts at once, without a database.",
    "score": "Measure the reader and the forecasts; train the reader with corrections.",
    "serve": "Run the web server.",
    "sources": "Add, list, fetch and test feeds.",
    "verify": "Check the journal's chain from the first row to the last.",
    "work": "Run the worker.",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The commands, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"qaraul.config.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of commands, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="qaraul")
def group() -> None:
    """Qaraul: an early warning network's node."""
    os.umask(0o077)  # what a node writes is its operator's alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qaraul.config.settings")


def main() -> None:
    """Run one command; a broken rule is one line and exit code 1, wrong usage exit code 2."""
    try:
        group()
    except QaraulError as error:
        raise SystemExit(f"qaraul: {error.message}") from None
