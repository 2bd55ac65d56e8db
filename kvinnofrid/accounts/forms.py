"""What people fill in: invitations, passwords, leave and cover."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kvinnofrid.access.roles import Role


class Day(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "ds-input"})


def _text(kind: str = "text", complete: str = "off") -> forms.TextInput:
    return forms.TextInput(attrs={"class": "ds-input", "type": kind, "autocomplete": complete})


def _password() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"class": "ds-input", "autocomplete": "new-password"})


class PasswordForm(forms.Form):
    """A first or a new password, typed twice."""

    password = forms.CharField(
        label=_("Lösenord"),
        widget=_password(),
        strip=False,
        max_length=1000,
        help_text=_("Minst 12 tecken. Gärna några ord efter varandra som bara du kommer på."),
    )
    again = forms.CharField(
        label=_("Lösenordet en gång till"), widget=_password(), strip=False, max_length=1000
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("De två lösenorden är olika. Skriv samma i båda rutorna."))
        return given


class InviteForm(forms.Form):
    """Who is to have which role, where and when."""

    email = forms.EmailField(label=_("E-postadress i arbetet"), widget=_text("email"))
    full_name = forms.CharField(label=_("För- och efternamn"), max_length=200, widget=_text())
    place = forms.ChoiceField(label=_("Roll"), widget=forms.Select(attrs={"class": "ds-input"}))
    valid_from = forms.DateField(label=_("Från och med"), widget=Day())
    valid_to = forms.DateField(
        label=_("Till (första dagen som inte gäller)"),
        widget=Day(),
        required=False,
        help_text=_("Lämna tomt om behörigheten gäller tills vidare."),
    )

    def __init__(self, choices: list[tuple[str, str]], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def role_and_unit(self) -> tuple[Role, UUID | None]:
        """What the chosen line stands for."""
        role, _colon, unit = self.cleaned_data["place"].partition(":")
        return Role(role), UUID(unit) if unit else None


class LeaveForm(forms.Form):
    """From when until when somebody is away."""

    first = forms.DateField(label=_("Första dagen borta"), widget=Day())
    until = forms.DateField(
        label=_("Åter i arbete"),
        widget=Day(),
        required=False,
        help_text=_("Lämna tomt om dagen inte är bestämd."),
    )


class CoverForm(forms.Form):
    """Who covers for whom, and when."""

    absent = forms.ChoiceField(
        label=_("Den som är borta"), widget=forms.Select(attrs={"class": "ds-input"})
    )
    covering = forms.ChoiceField(
        label=_("Den som täcker upp"), widget=forms.Select(attrs={"class": "ds-input"})
    )
    first = forms.DateField(label=_("Från och med"), widget=Day())
    until = forms.DateField(label=_("Till (första dagen som inte gäller)"), widget=Day())

    def __init__(self, people: list[tuple[str, str]], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("absent", "covering"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = people
