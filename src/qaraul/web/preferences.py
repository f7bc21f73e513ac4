"""What a reader chose for this browser: theme, language before sign-in, single keys."""

from dataclasses import dataclass
from typing import Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse

THEME_COOKIE, KEYS_COOKIE = "qaraul_theme", "qaraul_keys"
THEMES = frozenset({"light", "dark"})
YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """Theme ("" follows the system) and whether single keys work."""

    theme: str = ""
    has_keys: bool = True

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """Read from the cookies; anything unknown counts as not chosen."""
        theme = request.COOKIES.get(THEME_COOKIE, "")
        return cls(theme if theme in THEMES else "", request.COOKIES.get(KEYS_COOKIE) != "off")


def keep(response: HttpResponse, name: str, value: str) -> None:
    """Set a preference's cookie for a year, or take it away."""
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    response.set_cookie(
        name, value, max_age=YEAR_S, secure=settings.HTTPS, samesite="Lax", httponly=False
    )
