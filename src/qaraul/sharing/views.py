"""Pages of release and recall. Each starts from what the viewer may see; the rest is not there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qaraul.members.choices import WORKING_ROLES, Role
from qaraul.members.permissions import role_required
from qaraul.members.viewers import Viewer, viewer_of
from qaraul.sharing import services
from qaraul.sharing.choices import TLP, Stage
from qaraul.sharing.forms import ReasonForm, ReleaseForm
from qaraul.sharing.kinds import kinds
from qaraul.sharing.models import Marked, RecallNotice, Release
from qaraul.sharing.queries import (
    AudienceCard,
    audience_of,
    explain,
    notices_of,
    open_notices,
    release_history,
    waiting_releases,
)


def _visible(viewer: Viewer, kind: str, record_id: UUID) -> Marked:
    if kind not in kinds:
        raise Http404
    model = kinds.get(kind).model
    record: Marked = get_object_or_404(model.objects.visible_to(viewer), pk=record_id)
    return record


def _own(viewer: Viewer, kind: str, record_id: UUID) -> Marked:
    record = _visible(viewer, kind, record_id)
    if not record.is_own(viewer):
        raise Http404
    return record


@role_required(*services.PROPOSERS)
@require_http_methods(["GET", "HEAD", "POST"])
def release_record(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Choose label and audience, see exactly who that is, then release or propose."""
    viewer = viewer_of(request)
    record = _own(viewer, kind, record_id)
    form = ReleaseForm(viewer, record, _choice(request, record))
    if not form.is_bound or not form.is_valid() or "change" in request.GET:
        page = {"record": record, "kind": kind, "form": form, "card": None}
        return render(request, "sharing/release.html", page)
    if request.method == "POST" and "confirm" not in request.POST:
        # Shown by an address of its own, so that "back" leads to a page and not to an error.
        request.session[_choice_key(record)] = request.POST.urlencode()
        return redirect(f"{request.path}?check")
    if request.method == "POST":
        return _released(request, viewer, record, form)
    page = {
        "record": record,
        "kind": kind,
        "form": form,
        "card": form.card,
        "needed": kinds.get(kind).persons_needed(form.cleaned_data["tlp"]),
        "may_release": viewer.has(Role.RELEASER),
        **_compared(record, form.card),
    }
    return render(request, "sharing/release.html", page)


def _choice_key(record: Marked) -> str:
    return f"release {record.pk}"


def _choice(request: HttpRequest, record: Marked) -> QueryDict | None:
    """What was chosen: in this request, or kept while the exact audience is looked at."""
    if request.method == "POST":
        return request.POST
    kept = request.session.get(_choice_key(record))
    is_asked = "check" in request.GET or "change" in request.GET
    return QueryDict(kept) if kept and is_asked else None


def _compared(record: Marked, card: AudienceCard) -> dict[str, Any]:
    """For a record that is out already: who gains sight of it, and who loses it."""
    if record.stage != Stage.RELEASED:
        return {}
    standing = audience_of(TLP(record.tlp), record.audience)
    return {"gained": card.beyond(standing), "lost": standing.beyond(card), "is_change": True}


def _released(
    request: HttpRequest, viewer: Viewer, record: Marked, form: ReleaseForm
) -> HttpResponse:
    """Release or propose what the page has shown: it sends the whole choice along."""
    given = form.cleaned_data
    release = services.propose_release(
        record,
        viewer=viewer,
        tlp=given["tlp"],
        audience=form.audience,
        caveats=given["caveats"],
        at=timezone.now(),
    )
    request.session.pop(_choice_key(record), None)
    said = _("Released.") if release.released_at else _("Proposed; another person must sign.")
    messages.success(request, said)
    return redirect(record.get_absolute_url())


@role_required(*services.PROPOSERS)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """The second person's page: what is proposed, who would see it; sign it or send it back."""
    viewer = viewer_of(request)
    release = get_object_or_404(Release, pk=release_id, origin=viewer.organisation_id)
    record = _own(viewer, release.kind, release.record_id)
    form = ReasonForm(request.POST if "decline" in request.POST else None)
    if "sign" in request.POST:
        services.sign_release(release, viewer=viewer, at=timezone.now())
        messages.success(request, _("Signed."))
        return redirect(record.get_absolute_url())
    if "decline" in request.POST and form.is_valid():
        reason = form.cleaned_data["reason"]
        services.decline_release(release, viewer=viewer, reason=reason, at=timezone.now())
        messages.success(request, _("Sent back to draft."))
        return redirect(record.get_absolute_url())
    has_signed = release.signatures.filter(person=viewer.person_id).exists()
    card = audience_of(TLP(release.tlp), release.audience)
    facts = kinds.get(release.kind).facts(record)
    page = {"record": record, "release": release, "card": card, "form": form, "facts": facts}
    return render(request, "sharing/sign.html", {**page, "has_signed": has_signed})


@role_required(Role.RELEASER)
@require_http_methods(["GET", "HEAD", "POST"])
def recall_record(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Take a record back from everyone, with a reason that they will read."""
    viewer = viewer_of(request)
    record = _own(viewer, kind, record_id)
    if record.stage != Stage.RELEASED:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        services.recall(record, viewer=viewer, reason=reason, at=timezone.now())
        messages.success(request, _("Recalled. Each organisation is asked to acknowledge."))
        return redirect(record.get_absolute_url())
    card = audience_of(TLP(record.tlp), record.audience)
    page = {"record": record, "kind": kind, "form": form, "card": card}
    return render(request, "sharing/recall.html", page)


@role_required()
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for this person: signatures to give and recalls to acknowledge."""
    viewer = viewer_of(request)
    page = {
        "releases": waiting_releases(viewer),
        "notices": open_notices(viewer),
        "settled": notices_of(viewer).filter(acknowledged_at__isnull=False)[:50],
    }
    return render(request, "sharing/waiting.html", page)


@role_required(*WORKING_ROLES)
@require_POST
def acknowledge(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Acknowledge a recall for one's organisation."""
    viewer = viewer_of(request)
    notice = get_object_or_404(RecallNotice, pk=notice_id, organisation=viewer.organisation_id)
    services.acknowledge_recall(notice, viewer=viewer, at=timezone.now())
    messages.success(request, _("Acknowledged."))
    return redirect("sharing:waiting")


@require_safe
def why(request: HttpRequest, kind: str, record_id: UUID) -> HttpResponse:
    """Why do I see this? For the origin also: who else does, and since when."""
    viewer = viewer_of(request)
    record = _visible(viewer, kind, record_id)
    page = {
        "record": record,
        "explanation": explain(viewer, record),
        "is_own": record.is_own(viewer),
    }
    if record.is_own(viewer):
        page["card"] = audience_of(TLP(record.tlp), record.audience)
        page["releases"] = release_history(record)
    return render(request, "sharing/why.html", page)
