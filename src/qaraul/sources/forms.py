"""Forms: the filter of the list, a grade with its reason, a new source, another feed."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import RegexValidator, validate_slug
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qaraul.errors import QaraulError
from qaraul.lines import LineField, LinesField
from qaraul.members.models import Organisation
from qaraul.members.viewers import Viewer
from qaraul.sharing.choices import TLP
from qaraul.sharing.models import Audience
from qaraul.sources.choices import Reliability, SourceKind, SourceState
from qaraul.sources.connectors.base import Needs, connectors
from qaraul.sources.filters import SourceFilter
from qaraul.sources.models import Source
from qaraul.sources.provenance import (
    COUNTRIES,
    COVERED,
    LANGUAGES,
    country_name,
    language_name,
    offered,
)

ALL = [("", gettext_lazy("all"))]
NOT_STATED = [("", gettext_lazy("not stated"))]
PLAIN_CODE = {"invalid": gettext_lazy("Use Latin letters, digits, hyphens and underscores only.")}
LONGEST_CODE = 60
ONLY_US, NETWORK = "own", "network"
READERS = [
    (NETWORK, gettext_lazy("Every member of the network (TLP:GREEN)")),
    (ONLY_US, gettext_lazy("My organisation only (TLP:AMBER)")),
]
WHAT_IS_READ: dict[str, tuple[TLP, bool]] = {
    NETWORK: (TLP.GREEN, True),
    ONLY_US: (TLP.AMBER, False),
}


def coverage_field() -> forms.MultipleChoiceField:
    """The countries that a source tells of."""
    return forms.MultipleChoiceField(
        label=gettext_lazy("Tells of"),
        required=False,
        choices=list(COVERED.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Where it would report an incident. The map says “no data” of a country that no "
            "source tells of."
        ),
    )


class CoverageForm(forms.Form):
    """Other countries that a source tells of; codes that are set already stay on offer."""

    coverage = coverage_field()

    def __init__(self, data: Mapping[str, Any] | None = None, *, source: Source) -> None:
        super().__init__(data, initial={"coverage": source.coverage})
        _choice(self, "coverage").choices = offered(COVERED, source.coverage)


class FilterForm(forms.Form):
    """The parts of the filter."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[*ALL, *SourceState.choices]
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[*ALL, *SourceKind.choices]
    )
    reliability = forms.ChoiceField(
        label=gettext_lazy("Reliability"),
        required=False,
        choices=[*ALL, *((grade, f"{grade}") for grade in Reliability.values)],
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, wanted: SourceFilter, viewer: Viewer) -> None:
        super().__init__(initial=dict(wanted.parts()))
        rows = Source.objects.open_to(viewer)
        for name, word in (("country", country_name), ("language", language_name)):
            codes = {*rows.values_list(name, flat=True).distinct(), getattr(wanted, name)} - {""}
            _choice(self, name).choices = [
                *ALL,
                *sorted(((code, word(code)) for code in codes), key=lambda row: row[1]),
            ]


class GradeForm(forms.Form):
    """Another grade, with the reason; readers of the source's page see both."""

    grade = forms.ChoiceField(
        label=gettext_lazy("Grade"),
        choices=[(g.value, format_lazy("{} – {}", g.value, g.label)) for g in Reliability],
    )
    reason = LinesField(
        label=gettext_lazy("Reason"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What its record shows; no names of persons."),
    )


class AsNeededField(forms.CharField):
    """Asked for or not by another answer; its hint says when, instead of “may stay empty”."""

    depends_on_another = True


class FeedForm(forms.Form):
    """One more feed of a source."""

    connector = forms.ChoiceField(label=gettext_lazy("Kind of feed"))
    url = AsNeededField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=2_000,
        widget=forms.URLInput(attrs={"inputmode": "url", "dir": "ltr"}),
        help_text=gettext_lazy(
            "Of the feed itself, beginning with https://. Only a drop folder has none."
        ),
    )
    folder = AsNeededField(
        label=gettext_lazy("Folder"),
        required=False,
        max_length=60,
        validators=[RegexValidator(validate_slug.regex, PLAIN_CODE["invalid"])],
        help_text=gettext_lazy(
            "Only for a drop folder: its name below “maildrop” in the data directory."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choice(self, "connector").choices = [
            (name, connector.label)
            for name, connector in connectors.items()
            if connector.needs is not Needs.FILE
        ]

    def clean(self) -> dict[str, Any]:
        """An address or a folder, as the connector needs."""
        given: dict[str, Any] = super().clean() or {}
        name = given.get("connector", "")
        if name not in connectors:
            return given
        needs = connectors.get(name).needs
        if needs is Needs.URL and not re.match(r"https?://[^\s/]", given.get("url") or ""):
            self.add_error("url", _("An address begins with http:// or https://."))
        if needs is Needs.FOLDER and not given.get("folder"):
            self.add_error("folder", _("Name the folder."))
        return given

    def feed(self) -> dict[str, Any]:
        """What `add_feed` takes."""
        is_folder = connectors.get(self.cleaned_data["connector"]).needs is Needs.FOLDER
        folder = self.cleaned_data["folder"].lower()
        return {
            "connector": self.cleaned_data["connector"],
            "url": "" if is_folder else self.cleaned_data["url"],
            "settings": {"folder": folder} if is_folder else {},
        }


class SourceForm(FeedForm):
    """A new source with its first feed."""

    title = LineField(label=gettext_lazy("Title"), max_length=200)
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=LONGEST_CODE,
        error_messages=PLAIN_CODE,
        help_text=gettext_lazy(
            "Short, in Latin letters; after your organisation's code, its name in addresses."
        ),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=SourceKind.choices)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False, choices=[*NOT_STATED, *LANGUAGES.items()]
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country of the publisher"),
        required=False,
        choices=[*NOT_STATED, *COUNTRIES.items()],
    )
    coverage = coverage_field()
    licence_note = LinesField(
        label=gettext_lazy("Licence"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What its terms let the network keep and show."),
    )
    readers = forms.ChoiceField(
        label=gettext_lazy("Who reads its documents"), choices=READERS, widget=forms.RadioSelect
    )
    field_order = (
        *("title", "code", "kind", "language", "country", "coverage", "connector", "url", "folder"),
        *("licence_note", "readers"),
    )

    def __init__(self, *args: Any, owner: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner

    def clean_code(self) -> str:
        """A code that begins with the owner's: whether one is taken tells of own sources alone."""
        prefix = f"{self.owner.code.lower()}-"
        code = prefix + str(self.cleaned_data["code"]).lower().removeprefix(prefix)
        if len(code) > LONGEST_CODE:
            longest = {"n": LONGEST_CODE - len(prefix)}
            raise forms.ValidationError(_("At most %(n)s characters.") % longest)
        if Source.objects.filter(code=code).exists():
            raise forms.ValidationError(_("A source with this code is there already."))
        return code

    def source(self) -> dict[str, Any]:
        """What `add_source` takes beside the owner."""
        plain = ("title", "code", "kind", "language", "country", "coverage", "licence_note")
        tlp, is_for_all = WHAT_IS_READ[self.cleaned_data["readers"]]
        return {
            **{name: self.cleaned_data[name] for name in plain},
            "tlp": tlp,
            "audience": Audience.of(network=True) if is_for_all else None,
        }


def _choice(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  tells mypy
    return field


def told(form: forms.Form, error: QaraulError) -> None:
    """Show a broken rule where it belongs on the form."""
    form.add_error(error.field if error.field in form.fields else None, error.message)
