"""What every page's template may ask of the node; nothing is looked up before it is asked for."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from qaraul import __version__
from qaraul.members.viewers import viewer_of
from qaraul.web import rooms
from qaraul.web.preferences import Preferences
from qaraul.web.queries.review import needs_review

EXERCISE_WORDS = {
    "en": "EXERCISE",
    "ru": "УЧЕНИЕ",
    "kk": "ОҚУ-ЖАТТЫҒУ",
    "fa": "تمرین",
    "ky": "МАШЫГУУ",
    "uz": "O‘QUV MASHG‘ULOTI",
    "tg": "ТАМРИН",
    "tk": "OKUW TÜRGENLEŞIGI",
    "ps": "تمرین",
}
BAND = ("en", "ru", "kk", "fa")


def page(request: HttpRequest) -> dict[str, Any]:
    """The node, the viewer and the reader's preferences."""
    viewer = viewer_of(request)
    match = request.resolver_match
    here = match.view_name if match else ""
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    return {
        "node_name": settings.NODE_NAME,
        "version": __version__,
        "exercise": settings.EXERCISE,
        "exercise_word": EXERCISE_WORDS.get(language, EXERCISE_WORDS["en"]),
        "exercise_words": [(c, EXERCISE_WORDS[c]) for c in BAND if c != language][:3],
        "exercise_all_words": [(c, w) for c, w in EXERCISE_WORDS.items() if c != language],
        "languages": [(code, name) for code, name in settings.LANGUAGES if code != language],
        "viewer": viewer,
        "preferences": Preferences.of(request),
        "rooms": lambda: rooms.ways(viewer, here),
        "needs_review": lambda: needs_review(viewer),
        "queue_address": rooms.address_of("pipeline:queue"),
        "now": datetime.now(UTC),
    }
