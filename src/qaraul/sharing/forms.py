"""The release form: a label, an audience, caveats; and the reason of a recall."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qaraul.lines import LineField, LinesField
from qaraul.members.models import Circle, Organisation, Person
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import MEANINGS, TLP, EntryKind, Stage
from qaraul.sharing.models import Audience, Marked
from qaraul.sharing.queries import AudienceCard, audience_of
from qaraul.sharing.reach import entries_of


class ReleaseForm(forms.Form):
    """Whom a record is meant for; an entry that the label shuts out is an error, not a surprise."""

    tlp = forms.TypedChoiceField(
        label=gettext_lazy("Label"),
        choices=TLP.choices,
        coerce=lambda value: TLP(int(value)),
        widget=forms.RadioSelect,
        initial=TLP.AMBER,
    )
    organisations = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Organisations"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    circles = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Circles"),
        queryset=Circle.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    persons = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Persons by name"),
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    network = forms.BooleanField(label=gettext_lazy("Every member of the network"), required=False)
    public = forms.BooleanField(label=gettext_lazy("The public"), required=False)
    caveats = LineField(label=gettext_lazy("Handling caveats"), required=False, max_length=500)

    def __init__(self, viewer: Viewer, record: Marked, given: QueryDict | None) -> None:
        super().__init__(given, initial=_standing(record))
        self._choose("organisations", Organisation.objects.filter(is_active=True))
        self._choose("circles", Circle.objects.filter(pk__in=viewer.circle_ids))
        people = Person.objects.filter(is_active=True, memberships__isnull=False).distinct()
        self._choose("persons", people.order_by("display_name"))

    def labels(self) -> list[tuple[BoundWidget, Promise]]:
        """Each label's control with what the label means."""
        return list(zip(self["tlp"], MEANINGS.values(), strict=True))

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  tells mypy
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """Refuse an empty audience and entries that the label shuts out."""
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        self.audience = Audience.of(
            organisations=given["organisations"],
            circles=given["circles"],
            persons=given["persons"],
            network=given["network"],
            public=given["public"],
        )
        self.card: AudienceCard = audience_of(given["tlp"], self.audience)
        if not self.card.named:
            raise forms.ValidationError(_("Choose whom the record is meant for."))
        if self.card.powerless:
            raise forms.ValidationError(
                _("Under %(label)s the record would not reach: %(names)s.")
                % {"label": given["tlp"].label, "names": ", ".join(self.card.powerless)}
            )
        return given


def _standing(record: Marked) -> dict[str, Any]:
    """Label, audience and caveats of a released record, so that a change begins from them."""
    if record.stage != Stage.RELEASED:
        return {}
    entries = entries_of(record.audience)
    kinds = {entry.kind for entry in entries}
    return {
        "tlp": record.tlp,
        "caveats": record.caveats,
        "organisations": [entry.organisation_id for entry in entries if entry.organisation_id],
        "circles": [entry.circle_id for entry in entries if entry.circle_id],
        "persons": [entry.person_id for entry in entries if entry.person_id],
        "network": EntryKind.NETWORK in kinds,
        "public": EntryKind.PUBLIC in kinds,
    }


class ReasonForm(forms.Form):
    """Why something is taken back or sent back; recipients of a recall read it."""

    reason = LinesField(
        label=gettext_lazy("Reason"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3})
    )
