"""What a reader of the journal, or a follower of a list, fills in."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qaraul.exchange.journal_words import ACTS, KINDS, SIGNAL_ACTS
from qaraul.journal.queries import EntryFilter
from qaraul.lines import LineField


class JournalForm(forms.Form):
    """Filters of the journal; all may stay empty."""

    # Free text with a list to choose from: codes of later versions can be asked for by address.
    act = forms.CharField(
        label=_("Act"),
        max_length=60,
        required=False,
        widget=forms.Select(choices=[("", _("all")), *ACTS.items(), *SIGNAL_ACTS.items()]),
    )
    kind = forms.CharField(
        label=_("Kind of record"),
        max_length=40,
        required=False,
        widget=forms.Select(choices=[("", _("all")), *KINDS.items()]),
    )
    record = forms.UUIDField(label=_("Record"), required=False)
    actor = forms.CharField(label=_("Who"), max_length=120, required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    before = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def entry_filter(self) -> EntryFilter:
        """The filter; parts that could not be understood count as empty."""
        given = self.cleaned_data
        return EntryFilter(
            act=given.get("act", ""),
            kind=given.get("kind", ""),
            record_id=given.get("record"),
            actor=given.get("actor", ""),
            since=given.get("since"),
            until=given.get("until"),
        )


class FollowForm(forms.Form):
    """How a feed is called, and how long it lasts."""

    name = LineField(label=_("Name"), max_length=80)
    days = forms.IntegerField(
        label=_("Days until it ends"), min_value=1, max_value=365, initial=180
    )

    def wanted(self) -> dict[str, Any]:
        """What the service is asked for."""
        days = self.cleaned_data["days"]
        return {"name": self.cleaned_data["name"], "lasts": timedelta(days=days)}
