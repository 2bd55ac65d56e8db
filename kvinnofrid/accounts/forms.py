"""What people fill in: invitations, passwords, leave and cover."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from kvinnofrid.access.roles import Role
from kvinnofrid.keys.identity import IdentityError, IdentityNumber, read_identity, today_in_sweden
from kvinnofrid.web.drawing import language


class Day(forms.DateInput):
    """A day, with the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "ds-input"})


def _text(kind: str = "text", complete: str = "off") -> forms.TextInput:
    return forms.TextInput(attrs={"class": "ds-input", "type": kind, "autocomplete": complete})


def _password() -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"class": "ds-input", "autocomplete": "new-password"})


class Unechoed(forms.TextInput):
    """A box whose content is never written back into a page."""

    def format_value(self, value: object) -> None:
        """Nothing, whatever was typed."""


class IdentityField(forms.CharField):
    """A personal identity or coordination number, read in any written form.

    What is typed is neither shown again nor kept; the value is an `IdentityNumber`, or None.
    """

    def __init__(self, *, label: Any, help_text: Any, required: bool = True) -> None:
        widget = Unechoed(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        )
        super().__init__(label=label, help_text=help_text, required=required, widget=widget)

    def clean(self, value: Any) -> IdentityNumber | None:
        """The number. Raises ValidationError, which never repeats it."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_identity(text, today=today_in_sweden())
        except IdentityError as error:
            raise forms.ValidationError(error.message(language())) from None


NUMBER = _("Personnummer eller samordningsnummer")
NOT_KEPT = _(
    "Tolv siffror, ÅÅÅÅMMDD-NNNN. Numret sparas inte: nyckeltjänsten gör det till en kod, så att du"
    " hålls borta från akter om dig själv och dina närmaste."
)
LATER = _(
    "Kan vänta. Tills det är angivet når personen inga akter som är spärrade för någon. Numret"
    " sparas inte, bara en kod som nyckeltjänsten gör av det."
)


LATER_OWN = _(
    "Tolv siffror. Kan vänta och anges på Mitt konto. Tills dess når du inga akter som är spärrade"
    " för någon. Numret sparas inte, bara en kod som nyckeltjänsten gör av det."
)


class IdentityForm(forms.Form):
    """Who one is, or who somebody else is."""

    number = IdentityField(label=NUMBER, help_text=NOT_KEPT)


class WhoIsItForm(forms.Form):
    """Who somebody else is."""

    number = IdentityField(
        label=NUMBER,
        help_text=_(
            "Tolv siffror, ÅÅÅÅMMDD-NNNN, ur en handling som du har sett. Numret sparas inte, bara"
            " en kod som nyckeltjänsten gör av det."
        ),
    )


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
    number = IdentityField(label=NUMBER, help_text=LATER_OWN, required=False)

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
    number = IdentityField(label=NUMBER, help_text=LATER, required=False)

    def __init__(self, choices: list[tuple[str, str]], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def role_and_unit(self) -> tuple[Role, UUID | None]:
        """What the chosen line stands for."""
        role, _colon, unit = self.cleaned_data["place"].partition(":")
        return Role(role), UUID(unit) if unit else None


class CorrectForm(forms.Form):
    """The right name and e-mail address of somebody."""

    full_name = forms.CharField(label=_("För- och efternamn"), max_length=200, widget=_text())
    email = forms.EmailField(
        label=_("E-postadress i arbetet"),
        max_length=254,
        widget=_text("email"),
        help_text=_("Personen loggar in med den. Skriv av den tecken för tecken."),
    )


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
