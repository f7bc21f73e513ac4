"""Words about what was read. `{% load reading %}`."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()
LANGUAGES = {
    "en": _("English"),
    "ru": _("Russian"),
    "kk": _("Kazakh"),
    "ky": _("Kyrgyz"),
    "uz": _("Uzbek"),
    "tg": _("Tajik"),
    "tk": _("Turkmen"),
    "prs": _("Dari"),
    "ps": _("Pashto"),
}
VARIETIES = {"uz_cyr": _("Uzbek, Cyrillic"), "uz_Cyrl": _("Uzbek, Cyrillic"), "fa": _("Dari")}


@register.filter
def language_word(code: str | None) -> str:
    """{{ "ky"|language_word }}: a language's name in the reader's language, or the code."""
    known = VARIETIES.get(code or "") or LANGUAGES.get((code or "").partition("_")[0])
    return str(known) if known else (code or "")
