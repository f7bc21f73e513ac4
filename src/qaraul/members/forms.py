"""What administrators, newcomers and owners of tokens fill in."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qaraul.lines import LineField
from qaraul.members.choices import API_SCOPES, Role, Scope
from qaraul.members.models import Circle, Organisation, Person
from qaraul.members.suggestions import suggestions


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """An organisation as the operator describes it."""

    class Meta:
        model = Organisation
        fields = (
            "code",
            "name",
            "name_ru",
            "kind",
            "country",
            "is_security_force",
            "security_force_reason",
        )
        widgets = {"security_force_reason": forms.Textarea(attrs={"rows": 3})}
        field_classes = {"name": LineField, "name_ru": LineField}
        help_texts = {
            "code": gettext_lazy("Short Latin letters, figures and dashes; it stays for ever."),
            "country": gettext_lazy("Two letters (ISO 3166), for a State body."),
            "is_security_force": gettext_lazy("“To be reviewed” counts as yes until you decide."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:  # noqa: SLF001  Django's own way to ask
            del self.fields["code"]

    def clean_country(self) -> str:
        """Two capital letters, or nothing."""
        country: str = self.cleaned_data["country"].upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):  # noqa: PLR2004  ISO 3166-1 alpha-2
            raise forms.ValidationError(_("Give two Latin letters, such as KZ."))
        return country


class SuggestionsForm(forms.Form):
    """Organisations to add from those that are suggested."""

    codes = forms.MultipleChoiceField(
        label=gettext_lazy("Organisations"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = set(Organisation.objects.values_list("code", flat=True))
        field = self.fields["codes"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  tells mypy
        field.choices = [(s.code, f"{s.name}, {s.kind.label}, {s.is_security_force.label}")
                         for s in suggestions() if s.code not in there]  # fmt: skip


class ReasonForm(forms.Form):
    """Why an account or an organisation is closed, reopened or restored."""

    reason = LineField(label=gettext_lazy("Reason"), max_length=500)


class RolesForm(forms.Form):
    """The roles of a person for one organisation."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_roles(self) -> list[Role]:
        """The chosen roles."""
        return [Role(role) for role in self.cleaned_data["roles"]]


class NameForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The role name that others see."""

    class Meta:
        model = Person
        fields = ("display_name",)
        field_classes = {"display_name": LineField}
        help_texts = {
            "display_name": gettext_lazy("A role, such as “Analyst 2”, never a private name.")
        }


class CircleForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A circle and the organisations in it."""

    class Meta:
        model = Circle
        fields = ("name", "purpose", "organisations")
        field_classes = {"name": LineField}
        labels = {"organisations": gettext_lazy("Organisations")}
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "organisations": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisations"]
        assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101  tells mypy
        field.queryset = Organisation.objects.filter(is_active=True)


class InvitationForm(forms.Form):
    """Who is invited, for which organisation, to do what."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    display_name = LineField(
        label=gettext_lazy("Shown as"),
        max_length=120,
        help_text=gettext_lazy("A role, such as “Analyst 2”, never a private name."),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days until it ends"), min_value=1, max_value=30, initial=7
    )

    def __init__(self, organisations: QuerySet[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  tells mypy
        field.queryset = organisations.filter(is_active=True)

    def invitation(self) -> dict[str, Any]:
        """What the service is asked to make."""
        given = self.cleaned_data
        return {
            "organisation": given["organisation"],
            "display_name": given["display_name"],
            "roles": [Role(role) for role in given["roles"]],
            "lasts": timedelta(days=given["days"]),
        }


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least 12 characters; four words that do not belong together do."
        ),
    )
    again = forms.CharField(
        label=gettext_lazy("Password, again"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def person(self) -> Person:
        """Whose password it is going to be, for the rule that it must not look like the name."""
        return Person()

    def clean(self) -> dict[str, Any]:
        """The same twice, and hard to guess."""
        given: dict[str, Any] = super().clean() or {}
        password = given.get("password")
        if password and password != given.get("again"):
            self.add_error("again", _("The two passwords differ."))
        elif password:
            try:
                password_validation.validate_password(password, self.person())
            except forms.ValidationError as refusal:
                self.add_error("password", refusal)
        return given


class JoinForm(PasswordForm):
    """The account name and password of somebody new."""

    username = forms.CharField(
        label=gettext_lazy("Account name"),
        max_length=80,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        help_text=gettext_lazy("You sign in with it; others do not see it."),
    )
    field_order = ("username", "password", "again")

    def person(self) -> Person:
        """The account that is about to be made."""
        return Person(username=self.cleaned_data.get("username", ""))

    def clean_username(self) -> str:
        """A name that nobody has, in whatever case."""
        username: str = Person.normalize_username(self.cleaned_data["username"])
        if Person.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("This account name is taken."))
        return username


class TokenForm(forms.Form):
    """A token for a program."""

    name = LineField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("What uses it, so that you know what stops when you revoke it."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[(scope.value, scope.label) for scope in Scope if scope in API_SCOPES],
        initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days until it ends"), min_value=1, max_value=365, initial=90
    )

    def token(self) -> dict[str, Any]:
        """What the service is asked to issue."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "scopes": [Scope(scope) for scope in given["scopes"]],
            "lasts": timedelta(days=given["days"]),
        }
