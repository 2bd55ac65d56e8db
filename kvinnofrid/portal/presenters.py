"""What the pages of the public face show, made of what the domains below say."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.portal.credits import Borrowed, Source
from kvinnofrid.web.components import Card, Column, DataTable, Link


def entrances() -> list[Card]:
    """Ways on from the start page."""
    return [
        Card(
            _("Öppna jämförelser"),
            reverse("comparisons:index"),
            _("Fråga för fråga: vad kommunerna svarade, för hela landet och för var och en."),
        ),
        Card(
            _("Din kommun eller ditt län"),
            reverse("organisations:index"),
            _("Folkmängd, grupp och svar, och vilka som liknar er mest."),
        ),
        Card(
            _("Öppna data"),
            reverse("portal:open-data"),
            _("Hämta allt med ett program, också ett som är gjort för Kolada."),
        ),
        Card(
            _("Om siffrorna"),
            reverse("portal:about"),
            _("Vem som har svarat, vad svaren säger och vad de inte säger."),
        ),
    ]


def _addresses(key: str, caption: str, rows: Sequence[tuple[str, str]]) -> DataTable:
    return DataTable(
        key=key,
        caption=caption,
        caption_hidden=True,
        stacked=True,
        columns=[Column(_("Adress")), Column(_("Vad du får"))],
        rows=[(Link(address, address), words) for address, words in rows],
    )


def kolada_table() -> DataTable:
    """Addresses of the Kolada-shaped interface that can be opened as they stand."""
    return _addresses(
        "kolada",
        _("Adresser som i Koladas API"),
        [
            ("/v3/kpi?title=skyddat", _("Nyckeltal vars titel innehåller ett ord")),
            ("/v3/municipality", _("Kommuner, regioner och riket")),
            ("/v3/municipality_groups", _("Län, kommungrupper och storleksklasser")),
            ("/v3/ou", _("Stadsdelar som svarat")),
            ("/v3/data/municipality/1281/year/2015", _("En kommuns alla värden ett år")),
            (
                "/v3/data/kpi/oj-brottsoffer-2015-KUN01/year/2015",
                _("Ett nyckeltals värden ett år, med ovägda medelvärden för grupper"),
            ),
        ],
    )


def released_table() -> DataTable:
    """Addresses of the released tables that can be opened as they stand."""
    return _addresses(
        "utgavor",
        _("Adresser till publicerade tabeller"),
        [
            ("/api/v2/tables", _("Tabellerna i den utgåva som gäller, med id och namn")),
            (
                "/api/v2/tables/target_group/data?outputFormat=xlsx",
                _("En tabell som kalkylblad, för riket och länen"),
            ),
            ("/data/sv/target_group.csv", _("En hel tabell som CSV, en rad per cell")),
            ("/datasets/dcat", _("Katalogen för Sveriges dataportal, enligt DCAT-AP-SE")),
        ],
    )


def own_table() -> DataTable:
    """Addresses of our own interface that can be opened as they stand."""
    return _addresses(
        "eget",
        _("Adresser i vårt eget API"),
        [
            ("/api/rounds", _("Omgångarna")),
            (
                "/api/rounds/oj-brottsoffer-2015/indicators",
                _("Indikatorer med definition, räknade svar och tryckt andel"),
            ),
            (
                "/api/rounds/oj-brottsoffer-2015/respondents",
                _("De som svarat, ordnade efter antal ja"),
            ),
            ("/api/rounds/oj-brottsoffer-2015/answers", _("Svaren, sida för sida")),
            ("/api/series", _("Publicerade andelar för riket genom åren")),
            ("/api/organisations/municipality", _("Kommunerna, i dag eller en viss dag")),
        ],
    )


def sources_table(sources: Sequence[Source]) -> DataTable:
    """The sources of the data as a table."""
    return DataTable(
        key="kallor",
        caption=_("Uppgifterna och deras källor"),
        caption_hidden=True,
        stacked=True,
        columns=[Column(_("Uppgifter")), Column(_("Utgivare")), Column(_("Villkor"))],
        rows=[(source.what, source.publisher, source.licence) for source in sources],
    )


def borrowed_table(things: Sequence[Borrowed]) -> DataTable:
    """What the pages borrow as a table."""
    return DataTable(
        key="lanat",
        caption=_("Lånade delar av webbplatsen"),
        caption_hidden=True,
        columns=[Column(_("Del")), Column(_("Version")), Column(_("Licens"))],
        rows=[(thing.name, thing.version, thing.licence) for thing in things],
    )
