"""The node's addresses and a few that always fail."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from qaraul.config import urls
from qaraul.config.urls import handler400, handler403, handler404, handler500
from qaraul.errors import BadInput, Conflict, TooLarge

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def refuse(request: HttpRequest, what: str) -> HttpResponse:  # noqa: ARG001  a view's signature
    refusals: dict[str, Exception] = {
        "bad": BadInput("The date lies in the future.", field="date"),
        "conflict": Conflict("It has moved on."),
        "large": TooLarge("At most 5 MB."),
        "bug": RuntimeError("secret of the machine"),
    }
    raise refusals[what]


@require_POST
def only_post(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  a view's signature
    return HttpResponse("done")


urlpatterns = [
    path("refuse/<what>", refuse),
    path("api/refuse/<what>", refuse),
    path("only-post", only_post),
    *urls.urlpatterns,
]
