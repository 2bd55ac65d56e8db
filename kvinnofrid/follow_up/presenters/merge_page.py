"""Two records that may become one: what each holds, and what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.follow_up.forms import ClientForm
from kvinnofrid.follow_up.models import Episode
from kvinnofrid.follow_up.operations import MergePreview, MergeSide
from kvinnofrid.follow_up.presenters import words
from kvinnofrid.follow_up.presenters.head import name_of
from kvinnofrid.records.operations import Line
from kvinnofrid.web.components import Column, DataTable
from kvinnofrid.web.numbers import format_day


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that could be the same person's."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """What becomes of two records."""

    gone: str
    name: str
    table: DataTable
    moves: list[str]
    filled: str
    different: list[str]
    swapped: str


def candidates(found: Iterable[Line], *, but: str) -> list[Candidate]:
    """The open records among those found, but the one that is to be kept."""
    return [
        Candidate(line.id, f"{name_of(line.values, line.id)}, {_reference(line.id)}")
        for line in found
        if line.id != but and not line.closed
    ]


def _reference(record: str) -> str:
    return _("akt %(reference)s") % {"reference": record[:6].upper()}


def page(found: MergePreview) -> Page:
    """The page of a choice of two."""
    kept, gone = found.kept, found.gone
    labels = {name: str(field.label) for name, field in ClientForm().fields.items()}
    labels["language"] = _("Språk")
    return Page(
        gone=gone.id,
        name=f"{name_of(gone.values, gone.id)}, {_reference(gone.id)}",
        table=_table(kept, gone),
        moves=[_episode(one) for one in gone.episodes],
        filled=", ".join(labels[name].lower() for name in found.filled),
        different=[labels[name] for name in found.different],
        swapped=reverse("follow_up:merge", args=[gone.id]),
    )


def _table(kept: MergeSide, gone: MergeSide) -> DataTable:
    def row(label: str, one: object, other: object, after: object) -> list[object]:
        return [label, str(one), str(other), str(after)]

    known = {True: _("känd"), False: _("inte känd")}
    rows = [
        row(_("Upplagd"), format_day(kept.created_on), format_day(gone.created_on), "–"),
        row(
            _("Identitet"),
            known[kept.known_identity],
            known[gone.known_identity],
            known[kept.known_identity or gone.known_identity],
        ),
        *(
            row(label, one, other, one + other)
            for label, one, other in (
                (_("Insatsperioder"), len(kept.episodes), len(gone.episodes)),
                (_("Sparade mätningar"), kept.waves, gone.waves),
                (_("Påbörjade utkast"), kept.drafts, gone.drafts),
                (_("Kopplade personer"), kept.linked, gone.linked),
            )
        ),
    ]
    columns = [
        Column(_("Vad")),
        Column(_("Den här akten, %(reference)s") % {"reference": kept.id[:6].upper()}),
        Column(_("Den andra, %(reference)s") % {"reference": gone.id[:6].upper()}),
        Column(_("Efteråt i den här")),
    ]
    return DataTable("merge", _("Vad akterna innehåller"), columns, rows)  # type: ignore[arg-type]


def _episode(one: Episode) -> str:
    return (
        f"{words.target(one.target_group)}, {_('från')} {format_day(one.opened_on)}:"
        f" {words.status(one.status).lower()}"
    )
