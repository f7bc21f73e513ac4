"""Which sources a viewer may know of, and the one state that each is in."""

from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from qaraul.members.viewers import Viewer
from qaraul.sharing.querysets import reached, strictest_open
from qaraul.sources.choices import SourceState

M = TypeVar("M", bound=models.Model)


class SourceQuerySet(models.QuerySet[M]):
    """Sources are for members, and one whose documents are for a few is for these few."""

    def open_to(self, viewer: Viewer) -> Self:
        """The sources of the own organisation, and those whose standing marking reaches it."""
        if not viewer.is_member:
            return self.none()
        own = Q(owner=viewer.organisation_id, tlp__lte=strictest_open(viewer))
        return self.filter(own | reached(viewer))

    def with_state(self) -> Self:
        """Each with its `state`: what an operator should look at comes before what is well."""
        feeds = apps.get_model("sources", "Feed").objects.filter(source=OuterRef("pk"))
        silences = apps.get_model("sources", "SourceSilence").objects.filter(source=OuterRef("pk"))
        rows: Any = self.annotate(
            state=Case(
                When(is_enabled=False, then=Value(SourceState.DISABLED)),
                When(Exists(silences.filter(closed_at=None)), then=Value(SourceState.SILENT)),
                When(
                    Exists(feeds.filter(is_enabled=True, consecutive_failures__gt=0)),
                    then=Value(SourceState.FAILING),
                ),
                When(
                    Exists(feeds.filter(is_enabled=True, last_success_at__isnull=False)),
                    then=Value(SourceState.WORKING),
                ),
                default=Value(SourceState.WAITING),
                output_field=CharField(),
            )
        )
        return rows  # type: ignore[no-any-return]  # the stubs give an annotated set another type
