"""What is filled in to take a unit's coded data out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kvinnofrid.exchange.rules import REASON_WORDS

SELECT = {"class": "ds-input"}


class CodedForm(forms.Form):
    """Which year, why, and in which form."""

    year = forms.TypedChoiceField(
        label=_("Insatsperioder som pågick under"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(SELECT),
    )
    reason = forms.ChoiceField(
        label=_("Varför tas uppgifterna ut?"),
        help_text=_("Skälet skrivs i loggen, för varje klient som är med."),
        widget=forms.Select(SELECT),
    )
    form = forms.ChoiceField(
        label=_("Filformat"),
        choices=[("xlsx", _("Excel, allt i en fil")), ("zip", _("CSV, flera filer i ett arkiv"))],
        widget=forms.Select(SELECT),
    )

    def __init__(self, *args: Any, years: tuple[int, ...], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("year", [("", _("Alla år")), *((str(one), str(one)) for one in years)]),
            (
                "reason",
                [("", _("Välj skäl"))]
                + [(str(one), words.in_language(language)) for one, words in REASON_WORDS.items()],
            ),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
