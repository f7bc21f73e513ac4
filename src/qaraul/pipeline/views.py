"""Pages of the queue: list beside detail, and one address for each act."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qaraul.errors import BadInput, Conflict
from qaraul.events.choices import Credibility
from qaraul.events.groups import as_lines
from qaraul.members.choices import TRIAGE_ROLES
from qaraul.members.permissions import role_required
from qaraul.members.viewers import Viewer, viewer_of
from qaraul.pipeline import forms, places, services
from qaraul.pipeline.chips import chips_of
from qaraul.pipeline.choices import Field, Sort
from qaraul.pipeline.filters import QueueFilter
from qaraul.pipeline.models import Signal, SignalAct
from qaraul.pipeline.queries import SignalPage, colleagues, history, queue, signal_page
from qaraul.pipeline.queries.later import with_later_documents

ANSWERS = (BadInput, Conflict)  # the page says what was wrong and stays where it is


def _now() -> datetime:
    return datetime.now(UTC)


def _visible(request: HttpRequest, pk: UUID) -> Signal:
    """The signal, when this viewer may know of it."""
    rows = Signal.objects.visible_to(viewer_of(request))
    return get_object_or_404(rows.select_related("story", "area", "held_by", "origin"), pk=pk)


def _query(request: HttpRequest) -> QueryDict:
    """The state of the list, which acts carry along in a hidden field."""
    return QueryDict(request.POST.get("list", "")) if request.method == "POST" else request.GET


def _list(request: HttpRequest, wanted: QueueFilter) -> dict[str, Any]:
    """The list beside a signal, with its filter."""
    viewer, at = viewer_of(request), _now()
    context: dict[str, Any] = {
        "queue": queue(viewer, wanted, at),
        "wanted": wanted,
        "query": wanted.as_query(page=wanted.page),
        "chips": chips_of(wanted),
        "filter_form": forms.FilterForm(wanted),
        "by_newest": wanted.as_query(sort=Sort.NEWEST.value),
        "newer": wanted.as_query(page=wanted.page - 1) if wanted.page > 1 else None,
    }
    shown: Any = context["queue"]
    if wanted.page < shown.pages:
        context["older"] = wanted.as_query(page=wanted.page + 1)
    return context


def _forms(page: SignalPage, viewer: Viewer) -> dict[str, Any]:
    """The forms of the acts, for a viewer who may act now."""
    if not (page.may_act and page.is_waiting):
        return {}
    return {
        "dismiss_form": forms.DismissForm(auto_id="dismiss_%s"),
        "snooze_form": forms.SnoozeForm(auto_id="snooze_%s"),
        "escalate_form": forms.NoteForm(auto_id="escalate_%s"),
        "merge_form": forms.MergeForm(auto_id="merge_%s", near=page.near),
        "verify_form": forms.VerifyForm(auto_id="verify_%s"),
        "hand_form": forms.HandOverForm(auto_id="hand_%s", people=colleagues(viewer)),
    }


@role_required(*TRIAGE_ROLES)
@require_safe
def queue_page(request: HttpRequest) -> HttpResponse:
    """The queue, with its first signal beside it."""
    viewer, at = viewer_of(request), _now()
    wanted = QueueFilter.from_query(request.GET)
    context = _list(request, wanted) | {"grown": with_later_documents(viewer)}
    if context["queue"].rows:
        first = _visible(request, context["queue"].rows[0]["id"])
        page = signal_page(viewer, first, at=at)
        context |= {"page": page, "is_first": True, **_forms(page, viewer)}
    return render(request, "pipeline/queue.html", context)


@role_required(*TRIAGE_ROLES)
@require_safe
def signal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One signal, with the queue beside it."""
    found, viewer = _visible(request, pk), viewer_of(request)
    page = signal_page(viewer, found, at=_now(), document_id=_uuid(request.GET.get("document")))
    context = _list(request, QueueFilter.from_query(request.GET))
    context |= {"page": page, "acts": history(found), **_forms(page, viewer)}
    return render(request, "pipeline/signal.html", context)


