"""Which sources a viewer may know of, also beside documents, and the state that each is in."""

from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When

from qaraul.members.viewers import Viewer
from qaraul.sharing.querysets import MarkedQuerySet, reached, strictest_open
from qaraul.sources.choices import FetchStatus, SourceState

M = TypeVar("M", bound=models.Model)


class SourceQuerySet(models.QuerySet[M]):
    """Sources are for members, and one whose documents are for a few is for these few."""

    def open_to(self, viewer: Viewer) -> Self:
        """The sources of the own organisation, and those whose standing marking reaches it."""
        if not viewer.is_member:
            return self.none()
        own = Q(owner=viewer.organisation_id, tlp__lte=strictest_open(viewer))
        return self.filter(own | reached(viewer))

    def named_to(self, viewer: Viewer) -> Self:
        """Those that may be named beside a document: for the public, the ones marked for it."""
        return self.open_to(viewer) if viewer.is_member else self.filter(reached(viewer))

    def with_state(self) -> Self:
        """Each with its `state`: what an operator should look at comes before what is well."""
        feeds = apps.get_model("sources", "Feed").objects.filter(source=OuterRef("pk"))
        silences = apps.get_model("sources", "SourceSilence").objects.filter(source=OuterRef("pk"))
        last = apps.get_model("sources", "Fetch").objects.filter(feed=OuterRef("pk"))
        refused = feeds.filter(is_enabled=True, consecutive_failures__gt=0).filter(
            Exists(
                last.filter(
                    status=FetchStatus.REFUSED,
                    finished_at=OuterRef("last_fetched_at"),
                )
            )
        )
        rows: Any = self.annotate(
            state=Case(
                When(is_enabled=False, then=Value(SourceState.DISABLED)),
                When(Exists(silences.filter(closed_at=None)), then=Value(SourceState.SILENT)),
                When(Exists(refused), then=Value(SourceState.REFUSED)),
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


class DocumentQuerySet(MarkedQuerySet[M]):
    """Documents; one may be open to more people than the source it is from."""

    def naming_sources(self, viewer: Viewer) -> Self:
        """Each with `source_code` and `source_title`, empty where the viewer may not know them."""
        known = When(source__in=_sources().named_to(viewer), then=F("source__code"))
        titled = When(source__in=_sources().named_to(viewer), then=F("source__title"))
        rows: Any = self.annotate(
            source_code=Case(known, default=Value(""), output_field=CharField()),
            source_title=Case(titled, default=Value(""), output_field=CharField()),
        )
        return rows  # type: ignore[no-any-return]  # the stubs give an annotated set another type

    def from_source(self, viewer: Viewer, code: str) -> Self:
        """Those of the source with this code; none of a source that the viewer may not know of."""
        return self.filter(source__in=_sources().named_to(viewer).filter(code=code))


def _sources() -> Any:
    # By name, because models.py imports this module.
    return apps.get_model("sources", "Source").objects
