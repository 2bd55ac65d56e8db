"""What the pages of data in and out say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Actor, Object, Organisation, Reason
from kvinnofrid.access.values import Unit as UnitObject
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.models import Unit
from kvinnofrid.exchange.coded_operations import CODED, Taken, Wanted
from kvinnofrid.exchange.import_operations import TAKE_IN
from kvinnofrid.exchange.research_operations import SEE
from kvinnofrid.exchange.rules import REASON_WORDS
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.spreadsheets.writing import Cell
from kvinnofrid.web.components import Card
from kvinnofrid.web.drawing import language


@dataclass(frozen=True, slots=True)
class Place:
    """A unit or an organisation, and what one may do there."""

    name: str
    cards: Sequence[Card]


def may(by: Actor, action: str, place: Object, *, now: datetime) -> bool:
    """Whether the actor may, or would after giving the second factor anew."""
    said = decide(by, action, place, now)
    return bool(said) or said.reason is Reason.CONFIRM_AGAIN


def places(by: Actor, *, now: datetime) -> list[Place]:
    """Where one may do something of this, with entrances."""
    found = []
    for organisation in dict.fromkeys(one.organisation for one in by.memberships):
        for unit in accounts.units_of(int(organisation), on=now.date()):
            cards = _unit_cards(by, unit, now=now)
            if cards:
                found.append(Place(place_name(unit, on=now.date()), cards))
        if may(by, SEE, Organisation(organisation), now=now):
            card = Card(
                _("Forskningsuttag"),
                reverse("exchange:research", args=[int(organisation)]),
                _("Det som lämnas till någon utanför organisationen, beslutat av två."),
            )
            name = organisations.register().place(int(organisation), on=now.date()).name
            found.append(Place(name, [card]))
    return found


def _unit_cards(by: Actor, unit: Unit, *, now: datetime) -> list[Card]:
    place = UnitObject(str(unit.organisation_id), str(unit.pk))
    cards = []
    if may(by, CODED, place, now=now):
        cards.append(
            Card(
                _("Ta ut kodade uppgifter"),
                reverse("exchange:coded", args=[unit.organisation_id, unit.pk]),
                _("Svar och insatser som koder, utan namn, för den egna analytikern."),
            )
        )
    if may(by, TAKE_IN, place, now=now):
        cards.append(
            Card(
                _("Läs in ur ett annat system"),
                reverse("exchange:import", args=[unit.organisation_id, unit.pk]),
                _("Klienter, insatsperioder och mätningar ur en fil, prövade innan de läses in."),
            )
        )
    return cards


def place_name(unit: Unit, *, on: date) -> str:
    """A unit with its organisation."""
    return f"{unit.name}, {organisations.register().place(unit.organisation_id, on=on).name}"


def about(taken: Taken, wanted: Wanted, *, on: date) -> list[tuple[str, Cell]]:
    """What a file says of itself."""
    return [
        (_("Enhet"), place_name(taken.unit, on=on)),
        (_("Dag för uttaget"), on),
        (_("Beteckning i loggen"), taken.name),
        (_("Insatsperioder som pågick under"), str(wanted.year or _("Alla år"))),
        (_("Skäl"), REASON_WORDS[wanted.reason].in_language(language())),
        (_("Klienter"), taken.data.clients),
        (_("Insatsperioder"), taken.data.episodes),
        (_("Rader"), len(taken.data.rows)),
        (
            _("Varning"),
            _("Uppgifterna är kodade men gäller enskilda: de omfattas av sekretess."),
        ),
    ]
