"""The journal as pages and as a file, for administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qaraul.exchange.forms import JournalForm
from qaraul.exchange.journal_health import verify_and_note
from qaraul.exchange.journal_records import records_of
from qaraul.exchange.journal_rows import entry_row
from qaraul.exchange.journal_window import open_entries
from qaraul.journal.exports import lines
from qaraul.journal.queries import page_of
from qaraul.members.choices import Role
from qaraul.members.permissions import role_required
from qaraul.members.queries import is_operator
from qaraul.members.viewers import viewer_of
from qaraul.members.views.gatekeeping import operator_only

READ_AT_ONCE = 2_000


@role_required(Role.ADMINISTRATOR)
@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    """The entries one may read, the newest first, by act, kind, record, person and date."""
    viewer = viewer_of(request)
    form = JournalForm(request.GET)
    form.is_valid()  # parts that are wrong are said beside their field and leave the list as it is
    entries = form.entry_filter().apply(open_entries(viewer))
    shown = page_of(entries, before=form.cleaned_data.get("before"))
    records = records_of(shown.entries, viewer)
    page = {
        "form": form,
        "rows": [entry_row(entry, records) for entry in shown.entries],
        "older_than": shown.older_than,
        "query": _without_place(request),
        "is_operator": is_operator(viewer),
    }
    return render(request, "exchange/journal.html", page)


@role_required(Role.ADMINISTRATOR)
@require_safe
def entry_export(request: HttpRequest) -> StreamingHttpResponse:
    """The same entries as a file, one JSON object a line, the oldest first."""
    form = JournalForm(request.GET)
    form.is_valid()
    entries = form.entry_filter().apply(open_entries(viewer_of(request))).order_by("sequence")
    rows = lines(entries.iterator(chunk_size=READ_AT_ONCE))
    response = StreamingHttpResponse(rows, content_type="application/x-ndjson")
    name = f"journal-{timezone.now():%Y-%m-%d}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@operator_only
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Check the whole chain now; the result stays in the journal and on the page."""
    verdict = verify_and_note(viewer_of(request).actor)
    if verdict.is_whole:
        messages.success(request, _("The journal is whole: %(n)s rows.") % {"n": verdict.checked})
    else:
        messages.error(request, _("The journal is broken at row %(n)s.") % {"n": verdict.broken_at})
    return redirect("members:administration")


def _without_place(request: HttpRequest) -> str:
    query = request.GET.copy()
    query.pop("before", None)
    return query.urlencode()
