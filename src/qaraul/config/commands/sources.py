"""`qaraul sources`: add, list, fetch and test feeds."""

import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import click

from qaraul.config.django import start

AT_ONCE = 6
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(help="Add, list, fetch and test feeds.")
def command() -> None:
    """One subcommand for each act."""


@command.command("add", help="Add a source with one feed, or the starter catalogue.")
@click.argument("code", required=False)
@click.argument("url", required=False)
@click.option("--starter", is_flag=True, help="Load the shipped public feeds instead, disabled.")
@click.option("--title", default="", help="Its title; the code if not given.")
@click.option("--connector", default="rss", show_default=True, help="What kind of feed it is.")
@click.option("--owner", default="", help="Code of the organisation; the node's operator if not.")
@click.option("--language", default="", help="Language of its items, such as ru.")
@click.option("--country", default="", help="Country of the publisher, such as KZ.")
@click.option("--kind", default="other", show_default=True, help="Who publishes.")
@click.option("--folder", default="", help="For a drop folder: its name below “maildrop”.")
@click.option("--enable", is_flag=True, help="Read it from now on.")
@as_json_option
def add(code: str | None, url: str | None, *, starter: bool, as_json: bool, **facts: Any) -> None:
    """Add; exit code 1 when a rule stands against it."""
    if starter == bool(code):
        raise click.UsageError("Give CODE and URL, or --starter.")
    start()
    from django.db import transaction  # noqa: PLC0415  Django is started first
    from django.utils import timezone  # noqa: PLC0415  the same

    from qaraul.sources import services  # noqa: PLC0415  the same

    owner = _owner(facts.pop("owner"))
    if starter:
        added = services.load_starter_catalogue(owner)
        said = f"{added} sources added, disabled until you enable them."
        click.echo(json.dumps({"added": added}) if as_json else said)
        return
    folder, connector = facts.pop("folder"), facts.pop("connector")
    is_on, title = facts.pop("enable"), facts.pop("title")
    settings = {"folder": folder} if folder else {}
    keeper = _keeper()
    with transaction.atomic():
        source = services.add_source(
            actor=keeper, owner=owner, code=str(code), title=title or str(code), **facts
        )
        feed = services.add_feed(
            source, actor=keeper, connector=connector, url=url or "", settings=settings
        )
        if is_on:
            services.enable_source(source, viewer=keeper, at=timezone.now())
    state = "enabled" if is_on else "disabled"
    said = f"{source.code}: {connector} {url or folder}, {state}."
    click.echo(json.dumps({"code": source.code, "feed": str(feed.pk)}) if as_json else said)


@command.command("list", help="List sources with their state.")
@click.option("--state", default="", help="silent, failing, working, waiting or disabled.")
@click.option("--country", default="", help="Country it is in or tells of.")
@click.option("--language", default="", help="Language of its items.")
@as_json_option
def list_sources(state: str, country: str, language: str, *, as_json: bool) -> None:
    """Print a line for each source."""
    start()
    from qaraul.sources.filters import SourceFilter  # noqa: PLC0415  Django is started first
    from qaraul.sources.models import Source  # noqa: PLC0415  the same

    wanted = SourceFilter.from_query({"state": state, "country": country, "language": language})
    names = ("code", "state", "reliability", "language", "country", "kind", "title")
    sources: Any = wanted.apply(Source.objects.all())
    rows = list(sources.order_by("code").values(*names))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    _table([[row[name] or "–" for name in names] for row in rows])
    click.echo(f"{len(rows)} sources", err=True)


@command.command("fetch", help="Fetch feeds now: those of the named sources, or all that are due.")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@as_json_option
def fetch(codes: Sequence[str], *, as_json: bool) -> None:
    """Fetch one after another; exit code 1 when one failed."""
    start()
    from django.utils import timezone  # noqa: PLC0415  Django is started first

    from qaraul.sources.choices import SUCCESSES  # noqa: PLC0415  the same
    from qaraul.sources.services import fetch_feed  # noqa: PLC0415  the same

    rows = []
    for feed in _feeds(codes):
        line = fetch_feed(feed.pk, at=timezone.now())
        rows.append(
            {
                "source": feed.source.code,
                "feed": str(feed),
                "status": str(line.status),
                "fault": line.fault,
                "note": line.note,
                "http": line.http_status,
                "seen": line.items_seen,
                "new": line.items_new,
                "changed": line.items_changed,
                "refused": line.refused,
                "remarks": line.remarks,
            }
        )
        if not as_json:
            click.echo(_fetched(rows[-1]))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    elif not rows:
        click.echo("Nothing to fetch.")
    if any(row["status"] not in SUCCESSES for row in rows):
        raise SystemExit(1)


