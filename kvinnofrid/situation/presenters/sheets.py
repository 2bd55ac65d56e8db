"""The figures of the pages as files: a row for each area, year and sign, hidden ones said so."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Sign
from kvinnofrid.situation.presenters import told
from kvinnofrid.situation.presenters.base import label
from kvinnofrid.situation.presenters.comparing import Beside, Comparing, Other
from kvinnofrid.situation.presenters.tables import Whole
from kvinnofrid.situation.rules import Level, Standing
from kvinnofrid.spreadsheets.writing import Cell, Sheet
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web.public_pages import say

DECIMALS = 2


def header() -> list[str]:
    """The columns of `row`."""
    return [
        _("Tal"), _("Namn"), _("Enhet"), _("Områdeskod"), _("Område"), _("År"), _("Läge"),
        _("Antal"), _("Bland"), _("Av alla"), _("Värde"), _("Osäkerhet från"), _("Osäkerhet till"),
        _("Plats"), _("Platser"), _("Utgåva"),
    ]  # fmt: skip


def row(
    sign: Sign,
    level: Level,
    *,
    code: str,
    name: str,
    year: int,
    standing: Standing | None,
    release: int,
) -> list[Cell]:
    """A level as a row; what is hidden is empty, and its state says so."""
    times = 1 if sign.kind == "rate" else 100
    value, ends = level.value, level.interval
    return [
        sign.code,
        say(sign.name),
        _("per 10\u00a0000 invånare") if sign.kind == "rate" else _("procent"),
        code,
        name,
        year,
        _("visas") if value is not None else told.instead(level),
        level.count,
        level.n,
        level.of,
        None if value is None else rounded(value * times, DECIMALS),
        None if ends is None else round(ends.low * times, DECIMALS),
        None if ends is None else round(ends.high * times, DECIMALS),
        None if standing is None else standing.rank.position,
        None if standing is None else standing.rank.of,
        release,
    ]


def of_place(comparing: Comparing, wholes: Iterable[Whole]) -> Sequence[Sheet]:
    """The signs of an area and of those it is compared with, its tables, and what they mean."""
    return [
        Sheet(_("Tal"), header(), list(_levels(comparing))),
        Sheet(
            _("Tabeller"),
            [
                _("Indikator"),
                _("Namn"),
                _("Klass"),
                _("Antal"),
                _("Bland"),
                _("Procent"),
                _("Läge"),
            ],
            [
                [
                    one.key,
                    one.title,
                    line.label,
                    line.number,
                    line.of,
                    None if line.share is None else rounded(100 * line.share, DECIMALS),
                    _("dolt") if line.number is None else _("visas"),
                ]
                for one in wholes
                for line in one.lines
            ],
        ),
        definitions(comparing.picture.signs.signs),
    ]


def _levels(comparing: Comparing) -> Iterable[list[Cell]]:
    picture, area = comparing.picture, comparing.area
    for sign in picture.signs.signs:
        for year, source in picture.history.items():
            code = comparing.code(sign, year) or area.code
            yield row(
                sign,
                comparing.own(sign, year),
                code=code,
                name=comparing.page.named(code),
                year=year,
                standing=comparing.standing(sign) if year == comparing.year else None,
                release=source.release.number,
            )
        for other in comparing.others:
            found = comparing.beside(sign, other)
            yield row(
                sign,
                found.level,
                code="" if other.is_group else found.rows[0],
                name=found.whose or _named(other, found),
                year=comparing.year,
                standing=None,
                release=picture.release.number,
            )


def _named(other: Other, found: Beside) -> str:
    """Its name; that of a group with how many of its members the figure is of."""
    if not other.is_group:
        return other.name
    said = {"group": other.name, "n": found.areas, "all": len(other.codes)}
    return _("%(group)s (%(n)s av %(all)s kommuner)") % said


def definitions(signs: Iterable[Sign]) -> Sheet:
    """What each sign means."""
    rows: list[list[Cell]] = [
        [one.code, label(one), say(one.definition), one.outcome, one.table, ", ".join(one.counted)]
        for one in signs
    ]
    head = [_("Tal"), _("Namn"), _("Definition"), _("Indikator"), _("Tabell"), _("Klasser")]
    return Sheet(_("Definitioner"), head, rows)
