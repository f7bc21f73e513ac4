"""`qaraul migrate`: bring the database to this version's schema. Safe to repeat."""

import click

from qaraul.config.django import start


@click.command("migrate", help="Bring the database to this version's schema. Safe to repeat.")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if it is behind.")
def command(*, only_check: bool) -> None:
    """Apply what is pending, and make the table of the cache."""
    start()
    from django.core.management import call_command  # noqa: PLC0415  Django is started first

    from qaraul.config.schema import pending_migrations  # noqa: PLC0415  the same

    pending = pending_migrations()
    if only_check:
        for name in pending:
            click.echo(f"pending: {name}")
        raise SystemExit(1 if pending else 0)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    click.echo(f"{len(pending)} steps applied." if pending else "The schema is up to date.")
