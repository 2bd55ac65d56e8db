"""What is filled in to take in a form, and to withdraw one."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kvinnofrid.instruments.models import InstrumentVersion
from kvinnofrid.questionnaires.xlsform.reading import LIMITS

TARGET_GROUPS = [
    ("victim_survivor", _("Våldsutsatta vuxna")),
    ("child", pgettext_lazy("target groups", "Barn")),
    ("perpetrator", pgettext_lazy("target groups", "Våldsutövare")),
    ("adult", _("Alla vuxna besökare")),
]
OCCASIONS = [
    ("baseline", _("Före")),
    ("during", _("Under")),
    ("exit", _("Efter")),
    ("follow_up", _("Senare uppföljning")),
]
PURPOSES = [
    ("", _("Som filen säger")),
    ("assessment", _("Bedömningsmetod")),
    ("follow_up", _("Uppföljning")),
    ("screening", _("Frågor som rutin")),
    ("client_survey", _("Brukarundersökning")),
]


class TakeInForm(forms.Form):
    """The file, and what it is to be."""

    file = forms.FileField(
        label=_("Fil i XLSForm"),
        help_text=_("Excel (.xlsx eller .xls), CSV eller Markdown, högst 10 MB."),
        widget=forms.ClearableFileInput(
            {"class": "ds-input", "accept": ".xlsx,.xls,.xlsm,.csv,.md"}
        ),
    )
    version = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        label=_("Version"),
        help_text=_("Till exempel 2026-1. En version som publicerats ändras aldrig."),
        max_length=40,
        error_messages={"invalid": _("Skriv bokstäver a–z, siffror, punkt och bindestreck.")},
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off"}),
    )
    base = forms.ChoiceField(
        label=_("Bygger på"),
        help_text=_(
            "Kärnan, om ni lägger till egna frågor till den; metoden, om filen är dess text."
        ),
        required=False,
        widget=forms.Select({"class": "ds-input"}),
    )
    title = forms.CharField(
        label=_("Namn"),
        help_text=_("Lämna tomt om formuläret bygger på något, eller själv säger sitt namn."),
        required=False,
        max_length=120,
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(
        label=_("Används till"),
        choices=PURPOSES,
        required=False,
        widget=forms.Select({"class": "ds-input"}),
    )
    target_groups = forms.MultipleChoiceField(
        label=_("Målgrupper"),
        choices=TARGET_GROUPS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    occasions = forms.MultipleChoiceField(
        label=_("Tillfällen"),
        choices=OCCASIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: object, bases: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", _("Inget: ett eget formulär")), *bases]
        self.fields["base"].choices = choices  # type: ignore[attr-defined]

    def clean_file(self) -> object:
        """Not too large to read."""
        given = self.cleaned_data["file"]
        if given.size > LIMITS.file_bytes:
            raise forms.ValidationError(_("Filen är större än 10 MB."))
        return given


class WithdrawForm(forms.Form):
    """Why a version is withdrawn."""

    reason = forms.CharField(
        label=_("Varför dras versionen in?"),
        help_text=_("Skriv inget om någon person. Skälet visas för alla som använder formulär."),
        max_length=InstrumentVersion._meta.get_field("withdrawn_because").max_length,
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off"}),
    )
