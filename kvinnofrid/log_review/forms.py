"""What a reviewer fills in. What may not be chosen or judged is said by the operations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kvinnofrid.audit.queries import LARGEST_SAMPLE, LONGEST_NOTE, ReviewOutcome

OUTCOMES = [
    (ReviewOutcome.IN_ORDER.value, _("I sin ordning")),
    (ReviewOutcome.FOLLOW_UP.value, _("Följs upp")),
    (ReviewOutcome.MISUSE.value, _("Missbruk")),
]


class DrawForm(forms.Form):
    """A period and the size of the sample."""

    first = forms.DateField(
        label=_("Från och med"), widget=forms.DateInput({"type": "date", "class": "ds-input"})
    )
    last = forms.DateField(
        label=_("Till och med"), widget=forms.DateInput({"type": "date", "class": "ds-input"})
    )
    sample = forms.IntegerField(
        label=_("Slumpvis utvalda"),
        help_text=_("Utöver allt som reglerna väljer ut."),
        min_value=0,
        max_value=LARGEST_SAMPLE,
        widget=forms.NumberInput({"class": "ds-input"}),
    )


class JudgeForm(forms.Form):
    """What came of a case, and why. `case` is its reference."""

    case = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Bedömning"), choices=OUTCOMES, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Skäl"),
        help_text=_("Vad du har kontrollerat och med vem. Skriv inga namn på klienter."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 4, "class": "ds-input"}),
    )
