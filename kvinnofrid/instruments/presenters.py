"""What the pages of instruments show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language_info, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Actor, Organisation
from kvinnofrid.catalogue import Instrument, Text
from kvinnofrid.instruments.forms import OCCASIONS, TARGET_GROUPS
from kvinnofrid.instruments.models import InstrumentVersion
from kvinnofrid.instruments.queries import (
    instrument_of,
    local,
    newer_regional,
    version_before,
)
from kvinnofrid.organisations.queries import register
from kvinnofrid.questionnaires import Difference, diff
from kvinnofrid.questionnaires.xlsform import Lost
from kvinnofrid.web.components import Cell, Column, DataTable, Link, Term
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_day

Status = InstrumentVersion.Status


@dataclass(frozen=True, slots=True)
class Around:
    """Which organisation it is, and the way between its pages."""

    place: str
    overview: str
    take_in: str
    may_draft: bool
    made_up: bool


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """An organisation's own versions, and what is shipped."""

    around: Around
    own: DataTable | None
    regional: DataTable | None
    shipped: DataTable
    structures: DataTable


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A version: what it is, what was lost, and what may be done with it."""

    around: Around
    title: str
    status: str
    about: list[Term]
    lost: DataTable | None
    preview: str
    download: str
    differences: str
    newer: str
    """The county's version that it is not built on; empty when there is none."""
    newer_differences: str
    publish: str
    discard: str
    withdraw: str


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """What differs between a version and the one before it."""

    around: Around
    title: str
    before: str
    table: DataTable | None
    back: str


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A form as it will be, with the choice of occasion and language."""

    around: Around
    title: str
    about: str
    back: str
    download: str
    occasions: list[Link]
    languages: list[Link]


def said(text: Text) -> str:
    """A text in the language of the page."""
    return text.in_language(language())


def address(name: str, organisation: str, *more: object) -> str:
    """An address of the organisation's instruments."""
    return reverse(f"instruments:{name}", args=[organisation, *more])


def places(organisations: Sequence[str], *, on: date) -> list[Link]:
    """The organisations whose instruments somebody may see."""
    return [
        Link(register().place(int(one), on=on).full_name, address("overview", one))
        for one in organisations
    ]


def around(organisation: str, *, by: Actor, now: datetime) -> Around:
    """What stands around a page of an organisation."""
    at = local(now)
    return Around(
        place=register().place(int(organisation), on=at.date()).full_name,
        overview=address("overview", organisation),
        take_in=address("take-in", organisation),
        may_draft=decide(by, "instrument.draft", Organisation(organisation), at).allowed,
        made_up=settings.MODE == "demo",
    )


def overview(
    organisation: str,
    own: Sequence[InstrumentVersion],
    shipped: Sequence[Instrument],
    regional: Sequence[InstrumentVersion],
    *,
    by: Actor,
    now: datetime,
) -> OverviewPage:
    """The start page of an organisation's instruments."""
    with_text = [one for one in shipped if one.items]
    without = [one for one in shipped if not one.items]
    return OverviewPage(
        around=around(organisation, by=by, now=now),
        own=_own(organisation, own) if own else None,
        regional=_regional(organisation, regional) if regional else None,
        shipped=DataTable(
            key="medfoljande",
            caption=_("Formulär att prova och hämta"),
            columns=[
                Column(_("Formulär")),
                Column(_("Version")),
                Column(_("Målgrupper")),
                Column(_("Frågor"), numeric=True),
            ],
            rows=[_shipped_row(organisation, one) for one in with_text],
        ),
        structures=DataTable(
            key="metoder",
            caption=_("Metoder och hur svaren läses"),
            columns=[Column(_("Metod")), Column(_("Hur svaren läses"))],
            rows=[[said(one.title), mode_words(one.mode)] for one in without],
        ),
    )


def _own(organisation: str, own: Sequence[InstrumentVersion]) -> DataTable:
    rows: list[list[Cell]] = []
    for version in own:
        link = Link(
            said(instrument_of(version).title), address("version", organisation, version.id)
        )
        changed = version.withdrawn_at or version.published_at or version.made_at
        day = format_day(local(changed).date())
        rows.append([link, version.version, Status(version.status).label, day])
    columns = [Column(_("Formulär")), Column(_("Version")), Column(_("Läge")), Column(_("Sedan"))]
    return DataTable("egna", _("Egna versioner"), columns, rows)


