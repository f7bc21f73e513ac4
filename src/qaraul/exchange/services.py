"""Do a writing request once, however often it is sent; follow a list as a feed."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from qaraul.errors import BadInput, Conflict
from qaraul.exchange.feeds import lists, normal_query
from qaraul.exchange.models import DoneRequest
from qaraul.members.choices import Scope
from qaraul.members.models import ApiToken
from qaraul.members.services.tokens import issue_token
from qaraul.members.viewers import Viewer

KEPT = timedelta(days=7)
LONGEST_KEY = 100
BATCH = 1_000


@transaction.atomic
def do_once(
    request: HttpRequest, token: ApiToken, key: str, act: Callable[[], tuple[int, UUID]]
) -> tuple[int, UUID]:
    """What `act` answers (status, record), or what it answered when the key was first used.

    `Conflict` when the key was used for another request. Nothing is kept of an act that fails.
    """
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise BadInput(
            f"Give a key of 1 to {LONGEST_KEY} printable ASCII characters.", field="Idempotency-Key"
        )
    told = f"{request.method} {request.path}\n".encode() + request.body
    digest = hashlib.sha256(told).hexdigest()
    done, is_new = DoneRequest.objects.get_or_create(
        token=token, key=key, defaults={"digest": digest, "at": timezone.now()}
    )
    if not is_new:
        if done.digest != digest or done.record_id is None:
            raise Conflict("This key was used for another request.", field="Idempotency-Key")
        return done.status, done.record_id
    status, record_id = act()
    DoneRequest.objects.filter(pk=done.pk).update(status=status, record_id=record_id)
    return status, record_id


def forget_done_requests(now: datetime) -> int:
    """Drop keys that nobody will send again; one bounded batch for the worker."""
    old = DoneRequest.objects.filter(at__lt=now - KEPT).values("pk")[:BATCH]
    return DoneRequest.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]


def follow(
    viewer: Viewer, *, list_name: str, query: str, name: str, at: datetime, lasts: timedelta
) -> tuple[ApiToken, str]:
    """A feed's token for one list and filter, and its secret; `BadInput` for a bad filter."""
    chosen = lists.get(list_name)
    chosen.require(viewer)
    normal = normal_query(chosen, viewer, query)
    return issue_token(
        viewer,
        name=name,
        scopes=[Scope.FEED],
        at=at,
        lasts=lasts,
        feed_query=f"{list_name}?{normal}",
    )
