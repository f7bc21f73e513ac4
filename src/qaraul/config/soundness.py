"""Whether a node is fit for real use: each finding says what is wrong and how to mend it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from qaraul.config.schema import pending_migrations
from qaraul.journal.services import verify
from qaraul.members.choices import SECOND_FACTOR_ROLES
from qaraul.members.models import Organisation
from qaraul.members.queries import administrators_of, people_without_second_factor
from qaraul.pipeline.reading_model import fault_of_model

OTHERS = stat.S_IRWXG | stat.S_IRWXO
SAID_BY_US = {
    # All of these are one thing here: the node's address is not https.
    "security.W004", "security.W008", "security.W012", "security.W016",
    # A node does not speak for the other names of its domain.
    "security.W005", "security.W021",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    must_mend: bool
    what: str
    remedy: str


def findings() -> Iterator[Finding]:
    """Everything found; what needs the database is asked only when it can answer."""
    yield from _django()
    yield from _address()
    yield from _files()
    yield from _reading()
    try:
        pending = pending_migrations()
    except DatabaseError as fault:
        what = f"The database does not answer: {fault}"
        yield Finding(must_mend=True, what=what, remedy="Look at QARAUL_DATABASE.")
        return
    if pending:
        remedy = "Run: qaraul migrate"
        yield Finding(
            must_mend=True, what=f"{len(pending)} schema steps are pending.", remedy=remedy
        )
        return
    yield from _cache()
    yield from _members()
    yield from _journal()


def _django() -> Iterator[Finding]:
    for message in checks.run_checks(include_deployment_checks=True):
        if message.level >= checks.WARNING and message.id not in SAID_BY_US:
            yield Finding(
                must_mend=True,
                what=f"{message.msg} ({message.id})",
                remedy=message.hint or "See the words above.",
            )


def _address() -> Iterator[Finding]:
    if not settings.HTTPS:
        yield Finding(
            must_mend=True,
            what=f"The node's address, {settings.NODE_ADDRESS}, is not https.",
            remedy="Put a proxy with TLS before the node and set QARAUL_NODE_ADDRESS to https://…",
        )
    elif not settings.PROXIES:
        yield Finding(
            must_mend=False,
            what="QARAUL_PROXIES is 0: behind a proxy, all people seem to come from its address.",
            remedy="Set it to the number of your own proxies, so that rate limits count rightly.",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            must_mend=True,
            what="The node answers to every host name.",
            remedy="Set QARAUL_HOSTS to the names it is reached by.",
        )
    if not settings.SECOND_FACTOR_REQUIRED:
        yield Finding(
            must_mend=True,
            what="This is a demonstration: releasers and administrators need no second factor.",
            remedy="Unset QARAUL_DEMONSTRATION on a node for real use.",
        )


def _files() -> Iterator[Finding]:
    data = settings.DATA_DIR
    if not (data.is_dir() and os.access(data, os.W_OK)):
        yield Finding(
            must_mend=True,
            what=f"{data} is not a directory that the node can write to.",
            remedy="Make it, owned by the node's user, or set QARAUL_DATA_DIR.",
        )
    elif data.stat().st_mode & OTHERS:
        yield Finding(
            must_mend=True,
            what=f"Other users of this machine can look into {data}.",
            remedy=f"Run: chmod 700 {data}",
        )
    secret = os.environ.get("QARAUL_SECRET_KEY_FILE")
    if secret and Path(secret).exists() and Path(secret).stat().st_mode & OTHERS:
        yield Finding(
            must_mend=True,
            what="Other users of this machine can read the node's secret.",
            remedy=f"Run: chmod 600 {secret}",
        )


def _reading() -> Iterator[Finding]:
    fault = fault_of_model()
    if fault:
        yield Finding(
            must_mend=True,
            what=f"The reader uses the weights that come with Qaraul, not your own: {fault}",
            remedy=(
                "Run: qaraul score retrain FILE (the corrections you export), or put a good copy"
                f" back, or remove {settings.READING_MODEL}."
            ),
        )


def _cache() -> Iterator[Finding]:
    backend: dict[str, Any] = settings.CACHES["default"]
    table = backend.get("LOCATION", "")
    if backend["BACKEND"].endswith("DatabaseCache"):
        with connection.cursor() as cursor:
            if table not in connection.introspection.table_names(cursor):
                yield Finding(
                    must_mend=True, what="The table of the cache is missing.",
                    remedy="Run: qaraul migrate",
                )  # fmt: skip


def _members() -> Iterator[Finding]:
    operator = Organisation.objects.filter(code=settings.OPERATOR, is_active=True).first()
    if operator is None:
        yield Finding(
            must_mend=True,
            what=f"No active organisation has the operator's code, “{settings.OPERATOR}”.",
            remedy="Set QARAUL_OPERATOR to the code of the organisation that runs the node.",
        )
    elif not administrators_of(operator).exists():
        yield Finding(
            must_mend=True,
            what="The operator has no administrator who can sign in.",
            remedy="Run: qaraul node init (it makes a way in for one)",
        )
    without = people_without_second_factor(SECOND_FACTOR_ROLES).count()
    if without and settings.SECOND_FACTOR_REQUIRED:
        yield Finding(
            must_mend=False,
            what=f"{without} people who may release or administer have no second factor yet.",
            remedy="They are led to it at their next visit; close accounts that nobody uses.",
        )


def _journal() -> Iterator[Finding]:
    verdict = verify()
    if not verdict.is_whole:
        yield Finding(
            must_mend=True,
            what=f"The journal is broken at row {verdict.broken_at}: {verdict.fault}.",
            remedy="Keep a copy of the database, find out who had access, restore a backup.",
        )
