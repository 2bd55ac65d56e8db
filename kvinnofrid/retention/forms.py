"""What is filled in to place a hold."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kvinnofrid.catalogue import RetentionRule
from kvinnofrid.retention.models import Hold

REFERENCE = r"^[0-9A-Za-zÅÄÖåäö /:.-]+$"


class HoldForm(forms.Form):
    """What may not be destroyed, and by which decision."""

    concerns = forms.ChoiceField(
        label=_("Vad som inte får gallras"), widget=forms.Select({"class": "ds-input"})
    )
    object_id = forms.CharField(
        label=_("Bara en sak, med id"),
        help_text=_("Lämna tomt för allt av slaget."),
        required=False,
        max_length=Hold._meta.get_field("object_id").max_length,
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off", "spellcheck": "false"}),
    )
    reference = forms.RegexField(
        REFERENCE,
        label=_("Diarienummer"),
        help_text=_("Beslutet eller ärendet som kräver stoppet. Skriv inget om någon person."),
        max_length=Hold._meta.get_field("reference").max_length,
        error_messages={
            "invalid": _("Skriv ett diarienummer: bokstäver, siffror, mellanslag och / : . -")
        },
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off"}),
    )

    def __init__(self, *args: object, kinds: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", _("Allt i organisationen")), *kinds]
        self.fields["concerns"].choices = choices  # type: ignore[attr-defined]
        self.fields["concerns"].required = False

    def clean(self) -> dict[str, str]:
        """One thing takes a kind."""
        given: dict[str, str] = super().clean() or {}
        if given.get("object_id") and not given.get("concerns"):
            self.add_error("concerns", _("Välj slag när stoppet gäller en enda sak."))
        return given


def kinds(rules: list[RetentionRule], language: str) -> list[tuple[str, str]]:
    """What the rules are about, to choose between."""
    return [(one.concerns, one.name.en if language == "en" else one.name.sv) for one in rules]
