"""Typed factories for tests of this app and of those above."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from qaraul.events.choices import EventType
from qaraul.events.models import Incident
from qaraul.members.models import Organisation
from qaraul.members.testing import make_organisation
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.models import Audience
from qaraul.sources.models import Document, Source

_number = count(1)
PUBLISHED = datetime(2026, 11, 21, 4, tzinfo=UTC)


def make_incident(
    origin: Organisation | None = None,
    *,
    tlp: TLP = TLP.RED,
    audience: Audience | None = None,
    stage: Stage = Stage.DRAFT,
    occurred_on: date = date(2026, 11, 21),
    **fields: Any,
) -> Incident:
    """The least known, most restricted incident; a test opens only what it needs."""
    n = next(_number)
    return Incident.objects.create(
        origin=origin or make_organisation(),
        number=f"I-2026-T{n}",
        tlp=tlp,
        audience=audience,
        stage=stage,
        occurred_on=occurred_on,
        **{"title": f"Incident {n}", "event_type": EventType.PROTEST, **fields},
    )


def own_organisation(viewer: Viewer) -> Organisation:
    """The organisation that a member stands for."""
    return Organisation.objects.get(pk=str(viewer.organisation_id))


def make_document(
    viewer: Viewer | None = None,
    *,
    tlp: TLP = TLP.GREEN,
    audience: Audience | None = None,
    reliability: str = "B",
) -> Document:
    """A released document of the viewer's organisation; without an audience nobody else sees it."""
    n = next(_number)
    owner = own_organisation(viewer) if viewer else make_organisation()
    source = Source.objects.create(
        code=f"source-{n}", title=f"Source {n}", owner=owner, reliability=reliability
    )
    return Document.objects.create(
        source=source,
        origin=owner,
        external_id=str(n),
        title=f"Document {n}",
        text="Lorries wait.",
        tlp=tlp,
        audience=audience,
        stage=Stage.RELEASED,
        published_at=PUBLISHED,
        fetched_at=PUBLISHED,
        text_hash=f"{n:064}",
    )
