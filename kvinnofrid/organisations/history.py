"""The history of a place: its versions, and what came before and after it."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from kvinnofrid.organisations import queries
from kvinnofrid.organisations.models import Succession
from kvinnofrid.organisations.queries import Place, Register
from kvinnofrid.web.components import Cell, Column, DataTable


def history(place: Place) -> DataTable | None:
    """Its versions and successions in order of time; None when nothing is known to have changed."""
    register = queries.register()
    versions = register.versions[place.id]
    events = [(row[0], row) for row in _events(place, register)]
    if len(versions) == 1 and not events and place.ended is None:
        return None
    rows = [(_day(one), _version_row(one, register)) for one in versions] + events
    rows.sort(key=lambda pair: pair[0])
    return DataTable(
        "historik",
        _("Historik för %(name)s") % {"name": place.name},
        [
            Column(_("Från och med")),
            Column(_("Till och med")),
            Column(_("Vad som gällde")),
        ],
        [row for _when, row in rows],
        caption_hidden=True,
    )


def _day(version: Place) -> str:
    return version.valid_from.isoformat()


def _version_row(version: Place, register: Register) -> Sequence[Cell]:
    above = register.parent(version, on=version.valid_from)
    what = f"{version.full_name}, {version.code}"
    if above is not None:
        what += f", {above.full_name}"
    begin = version.valid_from.isoformat()
    if not version.begin_known and version.valid_from == version.begun:
        begin = _("listad från %(day)s") % {"day": begin}
    elif not version.begin_known:
        begin = _("omkring %(day)s") % {"day": begin}
    return (begin, _last_day(version.valid_to), what)


def _last_day(end: date | None) -> str:
    return "" if end is None else (end - timedelta(days=1)).isoformat()


def _events(place: Place, register: Register) -> list[Sequence[str]]:
    """Mergers and splits that the place had a part in."""
    rows: list[Sequence[str]] = []
    for one in register.successions:
        before = register.versions[one.predecessor][-1].name
        after = register.versions[one.successor][-1].name
        how = str(Succession.How(one.how).label)
        if one.predecessor == place.id:
            said = _("Efterträddes av %(name)s (%(how)s)") % {"name": after, "how": how}
        elif one.successor == place.id:
            said = _("Efterträdde %(name)s (%(how)s)") % {"name": before, "how": how}
        else:
            continue
        rows.append((one.took_place.isoformat(), "", said))
    return rows