def of_county(version: InstrumentVersion) -> str:
    """A county's version as it is called where a municipality builds on it."""
    title = said(instrument_of(version).title)
    return _("%(title)s, länets version %(version)s") % {
        "title": title,
        "version": version.version,
    }


def _regional(organisation: str, found: Sequence[InstrumentVersion]) -> DataTable:
    rows: list[list[Cell]] = []
    for version in found:
        instrument = instrument_of(version)
        link = Link(said(instrument.title), address("regional", organisation, version.id))
        added = sum(item.variable == "regional" for item in instrument.items)
        day = format_day(local(version.published_at or version.made_at).date())
        rows.append([link, version.version, added, day])
    columns = [
        Column(_("Formulär")),
        Column(_("Version")),
        Column(_("Länets frågor"), numeric=True),
        Column(_("Sedan")),
    ]
    return DataTable("lanets", _("Länets versioner"), columns, rows)


def _shipped_row(organisation: str, one: Instrument) -> list[Cell]:
    link = Link(said(one.title), address("shipped", organisation, one.id))
    return [link, one.version, groups_words(one.target_groups), len(one.items)]


def groups_words(groups: Iterable[str]) -> str:
    """Target groups in words."""
    names = dict(TARGET_GROUPS)
    return ", ".join(str(names[one]) for one in groups)


def occasions_words(occasions: Iterable[str]) -> str:
    """Occasions in words."""
    names = dict(OCCASIONS)
    return ", ".join(str(names[one]) for one in occasions)


def mode_words(mode: str) -> str:
    """How answers are read, in words."""
    return {
        "summed_score": _("Poäng läggs ihop"),
        "structured_judgement": _("Faktorer bedöms, nivån sätts av den professionella"),
        "none": _("Svaren räknas inte ihop"),
    }[mode]