def _feeds(codes: Sequence[str]) -> list[Any]:
    """The feeds of the named sources, or those that are due; `BadInput` names unknown sources."""
    from django.utils import timezone  # noqa: PLC0415  Django is started first

    from qaraul.errors import BadInput  # noqa: PLC0415  the same
    from qaraul.sources.models import Feed, Source  # noqa: PLC0415  the same

    known = set(Source.objects.filter(code__in=codes).values_list("code", flat=True))
    if unknown := sorted(set(codes) - known):
        raise BadInput(f"No source is called {', '.join(unknown)}.")
    feeds = Feed.objects.exclude(connector="documents", url="")
    if codes:
        feeds = feeds.filter(source__code__in=codes)
    else:
        due = {"is_enabled": True, "source__is_enabled": True, "due_at__lte": timezone.now()}
        feeds = feeds.filter(**due)
    return list(feeds.select_related("source").order_by("source__code"))


@command.command("test", help="Ask addresses without storing a thing; the whole catalogue if none.")
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option("--connector", default="", help="What kind of feed it should be; found out if not.")
@as_json_option
def test(urls: Sequence[str], connector: str, *, as_json: bool) -> None:
    """Print what each answers; exit code 1 when one does not."""
    start()
    asked = [(url, connector) for url in urls] or list(_catalogue())
    show = not as_json and sys.stderr.isatty()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = threads.map(lambda pair: _tried(*pair), asked)
        with click.progressbar(answers, length=len(asked), hidden=not show, file=sys.stderr) as bar:
            rows = list(bar)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            click.echo(_told(row))
        good = sum(row["ok"] for row in rows)
        click.echo(f"{good} of {len(rows)} answer with items.", err=True)
    if not all(row["ok"] for row in rows):
        raise SystemExit(1)


def _tried(url: str, connector: str) -> dict[str, Any]:
    from qaraul.sources.services import trial  # noqa: PLC0415  Django is started first

    return trial(url, connector=connector).as_dict()


def _catalogue() -> Iterator[tuple[str, str]]:
    from qaraul.sources.models import Feed  # noqa: PLC0415  Django is started first

    feeds = Feed.objects.exclude(url="").order_by("source__code")
    yield from feeds.values_list("url", "connector")


def _owner(code: str) -> Any:
    from django.conf import settings  # noqa: PLC0415  Django is started first

    from qaraul.errors import BadInput  # noqa: PLC0415  the same
    from qaraul.members.models import Organisation  # noqa: PLC0415  the same

    wanted = code or settings.OPERATOR
    found = Organisation.objects.filter(code=wanted).first()
    if found is None:
        raise BadInput(f"No organisation is called “{wanted}”; give --owner.")
    return found


def _keeper() -> Any:
    from qaraul.journal.actors import Actor  # noqa: PLC0415  Django is started first

    return Actor(None, "operator at the command line")


def _fetched(row: dict[str, Any]) -> str:
    answered = f"HTTP {row['http']}" if row["fault"] and row["http"] else ""
    why = "".join(f" {part}" for part in (row["fault"], answered, row["note"]) if part)
    counts = f"{row['new']} new, {row['changed']} changed, {len(row['refused'])} refused"
    lines = [f"{row['source']}: {row['status']}{why}; {counts}", *_remedies(row)]
    lines += [f"  row {number}: {fault} {detail}" for number, fault, detail in row["refused"]]
    lines += [f"  {kind} {detail}".rstrip() for kind, detail in row["remarks"]]
    return "\n".join(lines)


def _remedies(row: dict[str, Any]) -> list[str]:
    from qaraul.sources.labels import remedy  # noqa: PLC0415  Django is started first

    return [f"  {words}"] if (words := remedy(row["fault"])) else []


def _told(row: dict[str, Any]) -> str:
    if row["fault"]:
        said = f"{row['url']}: {row['fault']} {row['note']}".rstrip()
        return "\n".join([said, *_remedies(row)])
    lines = [
        f"{row['url']}: {row['connector']}, {row['items']} items, newest {row['newest'] or '–'}"
    ]
    lines += [f"  row {number}: {fault} {detail}" for number, fault, detail in row["refused"]]
    lines += [f"  {kind} {detail}".rstrip() for kind, detail in row["remarks"]]
    return "\n".join(lines)


def _table(rows: list[list[str]]) -> None:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))] if rows else []
    for row in rows:
        click.echo("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())
