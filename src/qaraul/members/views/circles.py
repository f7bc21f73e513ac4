"""Pages of administrators about the circles that their organisation is in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qaraul.members.forms import CircleForm
from qaraul.members.queries import known_circles
from qaraul.members.services import circles as services
from qaraul.members.viewers import viewer_of
from qaraul.members.views.gatekeeping import administrators_only


@administrators_only
@require_safe
def circle_list(request: HttpRequest) -> HttpResponse:
    """The circles of the viewer's organisation."""
    circles = known_circles(viewer_of(request)).prefetch_related("organisations")
    return render(request, "members/circles.html", {"circles": circles})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def circle_new(request: HttpRequest) -> HttpResponse:
    """Make a circle that the viewer's organisation keeps."""
    form = CircleForm(request.POST or None)
    form.fields["organisations"].required = False
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = services.add_circle(
            viewer_of(request),
            name=given["name"],
            purpose=given["purpose"],
            organisations=list(given["organisations"]),
        )
        messages.success(request, _("Made."))
        return redirect("members:circle", made.pk)
    return render(request, "members/circle_form.html", {"form": form})


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def circle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One circle; its keeper changes it, every member may leave."""
    viewer = viewer_of(request)
    found = get_object_or_404(known_circles(viewer), pk=pk)
    is_kept = services.keeps(viewer, found)
    form = CircleForm(
        request.POST or None, instance=get_object_or_404(known_circles(viewer), pk=pk)
    )
    if request.method == "POST" and is_kept and form.is_valid():
        given = form.cleaned_data
        services.change_circle(
            viewer,
            found,
            name=given["name"],
            purpose=given["purpose"],
            organisations=list(given["organisations"]),
        )
        messages.success(request, _("Changed."))
        return redirect("members:circle", pk)
    page = {"circle": found, "form": form, "is_kept": is_kept}
    return render(request, "members/circle.html", page)


@administrators_only
@require_POST
def circle_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the viewer's organisation out of a circle."""
    viewer = viewer_of(request)
    services.leave_circle(viewer, get_object_or_404(known_circles(viewer), pk=pk))
    messages.success(request, _("Your organisation has left the circle."))
    return redirect("members:circles")
