"""Pages of the catalogue and of one document."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qaraul.errors import QaraulError
from qaraul.members.models import Organisation
from qaraul.members.permissions import role_required
from qaraul.members.viewers import Viewer, viewer_of
from qaraul.sources import services
from qaraul.sources.connectors.base import Needs, connectors
from qaraul.sources.fetching import Policy
from qaraul.sources.filters import SourceFilter
from qaraul.sources.forms import CoverageForm, FeedForm, FilterForm, GradeForm, SourceForm, told
from qaraul.sources.labels import chips, told_fetch
from qaraul.sources.models import Feed, Source
from qaraul.sources.panels import panels_for
from qaraul.sources.queries import (
    document_of,
    source_card,
    source_of,
    source_rows,
    state_counts,
    versions_of,
)
from qaraul.sources.services.catalogue import KEEPERS

MOST_SECONDS = 20.0  # a page may wait so long for somebody else's server


@require_safe
@role_required()
def source_list(request: HttpRequest) -> HttpResponse:
    """Sources that fit the address, by title, with the state of each."""
    viewer, wanted = viewer_of(request), SourceFilter.from_query(request.GET)
    page = source_rows(viewer, wanted, request.GET.get("after", ""))
    shown = {
        "page": page,
        "counts": state_counts(viewer),
        "chips": chips(wanted, reverse("sources:list")),
        "query": wanted.as_query(),
        "filter_form": FilterForm(wanted, viewer),
        "is_narrowed": bool(wanted.parts()),
        "may_add": viewer.has(*KEEPERS),
    }
    return render(request, "sources/list.html", shown)


@require_safe
@role_required()
def source_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One source: its record, its feeds, the log of their fetches, its newest documents."""
    return _source_page(request, code)


def _source_page(request: HttpRequest, code: str, **forms: Any) -> HttpResponse:
    viewer = viewer_of(request)
    card = source_card(viewer, code)
    is_kept = services.may_keep(card.source, viewer)
    shown = {
        "card": card,
        "source": card.source,
        "is_kept": is_kept,
        "grade_form": GradeForm(initial={"grade": card.source.reliability}) if is_kept else None,
        "feed_form": FeedForm() if is_kept else None,
        "coverage_form": CoverageForm(source=card.source) if is_kept else None,
        **forms,
    }
    status = 400 if any(form.errors for form in forms.values()) else 200
    return render(request, "sources/detail.html", shown, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*KEEPERS)
def source_new(request: HttpRequest) -> HttpResponse:
    """A new source with its first feed, disabled until somebody switches it on."""
    viewer = viewer_of(request)
    owner = get_object_or_404(Organisation, pk=viewer.organisation_id)
    form = SourceForm(request.POST or None, owner=owner)
    if request.method == "POST" and form.is_valid():
        try:
            source = _added(form, viewer, owner)
        except QaraulError as error:
            told(form, error)
        else:
            return redirect(source)
    status = 400 if form.errors else 200
    return render(request, "sources/new.html", {"form": form}, status=status)


@transaction.atomic
def _added(form: SourceForm, viewer: Viewer, owner: Organisation) -> Source:
    source = services.add_source(actor=viewer.actor, owner=owner, **form.source())
    services.add_feed(source, actor=viewer.actor, **form.feed())
    return source


@require_POST
@role_required(*KEEPERS)
def source_grade(request: HttpRequest, code: str) -> HttpResponse:
    """Another grade, with its reason."""
    viewer, form = viewer_of(request), GradeForm(request.POST)
    source = source_of(viewer, code)
    if not form.is_valid():
        return _source_page(request, code, grade_form=form)
    services.change_reliability(source, viewer=viewer, at=timezone.now(), **form.cleaned_data)
    messages.info(request, _("The grade is changed; the reason stays in the source's record."))
    return redirect(source)


@require_POST
@role_required(*KEEPERS)
def source_coverage(request: HttpRequest, code: str) -> HttpResponse:
    """Other countries that it tells of."""
    viewer = viewer_of(request)
    source = source_of(viewer, code)
    form = CoverageForm(request.POST, source=source)
    if not form.is_valid():
        return _source_page(request, code, coverage_form=form)
    services.change_coverage(source, viewer=viewer, coverage=form.cleaned_data["coverage"])
    return redirect(source)


@require_POST
@role_required(*KEEPERS)
def source_switch(request: HttpRequest, code: str) -> HttpResponse:
    """Read a source from now on, or stop reading it."""
    viewer = viewer_of(request)
    source = source_of(viewer, code)
    act = services.enable_source if "enable" in request.POST else services.disable_source
    act(source, viewer=viewer, at=timezone.now())
    return redirect(source)


@require_POST
@role_required(*KEEPERS)
def feed_add(request: HttpRequest, code: str) -> HttpResponse:
    """One more feed of a source."""
    viewer, form = viewer_of(request), FeedForm(request.POST)
    source = source_of(viewer, code)
    if not services.may_keep(source, viewer):
        raise Http404
    if form.is_valid():
        try:
            services.add_feed(source, actor=viewer.actor, **form.feed())
        except QaraulError as error:
            told(form, error)
        else:
            return redirect(source)
    return _source_page(request, code, feed_form=form)


@require_POST
@role_required(*KEEPERS)
def feed_switch(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """Switch one feed on or off."""
    viewer = viewer_of(request)
    feed = _feed(viewer, feed_id)
    is_on = "enable" in request.POST
    services.set_feed_enabled(feed, viewer=viewer, is_enabled=is_on, at=timezone.now())
    return redirect(feed.source)


@require_POST
@role_required(*KEEPERS)
def feed_test(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """Ask a feed's address now and say what came, without storing a thing."""
    feed = _feed(viewer_of(request), feed_id)
    if connectors.get(feed.connector).needs is not Needs.URL:
        raise Http404
    found = services.trial(
        feed.url, connector=feed.connector, policy=Policy.of_node(total_s=MOST_SECONDS)
    )
    messages.info(request, told_fetch(found))
    return redirect(feed.source)


def _feed(viewer: Viewer, feed_id: UUID) -> Feed:
    feed = Feed.objects.select_related("source").filter(pk=feed_id).first()
    if feed is None or not services.may_keep(feed.source, viewer):
        raise Http404
    return feed


@require_safe
def document_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One document: what it says, where it is from, who may see it, what the machine read."""
    viewer = viewer_of(request)
    document = document_of(viewer, pk)
    shown = {
        "document": document,
        "source": Source.objects.open_to(viewer).filter(pk=document.source_id).first(),
        "origin": document.shown_origin(viewer),
        "versions": versions_of(document),
        "panels": panels_for(viewer, document),
    }
    return render(request, "sources/document.html", shown)