Service = Callable[[HttpRequest, Signal, Viewer], HttpResponse]


def _act(view: Service) -> Callable[..., HttpResponseBase]:
    """An act on a signal that the viewer may see; what cannot be done is said on its page."""

    @role_required(*TRIAGE_ROLES)
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, pk: UUID) -> HttpResponse:
        found = _visible(request, pk)
        try:
            return view(request, found, viewer_of(request))
        except ANSWERS as refusal:
            messages.warning(request, refusal.message)
            return _to_signal(request, found)

    return guarded


def _to_signal(request: HttpRequest, found: Signal) -> HttpResponseRedirect:
    query = QueueFilter.from_query(_query(request)).as_query()
    address = found.get_absolute_url()
    return redirect(f"{address}?{query}" if query else address)


def _to_queue(request: HttpRequest, line: SignalAct, said: str) -> HttpResponseRedirect:
    """Back to the list, with ten seconds to take the act back."""
    tags = f"undo {reverse('pipeline:undo', args=[line.pk])}" if line.undo_until else ""
    messages.info(request, said, extra_tags=tags)
    query = QueueFilter.from_query(_query(request)).as_query()
    address = reverse("pipeline:queue")
    return redirect(f"{address}?{query}" if query else address)


def _clean(form: django_forms.Form) -> dict[str, Any]:
    """What was written; `BadInput` with the first error otherwise."""
    if form.is_valid():
        return form.cleaned_data
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    raise BadInput(f"{label}: {errors[0]}" if label else str(errors[0]), field=name)