def name_of(code: str) -> str:
    """What a language calls itself; its code when Django does not know it."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def version(
    organisation: str, version: InstrumentVersion, *, by: Actor, now: datetime
) -> VersionPage:
    """The page of a version."""
    instrument = instrument_of(version)
    may = decide(by, "instrument.publish", Organisation(organisation), local(now))
    draft, published = version.status == Status.DRAFT, version.status == Status.PUBLISHED
    more = (organisation, version.id)
    newer = newer_regional(version, on=local(now).date())
    return VersionPage(
        around=around(organisation, by=by, now=now),
        title=f"{said(instrument.title)} {version.version}",
        status=str(Status(version.status).label),
        about=list(_about(version, instrument)),
        lost=lost_table([Lost(*one) for one in version.lost]) if version.lost else None,
        preview=address("preview", *more),
        download=address("download", *more),
        differences=address("differences", *more) if version_before(version) else "",
        newer=of_county(newer) if newer else "",
        newer_differences=f"{address('differences', *more)}?lanet=1" if newer else "",
        publish=address("publish", *more) if may.allowed and draft else "",
        discard=address("discard", *more) if may.allowed and draft else "",
        withdraw=address("withdraw", *more) if may.allowed and published else "",
    )


LAYERS = {
    "core": pgettext_lazy("questions", "kärnans"),
    "regional": pgettext_lazy("questions", "länets"),
    "local": pgettext_lazy("questions", "egna"),
}


def _about(version: InstrumentVersion, instrument: Instrument) -> Iterable[Term]:
    yield Term(_("Läge"), Status(version.status).label)
    yield Term(_("Målgrupper"), groups_words(instrument.target_groups))
    yield Term(_("Tillfällen"), occasions_words(instrument.occasions))
    yield Term(_("Frågor"), str(len(instrument.items)))
    yield Term(_("Språk"), ", ".join(map(name_of, instrument.languages)))
    yield Term(_("Hur svaren läses"), mode_words(instrument.mode))
    if instrument.extends is not None:
        yield Term(_("Bygger på"), f"{instrument.extends.id} {instrument.extends.version}")
    if instrument.through is not None:
        layer = f"{instrument.through.id} {instrument.through.version}"
        yield Term(_("Och på länets version"), layer)
    layers = [
        f"{words} {number}"
        for level, words in LAYERS.items()
        if (number := sum(item.variable == level for item in instrument.items))
    ]
    if instrument.extends is not None:
        yield Term(_("Lager"), ", ".join(layers))
    yield Term(_("Inläst"), format_day(local(version.made_at).date()))
    if version.published_at is not None:
        yield Term(_("Publicerad"), format_day(local(version.published_at).date()))
        yield Term(_("Kontrollsumma"), version.digest[:16])
    if version.withdrawn_at is not None:
        yield Term(_("Indragen"), format_day(local(version.withdrawn_at).date()))
        yield Term(_("Skäl"), version.withdrawn_because)


def lost_table(lost: Sequence[Lost]) -> DataTable:
    """What was not carried over."""
    return DataTable(
        key="inte-med",
        caption=_("Delar av filen som inte är med"),
        columns=[Column(_("Fråga")), Column(_("Vad"))],
        rows=[[one.about or _("Hela formuläret"), one.in_language(language())] for one in lost],
    )


def differences(
    organisation: str, version: InstrumentVersion, before: Instrument, *, by: Actor, now: datetime
) -> DifferencesPage:
    """What differs from the version before."""
    after = instrument_of(version)
    found = diff(before, after)
    return DifferencesPage(
        around=around(organisation, by=by, now=now),
        title=f"{said(after.title)} {version.version}",
        before=f"{said(before.title)} {before.version}",
        table=_differences(found, before, after) if found else None,
        back=address("version", organisation, version.id),
    )


def _differences(found: Sequence[Difference], before: Instrument, after: Instrument) -> DataTable:
    kinds = {
        "added": pgettext("difference", "Ny"),
        "removed": pgettext("difference", "Borttagen"),
        "moved": pgettext("difference", "Flyttad"),
        "changed": pgettext("difference", "Ändrad"),
    }
    texts = {item.id: item.text.in_language(language()) for item in (*before.items, *after.items)}
    return DataTable(
        key="skillnader",
        caption=_("Skillnader i ordning"),
        columns=[
            Column(_("Vad")),
            Column(_("Skillnad")),
            Column(_("Gäller")),
            Column(_("Jämförbart")),
        ],
        rows=[
            [
                texts.get(one.id, one.id) or of_words(one.of),
                kinds[one.kind],
                ", ".join(field_words(name) for name in one.fields) or None,
                _("Nej, serien bryts") if one.breaks else _("Ja"),
            ]
            for one in found
        ],
    )


def of_words(of: str) -> str:
    """What part of an instrument it is, in words."""
    return {
        "instrument": _("Formuläret"),
        "items": _("Fråga"),
        "sections": _("Avsnitt"),
        "areas": _("Livsområde"),
        "sums": _("Poängsumma"),
    }[of]


def field_words(name: str) -> str:
    """A field of the schema in words; one without words by its name."""
    return {
        "text": _("frågans text"),
        "title": _("rubriken"),
        "help": _("hjälptexten"),
        "choices": _("svarsalternativen"),
        "scale": _("skalan"),
        "required": _("om den ska besvaras"),
        "applies": _("när den ställs"),
        "occasions": _("tillfällena"),
        "constraints": _("kraven på svaret"),
        "order": _("ordningen"),
        "section": _("avsnittet"),
        "kind": _("slaget av svar"),
        "extends": _("vad det bygger på"),
        "through": _("länets version under det"),
        "target_groups": _("målgrupperna"),
        "mode": _("hur svaren läses"),
        "languages": _("språken"),
        "description": _("beskrivningen"),
        "source": _("källan"),
        "text_by": _("vem som äger texten"),
        "id": _("beteckningen"),
    }.get(name, name)


def preview(
    organisation: str,
    instrument: Instrument,
    own: InstrumentVersion | None,
    *,
    occasion: str,
    shown_in: str,
    by: Actor,
    now: datetime,
) -> PreviewPage:
    """The page where a form can be tried; nothing that is answered is kept."""
    key: object = instrument.id if own is None else own.id
    here = address("shipped" if own is None else "preview", organisation, key)
    back = address("overview", organisation)
    download = address("shipped-download" if own is None else "download", organisation, key)
    if own is not None and own.organisation == organisation:
        back = address("version", organisation, own.id)
    elif own is not None:
        here = address("regional", organisation, own.id)
        download = address("regional-download", organisation, own.id)
    occasions = dict(OCCASIONS)
    return PreviewPage(
        around=around(organisation, by=by, now=now),
        title=said(instrument.title),
        about=said(instrument.description),
        back=back,
        download=download,
        occasions=[
            Link(occasions[one], f"{here}?tillfalle={one}&sprak={shown_in}", one == occasion)
            for one in instrument.occasions
        ],
        languages=[
            Link(name_of(one), f"{here}?tillfalle={occasion}&sprak={one}", one == shown_in)
            for one in instrument.languages
        ],
    )
