"""One incident: its page, its forms, its files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qaraul.events import files, services
from qaraul.events.forms import EditForm, FactsForm, initial_facts
from qaraul.events.models import Incident, IncidentChange
from qaraul.events.pages import find_incident, in_words, incident_page, label_of, visible_file
from qaraul.events.services.incidents import as_columns
from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.permissions import role_required
from qaraul.members.viewers import Viewer, viewer_of


def own_incident(viewer: Viewer, incident_id: UUID) -> Incident:
    """An incident that the viewer may work on; else as if it were not there."""
    incident = find_incident(viewer, incident_id)
    if not incident.is_own(viewer) or not services.may_write(viewer):
        raise Http404
    return incident


def offer_undo(request: HttpRequest, change: IncidentChange, said: str) -> None:
    """Say what was done, with ten seconds to take it back."""
    address = reverse("events:undo", args=[change.batch])
    messages.success(request, said, extra_tags=f"undo {address}")


@require_safe
def detail(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Facts, evidence, history and who else sees it."""
    viewer = viewer_of(request)
    incident = find_incident(viewer, incident_id)
    page = incident_page(viewer, incident)
    may_write = page.is_own and services.may_write(viewer)
    context = {"page": page, "incident": incident, "may_write": may_write}
    return render(request, "events/detail.html", context)


@role_required(*TRIAGE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write an incident."""
    viewer, now = viewer_of(request), timezone.now()
    form = FactsForm(request.POST or None, at=now)
    if request.method == "POST" and form.is_valid():
        incident = services.create_incident(viewer=viewer, at=now, **form.facts())
        offer_undo(request, incident.changes.get(), _("Kept as a draft of your organisation."))
        return redirect(incident)
    return render(request, "events/new.html", {"form": form})


@role_required(*TRIAGE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Change facts; when somebody else was quicker, both texts are shown and nothing is lost."""
    viewer, now = viewer_of(request), timezone.now()
    incident = own_incident(viewer, incident_id)
    initial = initial_facts(incident) | {"version": incident.version}
    form = EditForm(request.POST or None, initial=initial, at=now)
    context: dict[str, Any] = {"incident": incident, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, incident, form, viewer)
        except services.IncidentMoved as moved:
            context |= _both_texts(moved.current, form, request)
    return render(request, "events/edit.html", context, status=409 if "theirs" in context else 200)


def _saved(
    request: HttpRequest, incident: Incident, form: EditForm, viewer: Viewer
) -> HttpResponse:
    change = services.change_incident(
        incident.pk,
        viewer=viewer,
        at=form.at,
        version=form.cleaned_data["version"],
        reason=form.cleaned_data["reason"],
        **form.facts(),
    )
    if change is not None:
        offer_undo(request, change, _("Changed."))
    return redirect(incident)


def _both_texts(current: Incident, form: EditForm, request: HttpRequest) -> dict[str, Any]:
    """What stands now beside what was written; sending the form again is then a decision."""
    written = as_columns(form.facts())
    areas = {str(a.pk): a.name for a in (current.area, form.cleaned_data["area"]) if a}
    theirs = [
        (label_of(n), in_words(n, getattr(current, n), areas), in_words(n, value, areas))
        for n, value in written.items()
        if getattr(current, n) != value
    ]
    again = request.POST.copy()
    again["version"] = str(current.version)
    return {"theirs": theirs, "form": EditForm(again, at=form.at), "incident": current}


@require_safe
def evidence_file(request: HttpRequest, incident_id: UUID, evidence_id: UUID) -> FileResponse:
    """A file that is evidence, to be saved, never shown as a page of the node."""
    file = visible_file(viewer_of(request), incident_id, evidence_id)
    response = FileResponse(
        files.opened(file), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
