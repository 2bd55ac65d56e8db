"""What is filled in about units, teams and demands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kvinnofrid.accounts.forms import Day
from kvinnofrid.accounts.models import LONGEST_IDLE

SHORTEST_IDLE = 2


class NameForm(forms.Form):
    """What a unit or a team is called."""

    name = forms.CharField(label=_("Namn"), max_length=200)


class CloseForm(forms.Form):
    """The day from which something is closed."""

    until = forms.DateField(
        label=_("Stängd från och med"),
        widget=Day(),
        help_text=_("I dag, eller en dag som kommer. Inget raderas: det som hänt står kvar."),
    )


class JoinForm(forms.Form):
    """Who comes into a team."""

    user = forms.ChoiceField(label=_("Kollega i enheten"), widget=forms.Select())

    def __init__(self, people: list[tuple[str, str]], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = people


class DemandsForm(forms.Form):
    """What is demanded of a sign-in."""

    required_assurance = forms.TypedChoiceField(
        label=_("Hur stark inloggningen ska vara"),
        coerce=int,
        choices=[
            (2, _("Två faktorer (tillitsnivå 2)")),
            (3, _("Tillitsnivå 3, intygad av organisationens egen inloggningstjänst")),
        ],
        help_text=_("Den som loggar in svagare kommer in, men rollerna här vilar."),
    )
    idle_minutes = forms.IntegerField(
        label=_("Minuter utan att något görs"),
        min_value=SHORTEST_IDLE,
        max_value=LONGEST_IDLE,
        help_text=_(
            "2–15. Sedan tar inloggningen slut. Gäller från nästa inloggning; den som arbetar i"
            " flera organisationer följer den strängaste."
        ),
    )
    allows_password = forms.BooleanField(label=_("Lösenord och en andra faktor"), required=False)
    allows_passkey = forms.BooleanField(label=_("Nyckel (passkey)"), required=False)
    allows_service = forms.BooleanField(
        label=_("Organisationens egen inloggningstjänst"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Some way in stays open."""
        given = super().clean() or {}
        if not any(given.get(name) for name in given if name.startswith("allows_")):
            raise forms.ValidationError(_("Minst ett sätt att logga in måste vara tillåtet."))
        return given
