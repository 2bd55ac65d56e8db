"""What the pages of taking in an extract show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.access.policy import ZONE
from kvinnofrid.accounts.models import Unit
from kvinnofrid.catalogue import Text
from kvinnofrid.exchange import import_operations, import_rules
from kvinnofrid.exchange.import_operations import Tried, Waiting
from kvinnofrid.exchange.import_rules import EMPTY, FIELDS, PART_WORDS, SKIP, Understanding
from kvinnofrid.exchange.models import CaseSystemExtract
from kvinnofrid.exchange.refusals import Refusal
from kvinnofrid.follow_up.rules import TARGET_WORDS
from kvinnofrid.spreadsheets.writing import csv_bytes
from kvinnofrid.web.components import Column, DataTable, Link, Term
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_number

SHOWN_REFUSALS = 100
Given = Mapping[str, str]
Status = CaseSystemExtract.Status


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a drop-down list."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under a heading; the heading may be empty."""

    label: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Row:
    """A drop-down list for a column or a value."""

    name: str
    label: str
    groups: Sequence[Group]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where one may go with an extract."""

    start: str
    columns: str
    codes: str
    trial: str
    report: str
    save: str
    take_in: str
    discard: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of codes: what it holds, and its values."""

    id: str
    label: str
    rows: Sequence[Row]
    too_many: bool


def addresses(unit: Unit, extract: object) -> Addresses:
    """Where one may go."""

    def to(name: str) -> str:
        return reverse(f"exchange:import-{name}", args=[unit.organisation_id, unit.pk, extract])

    start = reverse("exchange:import", args=[unit.organisation_id, unit.pk])
    return Addresses(
        start,
        *(to(one) for one in ("columns", "codes", "trial", "report", "save", "load", "discard")),
    )


def waiting_table(unit: Unit, found: Sequence[CaseSystemExtract]) -> DataTable | None:
    """The user's own extracts of the unit."""
    if not found:
        return None
    return DataTable(
        "extracts",
        _("Dina filer"),
        [Column(_("Tid")), Column(_("Läge")), Column(_("Klienter"), True)],
        [
            (
                f"{one.at.astimezone(ZONE):%Y-%m-%d %H:%M}",
                Link(_("Väntar: fortsätt"), addresses(unit, one.pk).columns)
                if one.status == Status.WAITING
                else _status(one),
                one.counts.get("clients"),
            )
            for one in found
        ],
    )


def _status(one: CaseSystemExtract) -> str:
    return _("Inläst") if one.status == Status.TAKEN_IN else _("Kastad")


def column_rows(waiting: Waiting, *, today: date) -> list[Row]:
    """For each heading of the file, what it may hold."""
    lang = language()
    known = import_operations.instruments(waiting.row.organisation_id, today=today)
    fields: dict[str, list[tuple[str, str]]] = {part: [] for part in PART_WORDS}
    for one in FIELDS.values():
        fields[one.part].append((one.id, one.words.in_language(lang)))
    answers: dict[str, str] = {}
    for instrument in known.values():
        for item in instrument.items:
            if item.kind == "text":
                continue
            words = item.text.in_language(lang)
            answers.setdefault(f"q_{item.id}", words)
            for choice in item.choices if item.kind == "multiple" else ():
                said = f"{words} – {choice.text.in_language(lang)}"
                answers.setdefault(f"q_{item.id}__{choice.code}", said)
    groups = [
        *((PART_WORDS[part].in_language(lang), found) for part, found in fields.items()),
        (_("Svar"), list(answers.items())),
    ]
    return [
        Row(
            f"column-{index}",
            heading,
            [
                Group("", [Choice(SKIP, _("Läs inte"), not waiting.how.columns.get(heading))]),
                *(
                    Group(
                        name,
                        [
                            Choice(to, said, waiting.how.columns.get(heading) == to)
                            for to, said in found
                        ],
                    )
                    for name, found in groups
                ),
            ],
        )
        for index, heading in enumerate(waiting.table.header)
        if heading
    ]


def chosen_columns(waiting: Waiting, given: Given) -> tuple[Understanding, str]:
    """What was chosen, and what is wrong with it (empty when nothing is)."""
    columns: dict[str, str] = {}
    for index, heading in enumerate(waiting.table.header):
        wanted = given.get(f"column-{index}", "")
        if not heading or not (wanted in FIELDS or wanted.startswith("q_")):
            continue
        if wanted in columns.values():
            return waiting.how, _("Två kolumner har valts till samma sak. Välj en av dem.")
        columns[heading] = wanted
    target = given.get("target_group", "")
    target = target if target in {str(one) for one in TARGET_WORDS} else ""
    how = Understanding(columns, waiting.how.codes, target)
    wanted_columns = set(columns.values())
    if not wanted_columns & {"client_reference", "identity_number"}:
        return how, import_operations.NOT_UNDERSTOOD.in_language(language())
    if "opened_on" not in wanted_columns:
        return how, import_operations.NOT_UNDERSTOOD.in_language(language())
    if "target_group" not in wanted_columns and not target:
        return how, _("Välj en kolumn för målgruppen, eller en målgrupp för hela filen.")
    return how, ""


