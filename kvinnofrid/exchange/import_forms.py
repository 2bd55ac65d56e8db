"""What is filled in to take in an extract."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kvinnofrid.exchange.import_operations import LIMITS
from kvinnofrid.exchange.models import SavedMapping

SELECT = {"class": "ds-input"}


class FileForm(forms.Form):
    """The file, and how it is to be understood."""

    file = forms.FileField(
        label=_("Fil"),
        help_text=_("CSV eller Excel (.xlsx), högst 10 MB, 5 000 rader och 200 klienter."),
        widget=forms.FileInput({"class": "ds-input", "accept": ".csv,.txt,.xlsx"}),
        error_messages={"required": _("Välj en fil. Är den större än 10 MB får den delas.")},
    )
    mapping = forms.ChoiceField(
        label=_("Översättning"),
        help_text=_("Vilken kolumn som är vad. Utan en sparad gissas det efter rubrikerna."),
        required=False,
        widget=forms.Select(SELECT),
    )

    def __init__(self, *args: Any, saved: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Gissa efter rubrikerna")), *((name, name) for name in saved)]
        self.fields["mapping"].choices = choices  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Not too large to read."""
        given = self.cleaned_data["file"]
        if given.size > LIMITS.file_bytes:
            raise forms.ValidationError(_("Filen är större än 10 MB. Dela den."))
        return given


class NameForm(forms.Form):
    """What a saved mapping is called."""

    name = forms.RegexField(
        re.compile(r"^[\w .,:/()+-]+$"),
        label=_("Namn på översättningen"),
        help_text=_("Till exempel systemets namn. Skriv inget om någon person."),
        max_length=SavedMapping._meta.get_field("name").max_length,
        widget=forms.TextInput({"class": "ds-input", "autocomplete": "off"}),
    )
