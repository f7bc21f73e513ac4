"""Forms of incidents: what people write, checked by the rules of `facts`."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.forms.models import fields_for_model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from qaraul.errors import BadInput
from qaraul.events.areas import area_tree
from qaraul.events.choices import HARMS, Credibility, EventType, PlacePrecision, Status, Supports
from qaraul.events.facts import FACTS, checked
from qaraul.events.files import ACCEPTED
from qaraul.events.filters import NO_AREA, TLP_NAMES, IncidentFilter
from qaraul.events.groups import as_lines, from_lines
from qaraul.events.models import Incident
from qaraul.events.words import MOST_CHARACTERS
from qaraul.lines import LineField, LinesField
from qaraul.members.models import Organisation
from qaraul.members.viewers import Viewer
from qaraul.places.choices import Level
from qaraul.places.models import Area

UUID_PATTERN = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
Choices = list[tuple[str, str]]
GROUPS = (
    (_("What"), ("title", "summary", "language", "event_type", "status", "credibility")),
    (_("When"), ("occurred_on", "occurred_until", "date_precision")),
    (_("Where"), ("place_name", "area", "place_precision", "lat", "lon")),
    (_("Who"), ("actors",)),
)
GRADED = [(c.value, format_lazy("{} {}", c.value, c.label)) for c in Credibility]
HARM_LABELS = {"killed": _("Killed"), "injured": _("Injured"), "displaced": _("Displaced")}


if TYPE_CHECKING:
    AreaField = forms.ModelChoiceField[Area]
else:
    AreaField = forms.ModelChoiceField


class AreaChoice(AreaField):
    """An area by its name and its state."""

    def label_from_instance(self, obj: Any) -> str:
        """State and name."""
        state = area_tree().by_code.get(obj.iso2)
        if obj.level == Level.STATE or state is None:
            return str(obj.name)
        return f"{state.name} · {obj.name}"


def _areas() -> Any:
    return Area.objects.current().light().order_by("iso2", "level", "name_en")


def _fact_fields() -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = dict(
        fields_for_model(Incident, fields=[n for n in FACTS if n not in {"area", "actors"}])
    )
    fields["event_type"] = forms.ChoiceField(
        label=_("Type"), choices=[("", _("choose")), *EventType.choices]
    )
    fields["summary"].widget = forms.Textarea({"rows": 6})
    languages = [("", _("not said")), *settings.LANGUAGES]
    fields["language"] = forms.ChoiceField(
        label=_("Language of the text"), choices=languages, required=False
    )
    for name in ("occurred_on", "occurred_until"):
        fields[name].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    for name, end in (("lat", 90), ("lon", 180)):
        label = fields[name].label
        fields[name] = forms.FloatField(label=label, required=False, min_value=-end, max_value=end)
        fields[name].widget.attrs["step"] = "any"
    fields["area"] = AreaChoice(
        _areas(),
        label=_("Area"),
        required=False,
        empty_label=_("not known"),
        help_text=_("Empty: found from the coordinates, where there are any."),
    )
    fields["actors"] = forms.CharField(
        label=_("Groups involved"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One a line. Groups and institutions only: persons are never recorded."),
    )
    return {name: fields[name] for name in FACTS}


class FactsForm(forms.Form):
    """The facts of an incident."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields.update(_fact_fields())

    def groups(self) -> Iterable[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page parts them."""
        return [(legend, [self[name] for name in names]) for legend, names in GROUPS]

    def harms(self) -> Iterable[tuple[Any, list[forms.BoundField]]]:
        """Each harm with its least, best and greatest count."""
        return [
            (HARM_LABELS[harm], [self[f"{harm}_{end}"] for end in ("low", "best", "high")])
            for harm in HARMS
        ]

    def clean_actors(self) -> list[str]:
        """One group a line."""
        return from_lines(self.cleaned_data["actors"])

    def clean_event_type(self) -> str:
        """The type's code."""
        return str(self.cleaned_data["event_type"])

    def clean(self) -> dict[str, Any]:
        """The rules that join several facts."""
        given = super().clean() or {}
        facts = {name: given[name] for name in FACTS if name in given}
        if self.errors:
            return given
        if facts["lat"] is not None and facts["place_precision"] == PlacePrecision.UNKNOWN:
            # Who writes a point knows it; who does not says how far off it may be.
            facts["place_precision"] = PlacePrecision.POINT
        try:
            return given | checked(facts, today=self.at.date())
        except BadInput as refused:
            self.add_error(refused.field if refused.field in self.fields else None, refused.message)
            return given

    def facts(self) -> dict[str, Any]:
        """The cleaned facts."""
        return {name: self.cleaned_data[name] for name in FACTS}


def initial_facts(incident: Incident) -> dict[str, Any]:
    """The facts as a form begins with them."""
    facts = {name: getattr(incident, name) for name in FACTS}
    return {**facts, "area": incident.area_id, "actors": as_lines(incident.actors)}


class EditForm(FactsForm):
    """Change facts: with the version they were read at, and a reason for the history."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    reason = LineField(label=_("Reason, for the history"), max_length=500, required=False)


class EvidenceForm(forms.Form):
    """Documents, a file or a note."""

    documents = forms.MultipleChoiceField(
        label=_("Documents"), required=False, widget=forms.CheckboxSelectMultiple
    )
    addresses = forms.CharField(
        label=_("Addresses of other documents"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("As they stand in the browser, one a line."),
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        widget=forms.FileInput({"accept": ACCEPTED}),
        help_text=_("Up to 10 MB. Pictures lose what they tell of place, camera and owner."),
    )
    words = LineField(label=_("Words it rests on"), max_length=500, required=False)
    note = LinesField(
        label=_("Note"), max_length=4_000, required=False, widget=forms.Textarea({"rows": 3})
    )
    supports = forms.MultipleChoiceField(
        label=_("Speaks for"),
        required=False,
        choices=Supports.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    credibility = forms.TypedChoiceField(
        label=_("Credibility of this item"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("not graded")), *GRADED],
    )
    is_shared = forms.BooleanField(
        label=_("Show to everyone who sees the incident"),
        required=False,
        help_text=_("A note or a file stays with your organisation unless you say so."),
    )

    def __init__(self, *args: Any, offered: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = offered  # type: ignore[attr-defined]  # a choice field

    def chosen_documents(self) -> list[UUID]:
        """The documents that were ticked or named by address."""
        named = UUID_PATTERN.findall(self.cleaned_data["addresses"])
        return [UUID(pk) for pk in dict.fromkeys([*self.cleaned_data["documents"], *named])]


class MergeForm(forms.Form):
    """Which incidents are the same as this one."""

    others = forms.MultipleChoiceField(
        label=_("The same as this one"), widget=forms.CheckboxSelectMultiple
    )
    reason = LineField(label=_("Reason, for the history"), max_length=500, required=False)

    def __init__(self, *args: Any, offered: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["others"].choices = offered  # type: ignore[attr-defined]  # a choice field


class SplitForm(forms.Form):
    """Which evidence belongs to another incident, and what that one is called."""

    evidence = forms.MultipleChoiceField(
        label=_("Evidence of the other incident"), widget=forms.CheckboxSelectMultiple
    )
    title = LineField(label=_("Title of the other incident"), max_length=200)
    reason = LineField(label=_("Reason, for the history"), max_length=500, required=False)

    def __init__(self, *args: Any, offered: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = offered  # type: ignore[attr-defined]  # a choice field


class FilterForm(forms.Form):
    """The filter as fields; `IncidentFilter` reads what it sends."""

    q = LineField(label=_("words"), max_length=MOST_CHARACTERS)
    type = forms.MultipleChoiceField(
        label=_("type"), choices=EventType.choices, widget=forms.CheckboxSelectMultiple
    )
    area = forms.MultipleChoiceField(label=_("area"), widget=forms.SelectMultiple({"size": 8}))
    cred = forms.MultipleChoiceField(
        label=_("credibility"),
        choices=GRADED,
        widget=forms.CheckboxSelectMultiple,
    )
    status = forms.MultipleChoiceField(
        label=_("state"), choices=Status.choices, widget=forms.CheckboxSelectMultiple
    )
    tlp = forms.MultipleChoiceField(
        label=_("marking"),
        choices=[(name, tlp.label) for name, tlp in TLP_NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    origin = forms.MultipleChoiceField(
        label=_("origin, as shown"), widget=forms.SelectMultiple({"size": 5})
    )
    casualties = forms.BooleanField(label=_("people were killed or injured"))

    def __init__(self, wanted: IncidentFilter, viewer: Viewer) -> None:
        super().__init__(initial=_shown(wanted), auto_id="f-%s", use_required_attribute=False)
        for name, label, day in (("from", _("from"), wanted.since), ("to", _("to"), wanted.until)):
            widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            self.fields[name] = forms.DateField(label=label, initial=day, widget=widget)
        self.fields["casualties"].widget.attrs["value"] = "yes"
        self.fields["area"].choices = _area_choices()  # type: ignore[attr-defined]  # a choice field
        if viewer.is_member:
            known = Organisation.objects.filter(is_active=True)
            self.fields["origin"].choices = [(o.code, str(o)) for o in known]  # type: ignore[attr-defined]
        else:
            del self.fields["origin"]
        self.order_fields(["q", "from", "to", "type", "cred", "status", "tlp", "area", "origin"])


def _shown(wanted: IncidentFilter) -> dict[str, Any]:
    names = {tlp.value: name for name, tlp in TLP_NAMES.items()}
    return {
        "q": wanted.q,
        "type": wanted.types,
        "area": wanted.areas,
        "cred": wanted.credibilities,
        "status": wanted.statuses,
        "tlp": [names[tlp] for tlp in wanted.tlps],
        "origin": wanted.origins,
        "casualties": wanted.has_casualties,
    }


def _area_choices() -> list[Any]:
    """States, each with its units; and "no area"."""
    shown = [a for a in area_tree().by_id.values() if a.level <= Level.UNIT and not a.valid_to]
    states = {a.iso2: a for a in shown if a.level == Level.STATE}
    groups: list[Any] = [
        (state.name, [(a.code, a.name) for a in sorted(shown, key=_by_name) if a.iso2 == iso2])
        for iso2, state in states.items()
    ]
    return [(NO_AREA, _("no area known")), *sorted(groups)]


def _by_name(area: Area) -> tuple[int, str]:
    """States before their units."""
    return area.level, area.name
