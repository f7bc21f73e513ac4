"""What is done to an incident: evidence, merging, splitting, taking back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qaraul.errors import QaraulError
from qaraul.events import services
from qaraul.events.facts import COPIED_BY_SPLIT
from qaraul.events.forms import EvidenceForm, MergeForm, SplitForm
from qaraul.events.offers import documents_like, incident_label, same_incidents, splittable
from qaraul.events.pages import find_incident, visible_evidence
from qaraul.events.services import Grounds
from qaraul.events.views.records import offer_undo, own_incident
from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.permissions import role_required
from qaraul.members.viewers import viewer_of


def _refuse(form: EvidenceForm | MergeForm | SplitForm, refused: QaraulError) -> None:
    form.add_error(refused.field if refused.field in form.fields else None, refused.message)


@role_required(*TRIAGE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Choose documents, bring a file, write a note."""
    viewer = viewer_of(request)
    incident = own_incident(viewer, incident_id)
    search = request.GET.get("q", "")[:200]
    offered = documents_like(viewer, incident, search, request.POST.getlist("documents"))
    form = EvidenceForm(request.POST or None, request.FILES or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            return _evidence_added(request, incident_id, form)
        except QaraulError as refused:
            _refuse(form, refused)
    page = {"incident": incident, "form": form, "search": search}
    return render(request, "events/evidence.html", page)


def _evidence_added(request: HttpRequest, incident_id: UUID, form: EvidenceForm) -> HttpResponse:
    given = form.cleaned_data
    grounds = Grounds(
        words=given["words"],
        note=given["note"],
        supports=given["supports"],
        credibility=given["credibility"],
        is_shared=given["is_shared"],
    )
    change = services.add_evidence(
        incident_id,
        viewer=viewer_of(request),
        at=timezone.now(),
        documents=form.chosen_documents(),
        file=given["file"],
        grounds=grounds,
    )
    if change is None:
        messages.info(request, _("That is evidence of this incident already."))
    else:
        offer_undo(request, change, _("Evidence added."))
    return redirect("events:detail", incident_id)


@role_required(*TRIAGE_ROLES)
@require_POST
def remove(request: HttpRequest, incident_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Take a piece of evidence out."""
    change = services.remove_evidence(
        incident_id, evidence_id, viewer=viewer_of(request), at=timezone.now()
    )
    offer_undo(request, change, _("Evidence taken out."))
    return redirect("events:detail", incident_id)


@role_required(*TRIAGE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Choose which other incidents are the same."""
    viewer = viewer_of(request)
    incident = own_incident(viewer, incident_id)
    search = request.GET.get("q", "")[:200]
    candidates = same_incidents(viewer, incident, search, request.POST.getlist("others"))
    offered = [(str(row.pk), incident_label(row)) for row in candidates]
    form = MergeForm(request.POST or None, offered=offered)
    if request.method == "POST" and form.is_valid():
        try:
            change = services.merge_incidents(
                incident_id,
                [UUID(pk) for pk in form.cleaned_data["others"]],
                viewer=viewer,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except QaraulError as refused:
            _refuse(form, refused)
        else:
            offer_undo(request, change, _("Merged into this one."))
            return redirect(incident)
    page = {"incident": incident, "form": form, "search": search, "candidates": candidates}
    return render(request, "events/merge.html", page)


@role_required(*TRIAGE_ROLES)
@require_POST
def take_out(request: HttpRequest, incident_id: UUID, merged_id: UUID) -> HttpResponse:
    """Let a merged incident stand for itself again."""
    change = services.take_out(incident_id, merged_id, viewer=viewer_of(request), at=timezone.now())
    offer_undo(request, change, _("Taken out again."))
    return redirect("events:detail", incident_id)


@role_required(*TRIAGE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Make another incident of some of the evidence."""
    viewer, now = viewer_of(request), timezone.now()
    incident = own_incident(viewer, incident_id)
    rows = [row for row in visible_evidence(viewer, [incident]) if row.incident_id == incident.pk]
    form = SplitForm(request.POST or None, offered=splittable(rows))
    if request.method == "POST" and form.is_valid():
        facts = {name: getattr(incident, name) for name in COPIED_BY_SPLIT}
        part = services.split_incident(
            incident_id,
            viewer=viewer,
            at=now,
            evidence=[UUID(pk) for pk in form.cleaned_data["evidence"]],
            reason=form.cleaned_data["reason"],
            **facts | {"title": form.cleaned_data["title"]},
        )
        offer_undo(request, part.changes.get(), _("Made of the chosen evidence. Check its facts."))
        return redirect("events:edit", part.pk)
    return render(request, "events/split.html", {"incident": incident, "form": form, "rows": rows})


@role_required(*TRIAGE_ROLES)
@require_POST
def undo_change(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take an act back while its ten seconds last."""
    viewer = viewer_of(request)
    rows = services.undo(batch, viewer=viewer, at=timezone.now())
    messages.success(request, _("Taken back: everything stands as before."))
    listed = [row for row in rows if row.is_listed]
    return redirect(find_incident(viewer, listed[0].pk)) if listed else redirect("events:list")
