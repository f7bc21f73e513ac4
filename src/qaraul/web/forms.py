"""What a reader can choose."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qaraul.web.choices import Theme


class PreferencesForm(forms.Form):
    """Language, theme and single keys; what is not sent stays as it is."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices, required=False)
    keys = forms.ChoiceField(
        label=_("Single-key shortcuts"),
        choices=[("on", _("on")), ("off", _("off"))],
        required=False,
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2_000)
