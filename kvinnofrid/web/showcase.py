"""Made-up contents for the page that shows every component. Shown in demo and tests only."""

from decimal import Decimal
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

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

SVG = (
    '<svg class="ch" viewBox="0 0 320 96" role="img" aria-labelledby="exempel-svg">'
    '<title id="exempel-svg">53, 44, 47</title><g fill="currentColor">'
    '<rect x="0" y="8" width="265" height="20" rx="3"/>'
    '<rect x="0" y="38" width="220" height="20" rx="3"/>'
    '<rect x="0" y="68" width="235" height="20" rx="3"/></g></svg>'
)


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
            title=_("Tre kommuner, antal ja"),
            svg=mark_safe(SVG),  # noqa: S308  a constant above
            note=_("Staplarna visar hur många av 60 frågor som besvarats med ja."),
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
