"""`qaraul check`: say what of this node's deployment needs mending, and how."""

import json
from dataclasses import asdict

import click

from qaraul.config.django import start


@click.command("check", help="Say what of this node needs mending, and how; exit 1 if something.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def command(*, as_json: bool) -> None:
    """Print what must be mended, then what is worth a look."""
    start()
    from qaraul.config.soundness import findings  # noqa: PLC0415  Django is started first

    found = sorted(findings(), key=lambda finding: not finding.must_mend)
    broken = sum(finding.must_mend for finding in found)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
    else:
        for finding in found:
            click.echo(f"{'MEND' if finding.must_mend else 'look'}  {finding.what}")
            click.echo(f"      {finding.remedy}")
        click.echo(f"{broken} to mend, {len(found) - broken} worth a look.")
    raise SystemExit(1 if broken else 0)
