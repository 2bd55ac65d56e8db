"""What is filled in to propose a release."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations import Wish

FIRST_YEAR = 2000


def _longest(field: str) -> int:
    return Release._meta.get_field(field).max_length or 0  # type: ignore[union-attr]


def _box(**more: str) -> forms.TextInput:
    return forms.TextInput({"class": "ds-input", "autocomplete": "off", **more})


class ReleaseForm(forms.Form):
    """What a release is called, which years it is of, when it may be read, what it supersedes."""

    title = forms.CharField(label=_("Namn"), max_length=_longest("title"), widget=_box())
    title_en = forms.CharField(
        label=_("Namn på engelska"),
        max_length=_longest("title_en"),
        required=False,
        widget=_box(lang="en"),
    )
    first_year = forms.IntegerField(
        label=_("Första året"),
        min_value=FIRST_YEAR,
        widget=forms.NumberInput({"class": "ds-input"}),
    )
    last_year = forms.IntegerField(
        label=_("Sista året"), min_value=FIRST_YEAR, widget=forms.NumberInput({"class": "ds-input"})
    )
    publish_at = forms.DateTimeField(
        label=_("Får läsas från"),
        help_text=_("Svensk tid. Före det ser bara ni som gör utgåvan något av den."),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput(
            {"class": "ds-input", "type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
    )
    supersedes = forms.TypedChoiceField(
        label=_("Ersätter"),
        help_text=_("Om en tidigare utgåva har ett fel. Den ligger kvar, märkt som ersatt."),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select({"class": "ds-input"}),
    )
    reason = forms.CharField(
        label=_("Varför den ersätts"),
        help_text=_("Visas för alla på båda utgåvornas sidor."),
        max_length=_longest("reason"),
        required=False,
        widget=_box(),
    )
    reason_en = forms.CharField(
        label=_("Varför, på engelska"),
        max_length=_longest("reason_en"),
        required=False,
        widget=_box(lang="en"),
    )

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["supersedes"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", pgettext("release", "Ingen")), *((one, str(one)) for one in numbers)]

    def clean(self) -> dict[str, Any]:
        """A release that supersedes says why."""
        given = super().clean() or {}
        if given.get("supersedes") and not given.get("reason", "").strip():
            self.add_error("reason", _("Skriv varför den förra inte längre ska användas."))
        first, last = given.get("first_year"), given.get("last_year")
        if first is not None and last is not None and last < first:
            self.add_error("last_year", _("Sista året kommer före det första."))
        return given

    def wish(self, *, synthetic: bool, outcome_set: str, version: str) -> Wish:
        """What is proposed, of a valid form."""
        given = self.cleaned_data
        at: datetime = given["publish_at"]
        return Wish(
            title=given["title"],
            title_en=given["title_en"],
            first_year=given["first_year"],
            last_year=given["last_year"],
            publish_at=at,
            synthetic=synthetic,
            outcome_set=outcome_set,
            version=version,
            supersedes=given["supersedes"],
            reason=given["reason"],
            reason_en=given["reason_en"],
        )
