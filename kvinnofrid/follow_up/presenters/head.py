"""The head of every page about a client: who, how protected, what to know before any contact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Text
from kvinnofrid.follow_up import codes
from kvinnofrid.follow_up.operations import ClientSeen
from kvinnofrid.follow_up.presenters import words
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.records.rules import ProtectedIdentity
from kvinnofrid.web.components import Term


def name_of(values: Mapping[str, str], record: str) -> str:
    """A client's name, or what they are called without one."""
    unknown = _("Okänt namn, akt %(reference)s") % {"reference": record[:6].upper()}
    return values.get("name", "") or unknown


@dataclass(frozen=True, slots=True)
class Head:
    """The client as every page shows it."""

    id: str
    name: str
    reference: str
    protection: Text | None
    protected: bool
    synthetic: bool
    through_glass: bool
    closed: bool
    may_write: bool
    known_identity: bool
    safe: list[Term] = field(default_factory=list)
    contact: list[Term] = field(default_factory=list)
    contact_hidden: bool = False
    address: str = ""

    def to(self, name: str, *more: object) -> str:
        """The address of a page about the client."""
        return reverse(f"follow_up:{name}", args=[self.id, *more])


def head(seen: ClientSeen) -> Head:
    """The head of a client's pages."""
    values = dict(seen.values)
    safe_ways = [words.coded(codes.SAFE_WAY, one) for one in _split(values.get("safe_ways", ""))]
    safe = [
        Term(
            _("Säkra sätt"), ", ".join(safe_ways) if safe_ways else _("Inget är antecknat. Fråga.")
        ),
    ]
    if values.get("safe_times"):
        safe.append(Term(_("När"), values["safe_times"]))
    if values.get("safe_warning"):
        safe.append(Term(_("Aldrig"), values["safe_warning"]))
    contact = [
        Term(label, values[name])
        for name, label in (
            ("phone", _("Telefon")),
            ("email", _("E-post")),
            ("address", _("Adress")),
        )
        if values.get(name)
    ]
    protection = None if seen.protection is ProtectedIdentity.NONE else seen.protection.words
    return Head(
        id=seen.id,
        name=name_of(values, seen.id),
        reference=seen.reference,
        protection=protection,
        protected=seen.protected,
        synthetic=seen.synthetic,
        through_glass=seen.through_glass,
        closed=seen.closed,
        may_write=seen.may_write,
        known_identity=seen.known_identity,
        safe=safe,
        contact=contact,
        contact_hidden=not seen.contact_shown,
        address=reverse("follow_up:client", args=[seen.id]),
    )


def _split(text: str) -> list[str]:
    return [one for one in text.split(",") if one]


def municipality(code: str, *, on: date) -> str:
    """The name of a municipality by its code, the code itself when there is none."""
    found = organisations.register().by_code(organisations.Kind.MUNICIPALITY, code, on=on)
    return found.name if found is not None else code
