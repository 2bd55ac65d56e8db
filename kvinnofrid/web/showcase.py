"""Made-up contents for the page that shows every component. Shown in demo and tests only."""

from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kvinnofrid import charts
from kvinnofrid.web.components import (
    Answer,
    Card,
    Choice,
    Column,
    DataTable,
    Download,
    FilterForm,
    KeyFigure,
    Link,
    Option,
    Pages,
    Picture,
    SearchField,
    Share,
    Term,
)
from kvinnofrid.web.drawing import language


def _bars() -> SafeString:
    chart = charts.ShareBars(
        title=_("Tre kommuner, andel ja"),
        groups=(
            charts.ShareGroup(
                "",
                (
                    charts.Share("Alsele", 88),
                    charts.Share("Björkaryd", 73),
                    charts.Share("Östra Näs", None),
                ),
            ),
        ),
        share_name=_("Andel ja"),
    )
    words = charts.ENGLISH if language() == "en" else charts.SWEDISH
    return mark_safe(charts.responsive(chart, prefix="staplar", words=words))  # noqa: S308


def _table(key: str, rows: int = 4) -> DataTable:
    lines: list[tuple[Any, ...]] = [
        (Link("Alsele", "#tabeller"), 12345, Share(0.53), Answer("yes")),
        ("Björkaryd", 987, Share(0.5), Answer("partly")),
        ("Åkers by", Decimal("1234.5"), Share(0.041, decimals=1), Answer("no")),
        ("Östra Näs", None, Share(None), Answer("missing")),
        ("Ärla", 7, Share(1), Answer("not_applicable")),
    ]
    return DataTable(
        key=key,
        caption=_("Påhittade kommuner"),
        columns=[
            Column(_("Kommun")),
            Column(_("Invånare"), numeric=True),
            Column(_("Andel ja"), numeric=True),
            Column(_("Har rutin")),
        ],
        rows=(lines * 8)[:rows],
    )


def contents(address: str) -> dict[str, Any]:
    """What the page shows; `address` is its own, for links that lead back to it."""
    return {
        "key_figures": [
            KeyFigure(_("Ja-svar i riket"), Share(0.53), _("60 indikatorer, 2015, 290 svarande")),
            KeyFigure(_("Svarande"), 12345, _("av 12 400 tillfrågade"), address),
            KeyFigure(_("Uppföljda"), None, _("Frågan ställdes inte 2015")),
        ],
        "picture": Picture(
            key="figur",
            title=_("Tre kommuner, andel ja"),
            svg=_bars(),
            note=_("Staplarna visar hur stor del av frågorna som besvarats med ja."),
            source=_("Påhittade siffror"),
            table=_table("figur-tabell", rows=3),
            downloads=[
                Download("CSV", address),
                Download("XLSX", address),
                Download("SVG", address),
                Download("PNG", address),
            ],
        ),
        "table": _table("tabell", rows=24),
        "nothing": None,
        "answers": ["yes", "partly", "no", "not_applicable", "missing"],
        "notices": ["info", "success", "warning", "danger"],
        "cards": [
            Card(
                _("Din kommun"),
                address,
                _("Se hur kommunen ligger till mot länet och riket."),
                _("Kommuner"),
            ),
            Card(_("Frågorna"), address, _("Vad som frågades, och hur svaren räknas.")),
            Card(_("Data"), address, _("Hämta allt som CSV eller Excel.")),
        ],
        "subnavigation": [
            Link(_("Översikt"), address, current=True),
            Link(_("Matris"), address),
            Link(_("Rangordning"), address),
        ],
        "filters": FilterForm(
            key="filter",
            label=_("Välj vad tabellen visar"),
            fields=[
                Choice(
                    "lan",
                    _("Län"),
                    [Option("", _("Alla län")), Option("03", "Uppsala län")],
                    chosen="03",
                ),
                SearchField("namn", _("Namn")),
            ],
            results="resultat",
            address=address,
        ),
        "pages": Pages(number=5, count=12, address=f"{address}?sida={{page}}"),
        "terms": [
            Term(_("Kommunkod"), "0305"),
            Term(_("Invånare 31 december"), 22123),
            Term(_("Rang"), None),
        ],
    }
