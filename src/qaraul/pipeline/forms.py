"""Forms of the queue: what people choose and write about a signal."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from qaraul.events.choices import Credibility, EventType
from qaraul.events.facts import LONGEST_ACTOR, MOST_ACTORS
from qaraul.events.groups import from_lines
from qaraul.lines import LineField, LinesField
from qaraul.members.models import Person
from qaraul.pipeline.choices import COUNTS, GIVEN_REASONS, DismissReason, EventStatus, Field, Sort
from qaraul.pipeline.filters import STATES, QueueFilter
from qaraul.pipeline.places import PlaceChoice
from qaraul.pipeline.queries.near import Near
from qaraul.pipeline.rows import HIGHEST
from qaraul.pipeline.services.writing import LONGEST_REASON
from qaraul.places.queries import area_choices

LANGUAGES = ("en", "ru", "kk", "ky", "uz", "tg", "tk", "prs", "ps")
SNOOZES: tuple[tuple[int, Any], ...] = (
    (1, _("one hour")),
    (4, _("four hours")),
    (12, _("twelve hours")),
    (24, _("a day")),
    (72, _("three days")),
    (168, _("a week")),
)


class NoteForm(forms.Form):
    """A remark that the history keeps."""

    note = LinesField(
        label=_("note"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
    )


class DismissForm(NoteForm):
    """Why a signal does not become an incident."""

    reason = forms.ChoiceField(
        label=_("reason"),
        choices=[(r.value, r.label) for r in DismissReason if r in GIVEN_REASONS],
        widget=forms.RadioSelect,
    )
    field_order = ("reason", "note")


class SnoozeForm(NoteForm):
    """For how long a signal is put aside."""

    hours = forms.TypedChoiceField(
        label=_("for"), choices=SNOOZES, coerce=int, initial=4, widget=forms.RadioSelect
    )
    field_order = ("hours", "note")

    @property
    def span(self) -> timedelta:
        """The time chosen."""
        return timedelta(hours=self.cleaned_data["hours"])


class HandOverForm(NoteForm):
    """To whom a signal goes."""

    person = forms.UUIDField(label=_("colleague"))
    field_order = ("person", "note")

    def __init__(self, *args: Any, people: Iterable[Person] = (), **kwargs: Any) -> None:
        """people: the colleagues who may be chosen; the service checks again."""
        super().__init__(*args, **kwargs)
        self.fields["person"].widget = forms.Select(
            choices=[(p.pk, p.display_name) for p in people]
        )


class MergeForm(forms.Form):
    """The signal that another one goes on in: one of those near to it, or any by its number."""

    near = LineField(label=_("near to it"), max_length=20, required=False)
    into = LineField(
        label=_("number of another signal"),
        help_text=_("Numbers stand in the queue under each title."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"placeholder": "S-", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, near: Iterable[Near] = (), **kwargs: Any) -> None:
        """near: the signals that may be chosen; the service checks again."""
        super().__init__(*args, **kwargs)
        choices = [(n.number, f"{n.number} · {n.title}") for n in near if n.can_merge]
        self.fields["near"].widget = forms.RadioSelect(choices=choices)
        if not choices:
            self.fields["near"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """What was written stands above what was chosen; one of them must be given."""
        given = super().clean() or {}
        number = (given.get("into") or given.get("near") or "").strip().upper()
        if not number and not self.errors:
            self.add_error("into", _("Choose a signal, or write its number."))
        return {**given, "into": number}


class VerifyForm(forms.Form):
    """How credible the item is, as far as it can be judged now."""

    credibility = forms.TypedChoiceField(
        label=_("credibility"),
        choices=[(c.value, format_lazy("{} · {}", c.value, c.label)) for c in Credibility],
        coerce=int,
        initial=Credibility.CANNOT_BE_JUDGED,
        required=False,
        widget=forms.Select({"form": "verify"}),  # it stands in the table, away from its form
        empty_value=None,
    )


class FilterForm(forms.Form):
    """What of the queue is shown; its state is the address."""

    state = forms.ChoiceField(label=_("state"), choices=list(STATES.items()), required=False)
    area = forms.ChoiceField(label=_("area"), required=False)
    type = forms.ChoiceField(label=_("type"), required=False)
    language = forms.ChoiceField(label=_("language"), required=False)
    sort = forms.ChoiceField(label=_("order"), choices=Sort.choices, required=False)

    def __init__(self, wanted: QueueFilter) -> None:
        """Show what is asked for now."""
        super().__init__(
            initial={n: getattr(wanted, n) for n in ("state", "area", "type", "language", "sort")}
        )
        choices: dict[str, list[tuple[str, Any]]] = {
            "area": list(area_choices()),
            "type": list(EventType.choices),
            "language": [(code, code) for code in LANGUAGES],
        }
        for name, options in choices.items():
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, choices=[("", _("any")), *options], required=False
            )


class ChangeForm(forms.Form):
    """What a field should have been read as, and in which documents."""

    value: forms.Field
    field_order = ("value", "document")
    document = forms.ChoiceField(label=_("where"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, shown_id: Any = None, documents: int = 1, **kwargs: Any) -> None:
        """shown_id: the document that the page shows; documents: how many the signal has."""
        super().__init__(*args, **kwargs)
        everywhere = ngettext_lazy("in its document", "in all %(n)s documents", documents)
        choices = [("", everywhere % {"n": documents} if documents > 1 else everywhere)]
        if documents > 1 and shown_id is not None:
            choices.append((str(shown_id), _("only in the document that is shown")))
        self.fields["document"] = forms.ChoiceField(
            label=_("where"),
            required=False,
            choices=choices,
            widget=forms.RadioSelect if len(choices) > 1 else forms.HiddenInput,
        )
        self.order_fields(self.field_order)


class TypeForm(ChangeForm):
    """Another type."""

    value = forms.ChoiceField(label=Field.EVENT_TYPE.label, choices=EventType.choices)


class StatusForm(ChangeForm):
    """Another status."""

    value = forms.ChoiceField(label=Field.STATUS.label, choices=EventStatus.choices)


class DayForm(ChangeForm):
    """Another day."""

    value = forms.DateField(
        label=Field.DATE.label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class PeopleForm(ChangeForm):
    """Another number of people, or none known."""

    value = forms.IntegerField(
        label=_("number of people"),
        min_value=0,
        max_value=HIGHEST,
        required=False,
        help_text=_("Zero means none; empty means not known."),
    )


class GroupsForm(ChangeForm):
    """The groups that took part, or none."""

    value = LinesField(
        label=Field.ACTORS.label,
        required=False,
        max_length=MOST_ACTORS * (LONGEST_ACTOR + 2),
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "One a line; empty means none. Take out who only made a statement, as in “police said”."
        ),
    )

    def clean_value(self) -> list[str]:
        """One group a line, by the names that records keep."""
        return from_lines(self.cleaned_data["value"])


class PlaceForm(ChangeForm):
    """One of the places that were found by name."""

    value = forms.ChoiceField(label=Field.PLACE.label, widget=forms.RadioSelect)

    def __init__(self, *args: Any, found: Iterable[PlaceChoice] = (), **kwargs: Any) -> None:
        """found: the places to choose from."""
        super().__init__(*args, **kwargs)
        choices = [(choice.key, choice.label) for choice in found]
        self.fields["value"] = forms.ChoiceField(
            label=Field.PLACE.label,
            choices=choices,
            initial=choices[0][0] if len(choices) == 1 else None,
            widget=forms.RadioSelect,
        )
        self.order_fields(self.field_order)


FORMS: dict[str, type[ChangeForm]] = {
    Field.EVENT_TYPE: TypeForm,
    Field.STATUS: StatusForm,
    Field.DATE: DayForm,
    Field.PLACE: PlaceForm,
    Field.ACTORS: GroupsForm,
    **dict.fromkeys(COUNTS, PeopleForm),
}