@_act
def claim(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Hold a signal for ten minutes."""
    services.claim_signal(found.pk, viewer=viewer, at=_now())
    return _to_signal(request, found)


@_act
def give_back(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Let a signal go."""
    services.let_go(found.pk, viewer=viewer, at=_now())
    return _to_signal(request, found)


@_act
def hand(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Give a signal to a colleague."""
    given = _clean(forms.HandOverForm(request.POST, people=colleagues(viewer)))
    line = services.hand_over(
        found.pk, given["person"], viewer=viewer, at=_now(), note=given["note"]
    )
    return _to_queue(request, line, _("%(number)s is handed over.") % {"number": found.number})


@_act
def dismiss(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Reject a signal, with the reason."""
    given = _clean(forms.DismissForm(request.POST))
    line = services.dismiss_signal(found.pk, viewer=viewer, at=_now(), **given)
    return _to_queue(request, line, _("%(number)s is rejected.") % {"number": found.number})


@_act
def reopen(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Put a closed signal back into the queue."""
    services.reopen_signal(found.pk, viewer=viewer, at=_now())
    return _to_signal(request, found)


@_act
def snooze(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Put a signal aside for some hours."""
    form = forms.SnoozeForm(request.POST)
    given, at = _clean(form), _now()
    line = services.snooze_signal(
        found.pk, viewer=viewer, at=at, until=at + form.span, note=given["note"]
    )
    return _to_queue(request, line, _("%(number)s is snoozed.") % {"number": found.number})


@_act
def escalate(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Ask the duty reviewer."""
    given = _clean(forms.NoteForm(request.POST))
    line = services.escalate_signal(found.pk, viewer=viewer, at=_now(), **given)
    return _to_queue(request, line, _("%(number)s is escalated.") % {"number": found.number})


@_act
def merge(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Let a signal go on as part of another one."""
    number = _clean(forms.MergeForm(request.POST))["into"]
    into = Signal.objects.visible_to(viewer).filter(number=number).first()
    if into is None:
        raise BadInput(_("You see no signal %(number)s.") % {"number": number}, field="into")
    line = services.merge_signals(found.pk, into.pk, viewer=viewer, at=_now())
    words = {"number": found.number, "into": into.number}
    return _to_queue(request, line, _("%(number)s is merged into %(into)s.") % words)


@_act
def split(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Take a document out of its story."""
    document_id = _uuid(request.POST.get("document"))
    if document_id is None:
        raise BadInput(_("Choose a document."), field="document")
    services.split_document(found.pk, document_id, viewer=viewer, at=_now())
    messages.info(request, _("The document has a story of its own now."))
    return _to_signal(request, found)


@_act
def verify(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Make a draft incident of a signal."""
    given = _clean(forms.VerifyForm(request.POST))
    credibility = given["credibility"] or Credibility.CANNOT_BE_JUDGED
    incident = services.verify_signal(found.pk, viewer=viewer, at=_now(), credibility=credibility)
    messages.info(request, _("A draft incident was made; nobody else sees it before its release."))
    return redirect(incident.get_absolute_url())


@_act
def add_later(request: HttpRequest, found: Signal, viewer: Viewer) -> HttpResponse:
    """Add the documents that came later to the incident that was made of a signal."""
    ids = [pk for text in request.POST.getlist("document") if (pk := _uuid(text))]
    if not ids:
        raise BadInput(_("Choose a document."), field="document")
    count = services.add_later_documents(found.pk, ids, viewer=viewer, at=_now())
    said = ngettext("%(n)s document was added.", "%(n)s documents were added.", count)
    messages.info(request, said % {"n": count})
    return _to_signal(request, found)


@role_required(*TRIAGE_ROLES)
@require_POST
def undo_act(request: HttpRequest, act_id: UUID) -> HttpResponse:
    """Take the last act back."""
    try:
        found = services.undo(act_id, viewer=viewer_of(request), at=_now())
    except Conflict as refusal:
        messages.warning(request, refusal.message)
        return redirect("pipeline:queue")
    said = _("Taken back: %(number)s stands as before.") % {"number": found.number}
    messages.success(request, said)
    return redirect(found.get_absolute_url())


@role_required(*TRIAGE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: UUID, field: str) -> HttpResponse:
    """Say what a field should have been read as."""
    if field not in forms.FORMS:
        raise Http404
    found = _visible(request, pk)
    viewer = viewer_of(request)
    page = signal_page(viewer, found, at=_now(), document_id=_uuid(request.GET.get("document")))
    named = str(request.GET.get("q") or "")[:100]
    form = _change_form(request, field, page, named)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_reading(
                found.pk,
                field,
                _value(field, form),
                viewer=viewer,
                at=_now(),
                document_id=_uuid(form.cleaned_data["document"]),
            )
        except ANSWERS as refusal:
            form.add_error("value" if isinstance(refusal, BadInput) else None, refusal.message)
        else:
            return _to_signal(request, found)
    context = {
        "page": page,
        "form": form,
        "field": Field(field),
        "named": named,
        "query": QueueFilter.from_query(_query(request)).as_query(),
        "claim": next((row for row in page.claims if row.field == field), None),
    }
    return render(request, "pipeline/change.html", context, status=400 if form.errors else 200)


def _change_form(
    request: HttpRequest, field: str, page: SignalPage, named: str
) -> forms.ChangeForm:
    data = request.POST if request.method == "POST" else None
    about: dict[str, Any] = {
        "shown_id": page.shown.pk if page.shown else None,
        "documents": len(page.documents),
    }
    if field == Field.PLACE:
        return forms.PlaceForm(data, found=places.found_by_name(named) if named else (), **about)
    value = page.account.value(field) if page.account else None
    if field == Field.DATE and page.account:
        value = page.account.day
    if field == Field.ACTORS and page.account:
        value = as_lines(page.account.actors)
    return forms.FORMS[field](data, initial={"value": value}, **about)


def _value(field: str, form: forms.ChangeForm) -> Any:
    value = form.cleaned_data["value"]
    return places.chosen(value) if field == Field.PLACE else value


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
