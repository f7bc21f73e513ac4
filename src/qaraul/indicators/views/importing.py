"""The page on which a file of values is judged and taken in."""

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from qaraul.errors import QaraulError
from qaraul.indicators.forms import ImportForm, told
from qaraul.indicators.imports import import_observations
from qaraul.indicators.imports.reading import ImportReport
from qaraul.indicators.imports.tables import COLUMNS
from qaraul.indicators.services.writing import WRITERS
from qaraul.members.permissions import role_required
from qaraul.members.viewers import Viewer, viewer_of

MOST_REFUSED = 200


@role_required(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """Choose a file; see what of it was kept, and why the rest was not."""
    form, report = ImportForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            report = _report(form, viewer_of(request))
        except QaraulError as error:
            told(form, error)
    context = {
        "form": form,
        "report": report,
        "refused": report.refused[:MOST_REFUSED] if report else [],
        "more": max(0, len(report.refused) - MOST_REFUSED) if report else 0,
        "columns": COLUMNS,
    }
    return render(request, "indicators/import.html", context)


def _report(form: ImportForm, viewer: Viewer) -> ImportReport:
    """The importers read files from the disk, so the upload is laid there while it is read."""
    given: UploadedFile[bytes] = form.cleaned_data["file"]
    now = timezone.now()
    with tempfile.TemporaryDirectory(prefix="qaraul-values-") as folder:
        file = Path(folder) / Path(given.name or "values").name
        with file.open("wb") as kept:
            kept.writelines(given.chunks())
        return import_observations(
            file,
            viewer=viewer,
            at=now,
            standing=form.standing(now),
            is_dry_run=form.cleaned_data["is_trial"],
        )
