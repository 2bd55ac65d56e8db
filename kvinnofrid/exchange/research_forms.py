"""What is filled in to propose a research extract."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kvinnofrid.exchange import research_sealing
from kvinnofrid.exchange.models import ResearchExtract
from kvinnofrid.exchange.research_operations import Wish
from kvinnofrid.exchange.research_rules import (
    FINE,
    KNOWN_OUTSIDE,
    MONTHS,
    OUTCOMES,
    WIDE,
    YEARS,
    Design,
)
from kvinnofrid.exchange.research_sealing import UnfitRecipientError

FIRST_YEAR = 2000


def _longest(field: str) -> int:
    return ResearchExtract._meta.get_field(field).max_length or 0  # type: ignore[union-attr]


def _box(**more: str) -> forms.TextInput:
    return forms.TextInput({"class": "ds-input", "autocomplete": "off", **more})


class ResearchForm(forms.Form):
    """For whom, why, of which years, and what is in it."""

    recipient = forms.CharField(
        label=_("Mottagare"),
        help_text=_("Forskningshuvudman och ansvarig forskare."),
        max_length=_longest("recipient"),
        widget=_box(),
    )
    purpose = forms.CharField(
        label=_("Ändamål"),
        help_text=_("Vilken studie, och vad uppgifterna behövs till. Inget om någon klient."),
        max_length=_longest("purpose"),
        widget=forms.Textarea({"class": "ds-input", "rows": "3"}),
    )
    ethics = forms.RegexField(
        re.compile(r"^[0-9A-Za-zÅÄÖåäö /:.-]+$"),
        label=_("Etikgodkännandets diarienummer"),
        help_text=_("Till exempel 2026-01234-01, från Etikprövningsmyndigheten."),
        max_length=_longest("ethics"),
        widget=_box(),
    )
    age_key = forms.CharField(
        label=_("Mottagarens publika nyckel (age)"),
        help_text=_("Börjar med age1. Mottagaren gör den med age-keygen och behåller den hemliga."),
        max_length=_longest("age_key"),
        widget=_box(spellcheck="false"),
    )
    first_year = forms.IntegerField(
        label=_("Från och med år"), min_value=FIRST_YEAR, widget=_box(inputmode="numeric")
    )
    last_year = forms.IntegerField(
        label=_("Till och med år"), min_value=FIRST_YEAR, widget=_box(inputmode="numeric")
    )
    known = forms.MultipleChoiceField(
        label=_("Uppgifter som någon utanför kan känna till"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    outcomes = forms.MultipleChoiceField(
        label=_("Resultat"), required=False, widget=forms.CheckboxSelectMultiple
    )
    time = forms.ChoiceField(
        label=_("Tid"),
        choices=[(YEARS, _("År")), (MONTHS, _("Månad"))],
        widget=forms.Select({"class": "ds-input"}),
    )
    age = forms.ChoiceField(
        label=_("Ålder"),
        choices=[(FINE, _("Tio åldersgrupper")), (WIDE, _("Fyra åldersgrupper"))],
        widget=forms.Select({"class": "ds-input"}),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("known", KNOWN_OUTSIDE), ("outcomes", OUTCOMES)):
            choices = [(key, said.in_language(language)) for key, said in words.items()]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_age_key(self) -> str:
        """A key that can be sealed for."""
        try:
            return research_sealing.checked_recipient(self.cleaned_data["age_key"])
        except UnfitRecipientError:
            raise forms.ValidationError(
                _("Det är ingen publik nyckel. Den börjar med age1 och har 62 tecken.")
            ) from None

    def clean(self) -> dict[str, Any]:
        """Something is chosen, and the years stand in order."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("known") and not given.get("outcomes"):
            self.add_error("outcomes", _("Välj något som ska vara med."))
        first, last = given.get("first_year"), given.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", _("Slutet är före början."))
        return given

    def wish(self) -> Wish:
        """What is proposed."""
        given = self.cleaned_data
        return Wish(
            given["recipient"],
            given["purpose"],
            given["ethics"],
            given["age_key"],
            given["first_year"],
            given["last_year"],
            Design(frozenset([*given["known"], *given["outcomes"]]), given["time"], given["age"]),
        )
