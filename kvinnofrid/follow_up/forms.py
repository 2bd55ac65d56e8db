"""What is filled in beside the questionnaires. What cannot be is said by the operations."""

import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kvinnofrid.follow_up import codes
from kvinnofrid.follow_up.comparing import SEEN, seen_in
from kvinnofrid.follow_up.models import Intervention, LinkedPerson, Sex
from kvinnofrid.follow_up.rules import ATTAINMENT_WORDS, TARGET_WORDS, Attainment, Target
from kvinnofrid.records.rules import BlockReason, GlassReason, ProtectedIdentity
from kvinnofrid.web.drawing import language

Choices = list[tuple[str, str | Promise]]
UNCHOSEN: tuple[str, str | Promise] = ("", _("Välj"))
UNKNOWN: tuple[str, str | Promise] = ("", _("Vet inte"))


def listed(list_id: str, group: str = "") -> Choices:
    """The codes of a list in the page's language; of all target groups when none is named."""
    found = codes.choices(list_id, group) if group else codes.code_list(list_id).codes
    return [(one.code, one.words.in_language(language())) for one in found]


def _words(words: dict[Any, Any]) -> Choices:
    return [(one.value, text.in_language(language())) for one, text in words.items()]


def _text(label: Any, *, most: int = 200, help_text: Any = "", **given: Any) -> forms.CharField:
    widget = forms.TextInput({"class": "ds-input", "autocomplete": "off"})
    return forms.CharField(
        label=label, required=False, max_length=most, help_text=help_text, widget=widget, **given
    )


def _long(label: Any, *, help_text: Any = "", rows: int = 3) -> forms.CharField:
    widget = forms.Textarea({"class": "ds-input", "rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=4000, help_text=help_text, widget=widget
    )


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date", "class": "ds-input"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=widget,
        input_formats=["%Y-%m-%d"],
        localize=False,
    )


def _choice(label: Any, *, required: bool = False, help_text: Any = "") -> forms.ChoiceField:
    widget = forms.Select({"class": "ds-input"})
    return forms.ChoiceField(label=label, required=required, help_text=help_text, widget=widget)


def new_key() -> str:
    """A mark of a save that nobody has used."""
    return secrets.token_urlsafe(24)


