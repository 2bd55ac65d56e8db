"""The figures of a view as a file for the own analyst: the same lines as the page, no more."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kvinnofrid.spreadsheets.writing import Cell, Sheet, csv_bytes, xlsx_bytes
from kvinnofrid.unit_results import lines, presenters
from kvinnofrid.unit_results.operations import Results
from kvinnofrid.web.drawing import language
from kvinnofrid.web.told_answers import questions


def header() -> tuple[str, ...]:
    """The columns of `rows`."""
    return (
        _("Indikator"),
        _("Namn"),
        _("Tabell"),
        _("Klass"),
        _("Antal"),
        _("Av antal"),
        _("Dolt"),
        _("År"),
        _("Urval"),
        _("Definition"),
        _("Påhittade uppgifter"),
    )


def rows(found: Results) -> Iterator[tuple[Cell, ...]]:
    """A row for each line of each table; a hidden figure is empty and says that it is hidden."""
    shared = (
        found.view.year,
        presenters.choices()[presenters.code_of(found.view.chosen)],
        found.indicators.version,
        _("ja") if found.synthetic else _("nej"),
    )
    for outcome, told in found.told:
        name = outcome.name.in_language(language())
        shown = lines.tables(outcome, told)
        if not shown:
            yield outcome.code, name, "", "", None, None, _("dolt"), *shared
        for table in shown:
            for one in table.lines:
                hidden = _("dolt") if one.number is None else ""
                yield (
                    *(outcome.code, name, table.heading, one.label),
                    *(one.number, one.of, hidden),
                    *shared,
                )
    yield from _survey(found, shared)


def _survey(found: Results, shared: tuple[Cell, ...]) -> Iterator[tuple[Cell, ...]]:
    for one in found.surveys or ():
        instrument = one.instrument
        for question in questions(one.instrument, one.told, one.answered):
            for line in question.lines:
                hidden = _("dolt") if line.number is None else ""
                yield (
                    *(f"{instrument.id}.{question.item}", question.text, "", line.label),
                    *(line.number, line.of, hidden),
                    *shared[:2],
                    instrument.version,
                    *shared[3:],
                )


def file(found: Results, form: str) -> bytes:
    """The file, as `csv` or `xlsx`."""
    body = list(rows(found))
    if form == "csv":
        return csv_bytes(header(), body)
    about: list[tuple[str, Cell]] = [
        (_("Enhet"), found.unit.name),
        (_("År"), found.view.year),
        (_("Definition"), f"{found.indicators.id} {found.indicators.version}"),
        (_("Påhittade uppgifter"), _("ja") if found.synthetic else _("nej")),
        (_("Dolt"), _("Färre än fem klienter, eller det som skulle röja dem.")),
    ]
    return xlsx_bytes([Sheet(_("Resultat"), header(), body)], about=about)
