"""What the pages of the public face show, made of what the domains below say."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.portal.credits import Borrowed, Source
from kvinnofrid.web.components import Card, Column, DataTable


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
            _("Om siffrorna"),
            reverse("portal:about"),
            _("Vem som har svarat, vad svaren säger och vad de inte säger."),
        ),
    ]


def sources_table(sources: Sequence[Source]) -> DataTable:
    """The sources of the data as a table."""
    return DataTable(
        key="kallor",
        caption=_("Uppgifterna och deras källor"),
        caption_hidden=True,
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