def target_row(how: Understanding) -> Row:
    """The target group of the whole file."""
    choices = [
        Choice("", _("Står i en kolumn"), not how.target_group),
        *(
            Choice(str(one), words.in_language(language()), how.target_group == str(one))
            for one, words in TARGET_WORDS.items()
        ),
    ]
    return Row("target_group", _("Målgrupp för hela filen"), [Group("", choices)])


def coded(waiting: Waiting, *, today: date) -> list[Coded]:
    """The columns of codes with their values, and which code each stands for."""
    known = import_operations.instruments(waiting.row.organisation_id, today=today)
    found = []
    columns = import_operations.code_columns(waiting.how, known)
    for number, (wanted, heading) in enumerate(columns.items()):
        values = waiting.how.codes.get(wanted, {})
        codes = import_operations.codes_of(wanted, known)
        rows = [
            Row(f"code-{number}-{place}", value, [Group("", _code_choices(codes, code))])
            for place, (value, code) in enumerate(values.items())
        ]
        many = len(waiting.table.values(heading)) > import_rules.MOST_VALUES
        found.append(Coded(wanted, heading, [] if many else rows, many))
    return found


def _code_choices(codes: Sequence[tuple[str, Text]], chosen: str) -> list[Choice]:
    lang = language()
    return [
        Choice("", _("Ingen kod: raden läses inte in"), not chosen),
        Choice(EMPTY, _("Lämna tomt"), chosen == EMPTY),
        *(Choice(code, words.in_language(lang), code == chosen) for code, words in codes),
    ]


def chosen_codes(waiting: Waiting, given: Given, *, today: date) -> Understanding:
    """The codes that were chosen."""
    codes: dict[str, dict[str, str]] = {}
    for one in coded(waiting, today=today):
        codes[one.id] = {row.label: given.get(row.name, "") for row in one.rows}
    return Understanding(waiting.how.columns, codes, waiting.how.target_group)


def figures(tried: Tried) -> list[Term]:
    """What it would come to."""
    said = [
        Term(_("Rader i filen"), _number(tried.read.rows)),
        Term(_("Nya klienter"), _number(tried.new_clients)),
        Term(_("Klienter som redan finns"), _number(tried.known_clients)),
        Term(_("Nya insatsperioder"), _number(tried.new_episodes)),
        Term(_("Nya mätningar"), _number(tried.new_waves)),
        Term(_("Klienter som inte kan läsas in"), _number(tried.refused_clients)),
    ]
    for number, label, note in (
        (tried.read.same_rows, _("Rader som är lika en annan"), _("De räknas en gång.")),
        (
            tried.unlikely,
            _("Osannolika svar"),
            _("De läses in, med skälet att de kommer ur ett annat system."),
        ),
        (
            tried.not_asked,
            _("Svar som inte hör till tillfället"),
            _("De läses inte in: frågan ställs inte då, eller gäller inte."),
        ),
    ):
        if number:
            said.append(Term(label, _number(number), note))
    return said


def _number(value: int) -> str:
    return format_number(value, language())


def refusal_table(found: Sequence[Refusal]) -> DataTable:
    """What was refused, where, why and what to do."""
    lang = language()
    return DataTable(
        "refusals",
        _("Rader som inte kan läsas in"),
        [Column(_("Rad"), True), Column(_("Kolumn")), Column(_("Värde")), Column(_("Varför")),
         Column(_("Gör så här"))],
        [
            (
                one.line,
                one.column or "–",
                one.value or "–",
                one.reason.in_language(lang),
                one.remedy.in_language(lang),
            )
            for one in found[:SHOWN_REFUSALS]
        ],
    )  # fmt: skip


def report(found: Sequence[Refusal]) -> bytes:
    """All that was refused, as a table that a spreadsheet program opens."""
    lang = language()
    return csv_bytes(
        (_("Rad"), _("Kolumn"), _("Värde"), _("Varför"), _("Gör så här")),
        [
            (
                one.line,
                one.column,
                one.value,
                one.reason.in_language(lang),
                one.remedy.in_language(lang),
            )
            for one in found
        ],
    )
