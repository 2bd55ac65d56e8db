"""What an administrator fills in about a sign-in service."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from kvinnofrid.accounts.models import SignInService
from kvinnofrid.accounts.protocols.answers import AnswerRefusedError
from kvinnofrid.accounts.protocols.metadata import MOST_METADATA, entities
from kvinnofrid.accounts.service_rules import OWN_HIGHEST, Settings

FORBIDDEN_ADDRESSES = {"metadata", "svar", "ny"}


def _line(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "ds-input", "autocomplete": "off", **attributes})


def _tick(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxInput(attrs={"class": "ds-input"}),
    )


class NewServiceForm(forms.Form):
    """A service before it has any settings."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=80,
        widget=_line(),
        help_text=_("Visas efter Logga in med, som Uppsala kommun."),
    )
    slug = forms.SlugField(
        label=_("Adress"),
        max_length=40,
        widget=_line(),
        help_text=_(
            "Gemener, siffror och bindestreck, som uppsala. Blir en del av adressen som tjänsten"
            " svarar till och kan inte ändras sedan."
        ),
    )
    protocol = forms.ChoiceField(
        label=_("Protokoll"),
        choices=SignInService.Protocol.choices,
        widget=forms.Select(attrs={"class": "ds-input"}),
    )

    def clean_slug(self) -> str:
        """Small letters, and no word that the addresses themselves use."""
        slug = str(self.cleaned_data["slug"])
        if slug != slug.lower() or slug in FORBIDDEN_ADDRESSES:
            raise ValidationError(_("Välj en annan adress, med gemener."))
        return slug


class PresentForm(forms.Form):
    """What people see of a service: nothing of the signing in rests on it."""

    name = forms.CharField(label=_("Namn"), max_length=80, widget=_line())
    listed = _tick(
        _("Visa på inloggningssidan"),
        _(
            "Då ser vem som helst att organisationen använder systemet. Annars ges adressen inom"
            " huset."
        ),
    )


class _SettingsForm(forms.Form):
    """What both protocols have."""

    subject_name = forms.CharField(
        max_length=200, required=False, widget=_line(), label=_("Uppgift som säger vem det är")
    )
    level_name = forms.CharField(
        max_length=200, required=False, widget=_line(), label=_("Uppgift som säger tillitsnivån")
    )
    own_levels = forms.CharField(
        label=_("Egna värden för tillitsnivå"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"class": "ds-input", "rows": 3}),
        help_text=_(
            "Ett på varje rad: värdet, ett likhetstecken och 1 eller 2. Nivå 3 kan bara de värden"
            " ge som står i katalogen."
        ),
    )
    accepts_uncertified = _tick(_("Godta utfärdare som inte är granskade"))
    asks_for_level = _tick(
        _("Be tjänsten om nivån"), _("Stäng av om tjänsten svarar med fel när nivån begärs.")
    )

    def clean_own_levels(self) -> dict[str, int]:
        """The values by how they are sent."""
        found: dict[str, int] = {}
        for line in str(self.cleaned_data["own_levels"]).splitlines():
            value, _mark, level = (part.strip() for part in line.rpartition("="))
            if not line.strip():
                continue
            if not value or level not in {str(n) for n in range(1, OWN_HIGHEST + 1)}:
                raise ValidationError(
                    _("Raden ”%s” ska vara ett värde, ett likhetstecken och 1 eller 2.") % line
                )
            found[value] = int(level)
        return found

    def _common(self) -> dict[str, Any]:
        names = (
            "subject_name",
            "level_name",
            "own_levels",
            "accepts_uncertified",
            "asks_for_level",
        )
        return {name: self.cleaned_data[name] for name in names}

    @staticmethod
    def initial_of(settings: Settings) -> dict[str, Any]:
        """The settings as the form shows them; never a secret."""
        shown = {**settings.stored(), "metadata": None}
        shown["own_levels"] = "\n".join(f"{k} = {v}" for k, v in settings.own_levels.items())
        return shown


class OidcForm(_SettingsForm):
    """An OpenID Connect service."""

    issuer = forms.CharField(
        label=_("Utfärdare (issuer)"),
        max_length=500,
        widget=_line(type="url"),
        help_text=_("Adressen som tjänsten själv uppger, som https://login.kommunen.se."),
    )
    client_id = forms.CharField(label=_("Klient-id"), max_length=200, widget=_line())
    client_secret = forms.CharField(
        label=_("Klienthemlighet"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"class": "ds-input", "autocomplete": "new-password"}),
        help_text=_(
            "Sparas i en fil på servern, inte i databasen, och visas aldrig igen. Lämna tomt för"
            " att behålla den som finns."
        ),
    )
    field_order = ("issuer", "client_id", "client_secret", "subject_name", "level_name")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["subject_name"].help_text = _("Lämna tomt för sub.")
        self.fields["level_name"].help_text = _("Lämna tomt för acr.")

    def settings(self, _before: Settings) -> Settings:
        """The settings that were filled in, without the secret."""
        given = self.cleaned_data
        return Settings(issuer=given["issuer"], client_id=given["client_id"], **self._common())

    def secret(self) -> str:
        """The secret that was typed, if any."""
        return str(self.cleaned_data["client_secret"])


class SamlForm(_SettingsForm):
    """A SAML 2.0 service."""

    metadata = forms.FileField(
        label=_("Tjänstens metadatafil"),
        required=False,
        widget=forms.FileInput(attrs={"class": "ds-input", "accept": ".xml,text/xml"}),
        help_text=_("XML från den som har tjänsten. Lämna tomt för att behålla den som finns."),
    )
    issuer = forms.CharField(
        label=_("Tjänstens namn (entityID)"),
        max_length=500,
        required=False,
        widget=_line(),
        help_text=_("Behövs bara när filen beskriver flera tjänster."),
    )
    field_order = ("metadata", "issuer", "subject_name", "level_name")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["subject_name"].help_text = _("Namnet på ett attribut. Tomt för NameID.")
        self.fields["level_name"].help_text = _(
            "Namnet på ett attribut. Tomt för AuthnContextClassRef."
        )

    def clean_metadata(self) -> str:
        """The text of the file; empty when none was chosen."""
        file = self.cleaned_data["metadata"]
        if not isinstance(file, UploadedFile):
            return ""
        if (file.size or 0) > MOST_METADATA:
            raise ValidationError(_("Filen är för stor. Be om en med bara er egen tjänst."))
        try:
            text = bytes(file.read()).decode("utf-8-sig")
            entities(text)
        except (UnicodeDecodeError, AnswerRefusedError):
            raise ValidationError(_("Filen är inte metadata för SAML i XML.")) from None
        return text

    def clean(self) -> dict[str, Any]:
        """The service in the file is the one that is named, or the only one."""
        given = super().clean() or {}
        text = given.get("metadata")
        if text:
            names = entities(text)
            if not given.get("issuer") and len(names) == 1:
                given["issuer"] = names[0]
            if given.get("issuer") not in names:
                self.add_error(
                    "issuer", _("Välj ett namn som finns i filen: %s.") % ", ".join(names[:5])
                )
        return given

    def settings(self, before: Settings) -> Settings:
        """The settings that were filled in; without a new file the metadata there is."""
        given = self.cleaned_data
        return Settings(
            issuer=given["issuer"] or before.issuer,
            metadata=given["metadata"] or before.metadata,
            **self._common(),
        )

    def secret(self) -> str:
        """SAML has no client secret."""
        return ""
