"""Forms: a value, a reason, a round, scores."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qaraul.errors import QaraulError
from qaraul.indicators.choices import SCALE, AreaLevel
from qaraul.indicators.models import Indicator, Round, Score
from qaraul.indicators.services.rounds import LONGEST_REASONS, Given
from qaraul.indicators.services.writing import OWN, Standing, for_network
from qaraul.members.models import Circle
from qaraul.members.viewers import Viewer
from qaraul.places.models import Area
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience

OURS, NETWORK = "own", "network"
READERS = [
    (OURS, gettext_lazy("My organisation only; a draft that can be released later")),
    (NETWORK, gettext_lazy("Every member of the network (TLP:GREEN)")),
]
LARGEST_UPLOAD = 10 * 1024 * 1024
DATE = forms.DateInput(attrs={"type": "date"})


def areas_for(indicator: Indicator) -> list[tuple[str, str]]:
    """Codes and names of the areas that an indicator is for."""
    deepest = 1 if indicator.level == AreaLevel.UNIT else 0
    found = Area.objects.current().core().light().filter(level__lte=deepest)
    named = sorted(((a.level, a.name, a.code) for a in found), key=lambda a: a)
    return [(code, name) for _level, name, code in named]


class ObservationForm(forms.Form):
    """A value for an area and period."""

    area = forms.ChoiceField(label=gettext_lazy("Area"))
    component = forms.ChoiceField(label=gettext_lazy("What is counted"), required=False)
    period_start = forms.DateField(label=gettext_lazy("First day"), widget=DATE)
    period_end = forms.DateField(label=gettext_lazy("Last day"), widget=DATE)
    value = forms.FloatField(
        label=gettext_lazy("Value"), help_text=gettext_lazy("0 means none; no value is not zero.")
    )
    low = forms.FloatField(label=gettext_lazy("At least"), required=False)
    high = forms.FloatField(label=gettext_lazy("At most"), required=False)
    source_text = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Areas, groups and numbers; never a person."),
    )
    readers = forms.ChoiceField(
        label=gettext_lazy("Who sees it"), choices=READERS, widget=forms.RadioSelect, initial=OURS
    )

    def __init__(self, indicator: Indicator, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = self.fields["area"]
        assert isinstance(areas, forms.ChoiceField)  # noqa: S101  tells mypy
        areas.choices = areas_for(indicator)
        components = self.fields["component"]
        assert isinstance(components, forms.ChoiceField)  # noqa: S101  tells mypy
        if indicator.components:
            components.choices = [(name, name.replace("_", " ")) for name in indicator.components]
            areas.choices = [("", _("the whole region")), *areas_for(indicator)]
            areas.required = False
            components.required = True
        else:
            del self.fields["component"]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        given = {n: v for n, v in self.cleaned_data.items() if n not in {"readers", "area"}}
        code = self.cleaned_data["area"]
        given["area"] = Area.objects.current().get(code=code) if code else None
        return given

    def standing(self, at: datetime) -> Standing:
        """The marking that was chosen."""
        return standing_of(self.cleaned_data["readers"], at)


class ImportForm(forms.Form):
    """A file of values, and who sees them."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.parquet"}),
        help_text=gettext_lazy("CSV, XLSX or Parquet, up to 10 MB."),
    )
    readers = forms.ChoiceField(
        label=gettext_lazy("Who sees it"), choices=READERS, widget=forms.RadioSelect, initial=OURS
    )
    is_trial = forms.BooleanField(
        label=gettext_lazy("Only judge the rows; keep nothing"), required=False
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """A file of a size that a page can wait for."""
        given: UploadedFile[bytes] = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST_UPLOAD:
            raise forms.ValidationError(
                _("This file is too large for a page; the operator can take it in.")
            )
        return given

    def standing(self, at: datetime) -> Standing:
        """The marking that was chosen."""
        return standing_of(self.cleaned_data["readers"], at)


def standing_of(readers: str, at: datetime) -> Standing:
    """The marking of values for these readers."""
    return for_network(at) if readers == NETWORK else OWN


class ReasonForm(forms.Form):
    """Why a value is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class RoundForm(forms.Form):
    """What experts are asked, about which areas, until when."""

    areas = forms.MultipleChoiceField(
        label=gettext_lazy("Areas"), widget=forms.CheckboxSelectMultiple
    )
    guidance = forms.CharField(
        label=gettext_lazy("What to weigh"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    period_start = forms.DateField(label=gettext_lazy("First day"), widget=DATE)
    period_end = forms.DateField(label=gettext_lazy("Last day"), widget=DATE)
    closes_on = forms.DateField(
        label=gettext_lazy("Closes after"),
        widget=DATE,
        help_text=gettext_lazy("At the end of this day, in UTC."),
    )
    readers = forms.ChoiceField(label=gettext_lazy("Who is asked"), widget=forms.RadioSelect)

    def __init__(self, indicator: Indicator, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        circles = Circle.objects.filter(pk__in=viewer.circle_ids).order_by("name")
        self._circles = {str(circle.pk): circle for circle in circles}
        asked = [(NETWORK, _("Every member of the network (TLP:GREEN)"))]
        asked += [(pk, f"{circle.name} (TLP:AMBER)") for pk, circle in self._circles.items()]
        for name, choices in (("areas", areas_for(indicator)), ("readers", asked)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  tells mypy
            field.choices = choices

    def asked(self) -> dict[str, Any]:
        """What the service takes."""
        given = self.cleaned_data
        circle = self._circles.get(given["readers"])
        return {
            "areas": list(Area.objects.current().filter(code__in=given["areas"])),
            "guidance": given["guidance"],
            "period_start": given["period_start"],
            "period_end": given["period_end"],
            "closes_at": datetime.combine(given["closes_on"], time(23, 59), UTC),
            "tlp": TLP.AMBER if circle else TLP.GREEN,
            "audience": Audience.of(circles=[circle]) if circle else Audience.of(network=True),
        }


class ScoreForm(forms.Form):
    """One score for each area of a round; an area may be left out."""

    def __init__(self, asked: Round, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = list(asked.areas.defer("geometry_geojson"))
        mine = Score.objects.filter(round=asked, turn=asked.turn, person=viewer.person_id)
        known = {score.area_id: score for score in mine}
        for area in self._areas:
            score = known.get(area.pk)
            self.fields[f"value-{area.code}"] = forms.TypedChoiceField(
                label=area.name,
                choices=[("", _("no score")), *((n, str(n)) for n in SCALE)],
                coerce=int,
                empty_value=None,
                required=False,
                initial=score.value if score else "",
            )
            self.fields[f"reasons-{area.code}"] = forms.CharField(
                label=_("Reasons, %(area)s") % {"area": area.name},
                max_length=LONGEST_REASONS,
                required=False,
                initial=score.reasons if score else "",
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("Shown without your name when the round has closed."),
            )

    def scores(self) -> dict[Any, Given]:
        """The scores that were given, by area."""
        given = self.cleaned_data
        return {
            area.pk: Given(given[f"value-{area.code}"], given[f"reasons-{area.code}"])
            for area in self._areas
            if given[f"value-{area.code}"] is not None
        }


class SecondTurnForm(forms.Form):
    """Until when the second turn is open."""

    closes_on = forms.DateField(label=gettext_lazy("Closes after"), widget=DATE)

    def closes_at(self) -> datetime:
        """The end of that day."""
        return datetime.combine(self.cleaned_data["closes_on"], time(23, 59), UTC)


def told(form: forms.Form, error: QaraulError) -> None:
    """Show a broken rule where it belongs on the form."""
    form.add_error(error.field if error.field in form.fields else None, error.message)