class SavedOnce(forms.Form):
    """A form that carries a mark of its own, so that a double click saves once."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.prepare()
        if "version" in self.initial:
            self.initial[SEEN] = seen_in(self.fields, self.initial)
        else:
            del self.fields[SEEN], self.fields["version"]
        for name, field in self.fields.items():
            if field.help_text and not field.widget.is_hidden:
                field.widget.attrs["aria-describedby"] = f"id_{name}_helptext"

    def prepare(self) -> None:
        """Give choices in the language of the page."""

    def choices(self, name: str, choices: Iterable[tuple[str, str | Promise]]) -> None:
        """What may be chosen in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class ClientForm(SavedOnce):
    """A client's own fields."""

    name = _text(_("Namn"), help_text=_("Lämna tomt om identiteten inte är känd."))
    birth_year = _text(_("Födelseår"), most=4)
    sex = _choice(_("Kön"))
    home_municipality = _choice(_("Folkbokförd i"))
    protection = _choice(_("Skyddade personuppgifter"))
    safe_ways = forms.MultipleChoiceField(
        label=_("Säkra sätt att nå klienten"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    safe_times = _text(_("När är det säkert?"))
    safe_warning = _long(
        _("Vad ska man aldrig göra?"),
        help_text=_("Till exempel: ring inte på kvällen, lämna aldrig meddelande."),
    )
    phone = _text(_("Telefon"))
    email = _text(_("E-post"))
    address = _text(_("Adress"))
    contact_needed = forms.BooleanField(
        label=_("Kontaktuppgifterna behövs i ärendet fastän uppgifterna är skyddade"),
        required=False,
    )

    def prepare(self) -> None:
        """Choices in the language of the page."""
        sexes: Choices = [(one.value, str(_WORDS_OF_SEX[one])) for one in Sex]
        self.choices("sex", [UNKNOWN, *sexes])
        self.choices(
            "protection",
            [(one.value, one.words.in_language(language())) for one in ProtectedIdentity],
        )
        self.choices("safe_ways", listed(codes.SAFE_WAY))

    def with_municipalities(self, known: Iterable[tuple[str, str]]) -> "ClientForm":
        """The same form with municipalities to choose from."""
        self.choices("home_municipality", [UNKNOWN, *known])
        return self

    def values(self) -> dict[str, str]:
        """The fields as they are stored."""
        kept = dict(self.cleaned_data)
        for name in _NOT_STORED:
            kept.pop(name, None)
        kept["safe_ways"] = ",".join(kept["safe_ways"])
        return {name: str(value) for name, value in kept.items()}


_NOT_STORED = (
    "key",
    "version",
    "seen",
    "protection",
    "contact_needed",
    "unit",
    "identity_number",
)
_WORDS_OF_SEX = {Sex.WOMAN: _("Kvinna"), Sex.MAN: _("Man"), Sex.OTHER: _("Annat")}


class NewClientForm(ClientForm):
    """A client to make: with identity number, or without known identity."""

    unit = _choice(_("Enhet"), required=True)
    identity_number = _text(
        _("Personnummer eller samordningsnummer"),
        most=20,
        help_text=_("Sparas inte: det blir en kod. Lämna tomt om identiteten inte är känd."),
    )

    field_order = ["unit", "identity_number", "name"]

    def with_units(self, units: Iterable[tuple[str, str]]) -> "NewClientForm":
        """The same form with units to choose from."""
        known = list(units)
        self.choices("unit", known)
        if len(known) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.initial["unit"] = known[0][0]
        return self


class EpisodeForm(SavedOnce):
    """An episode to open."""

    target_group = forms.ChoiceField(label=_("Målgrupp"), widget=forms.RadioSelect)
    way_in = _choice(_("Hur kom klienten hit?"))
    contacted_on = _day(_("Första kontakt"), help_text=_("Den dag då någon först hörde av sig."))
    opened_on = _day(_("Öppnad"), required=True)
    overall_goal = _long(_("Övergripande mål"), help_text=_("Med klientens egna ord."))

    def prepare(self) -> None:
        """Choices in the language of the page."""
        self.choices("target_group", _words(TARGET_WORDS))
        self.choices("way_in", [UNKNOWN, *listed(codes.WAY_IN)])

    def target(self) -> Target:
        """The target group that was chosen."""
        return Target(self.cleaned_data["target_group"])


class EpisodeFactsForm(SavedOnce):
    """What of an episode changes while it goes on."""

    way_in = _choice(_("Hur kom klienten hit?"))
    contacted_on = _day(_("Första kontakt"))
    planned_end_on = _day(_("Beräknas sluta"))
    overall_goal = _long(_("Övergripande mål"))
    attainment = _choice(_("Är målet uppnått?"))

    def prepare(self) -> None:
        """Choices in the language of the page."""
        self.choices("attainment", _words(ATTAINMENT_WORDS))

    def for_group(self, group: str) -> "EpisodeFactsForm":
        """The same form with the choices of a target group."""
        self.choices("way_in", [UNKNOWN, *listed(codes.WAY_IN, group)])
        return self


class StartForm(SavedOnce):
    """That help begins."""

    on = _day(_("Första dag med insats"), required=True)


class CloseForm(SavedOnce):
    """That an episode is closed."""

    on = _day(_("Sista dag"), required=True)
    reason = _choice(_("Skäl till avslut"), required=True)
    attainment = _choice(_("Är det övergripande målet uppnått?"))

    def prepare(self) -> None:
        """Choices in the language of the page."""
        self.choices("reason", [UNCHOSEN, *listed(codes.CLOSURE)])
        self.choices("attainment", _words(ATTAINMENT_WORDS))

    def attained(self) -> Attainment:
        """Whether the goal was reached."""
        return Attainment(self.cleaned_data["attainment"])


class ReasonForm(SavedOnce):
    """Something that is done for a written reason."""

    why = _long(_("Skäl"))


class InterventionForm(SavedOnce):
    """An intervention."""

    kind = _choice(_("Insats"), required=True)
    form = forms.ChoiceField(label=_("Form"), widget=forms.RadioSelect)
    provider = _choice(_("Utförare"), required=True)
    provider_name = _text(_("Utförarens namn"))
    started_on = _day(_("Från"))
    ended_on = _day(_("Till"))

    def prepare(self) -> None:
        """Choices in the language of the page."""
        self.choices(
            "form",
            [
                (Intervention.Form.BY_DECISION.value, _("Bistånd efter beslut")),
                (Intervention.Form.OPEN_SERVICE.value, _("Serviceinsats utan beslut")),
            ],
        )

    def for_group(self, group: str) -> "InterventionForm":
        """The same form with the choices of a target group."""
        self.choices("kind", [UNCHOSEN, *listed(codes.INTERVENTION, group)])
        self.choices("provider", listed(codes.PROVIDER, group))
        return self

    def with_own(self, own: Iterable[tuple[str, str, str]], group: str) -> "InterventionForm":
        """The same form with the unit's own interventions: id, kind and name, first in the list."""
        shipped = listed(codes.INTERVENTION, group)
        fitting = {code for code, _words in shipped}
        found = [(f"{kind}{OWN}{id}", name) for id, kind, name in own if kind in fitting]
        if found:
            field = self.fields["kind"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [
                UNCHOSEN,
                (_("Enhetens egna"), found),
                (_("Gemensamma"), shipped),
            ]
        return self

    def chosen(self) -> tuple[str, uuid.UUID | None]:
        """The kind that was chosen, and the unit's own intervention if it was one."""
        kind, _own, local = str(self.cleaned_data["kind"]).partition(OWN)
        return kind, uuid.UUID(local) if local else None


OWN = ":"
"""Stands between a kind and the unit's own intervention that counts as it."""


class LocalInterventionForm(SavedOnce):
    """An intervention of the unit's own."""

    name = _text(_("Namn"), most=120, help_text=_("Så som ni kallar insatsen på enheten."))
    kind = _choice(
        _("Räknas som"),
        required=True,
        help_text=_("I resultat och statistik räknas den som den gemensamma insatsen."),
    )

    def prepare(self) -> None:
        """Choices in the language of the page."""
        self.choices("kind", [UNCHOSEN, *listed(codes.INTERVENTION)])


class LocalNameForm(SavedOnce):
    """Another name for an intervention of the unit's own."""

    name = _text(
        _("Namn"),
        most=120,
        help_text=_("Gäller från nu. Där insatsen redan är given står det gamla namnet kvar."),
    )


class GoalForm(SavedOnce):
    """A goal."""

    text = _long(_("Mål"))
    attainment = _choice(_("Är målet uppnått?"))

    def prepare(self) -> None:
        """Choices in the language of the page."""
        self.choices("attainment", _words(ATTAINMENT_WORDS))


class LinkedForm(SavedOnce):
    """A linked person."""

    kind = _choice(_("Vem är det?"), required=True)
    name = _text(_("Namn"))
    birth_year = _text(_("Födelseår"), most=4)
    relation = _text(_("Relation till klienten"))
    identity_number = _text(
        _("Personnummer eller samordningsnummer"),
        most=20,
        help_text=_(
            "Sparas inte: det blir en kod. En våldsutövare som arbetar här spärras då från akten."
        ),
    )
    protection = _choice(_("Skyddade personuppgifter"))
    safe_warning = _long(_("Att tänka på före kontakt"))

    def prepare(self) -> None:
        """Choices in the language of the page."""
        kinds: Choices = [(one.value, WORDS_OF_KIND[one]) for one in LinkedPerson.Kind]
        self.choices("kind", kinds)
        self.choices(
            "protection",
            [(one.value, one.words.in_language(language())) for one in ProtectedIdentity],
        )


WORDS_OF_KIND = {
    LinkedPerson.Kind.CHILD: _("Barn"),
    LinkedPerson.Kind.PARENT: _("Förälder eller vårdnadshavare"),
    LinkedPerson.Kind.PERPETRATOR: _("Våldsutövare"),
    LinkedPerson.Kind.SUPPORT: _("Stödperson"),
    LinkedPerson.Kind.OTHER: _("Annan person"),
}


class MissedForm(SavedOnce):
    """That a wave is not held."""

    reason = _choice(_("Varför blev mätningen inte av?"), required=True)

    def prepare(self) -> None:
        """Choices in the language of the page."""
        self.choices("reason", [UNCHOSEN, *listed(codes.MISSED)])


class DueForm(SavedOnce):
    """The day that a wave is due."""

    due_on = _day(_("Ska göras senast"), required=True)


class ExtraWaveForm(SavedOnce):
    """One wave more than the usual."""

    due_on = _day(
        _("Ska göras senast"),
        required=True,
        help_text=_("I dag eller senare, och efter de andra mätningarna av samma slag."),
    )


class AssignForm(SavedOnce):
    """Who is to have a client."""

    to = _choice(_("Handläggare eller team"), required=True)


class ClearanceForm(SavedOnce):
    """Who is to be let in to a protected client."""

    user = _choice(_("Vem ska släppas in?"), required=True)


class TransferForm(ReasonForm):
    """To which unit a client goes, and why."""

    unit = _choice(_("Till enhet"), required=True)

    field_order = ["unit", "why"]


class BlockForm(SavedOnce):
    """Whom a client's record is hidden from."""

    user = _choice(_("Medarbetare"), help_text=_("Eller skriv ett personnummer nedan."))
    identity_number = _text(
        _("Personnummer"), most=20, help_text=_("Sparas inte: det blir en kod.")
    )
    reason = _choice(_("Skäl"), required=True)

    def prepare(self) -> None:
        """Choices in the language of the page."""
        self.choices("reason", [(one.value, WORDS_OF_BLOCK[one]) for one in BlockReason])


WORDS_OF_BLOCK = {
    BlockReason.CLOSE: _("Närstående eller vän"),
    BlockReason.PARTY: _("Själv part i ärendet"),
    BlockReason.THREAT: _("Risk för personen"),
    BlockReason.WISH: _("Klientens önskan"),
}


class GlassForm(SavedOnce):
    """Why a record must be opened in an emergency."""

    reason = _choice(_("Skäl"), required=True)
    text = _long(_("Beskriv varför"), help_text=_("Chefen får veta, och kan läsa vad du skriver."))

    def prepare(self) -> None:
        """Choices in the language of the page."""
        self.choices("reason", [(one.value, WORDS_OF_GLASS[one]) for one in GlassReason])


class LocateForm(GlassForm):
    """Whose record must be opened in an emergency."""

    identity_number = _text(_("Klientens personnummer"), most=20)

    field_order = ["identity_number", "reason", "text"]


WORDS_OF_GLASS = {
    GlassReason.LIFE: _("Fara för liv eller hälsa"),
    GlassReason.CHILD: _("Ett barn far illa"),
    GlassReason.ON_CALL: _("Jour eller beredskap"),
    GlassReason.ABSENCE: _("Den ansvariga går inte att nå"),
}
