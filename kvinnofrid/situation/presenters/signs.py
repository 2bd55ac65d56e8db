"""The signs of an area in words and tables, beside those it is compared with."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvinnofrid.catalogue import Sign, SituationPart
from kvinnofrid.organisations.queries import Kind
from kvinnofrid.situation.presenters import told
from kvinnofrid.situation.presenters.base import address_of_sign, label
from kvinnofrid.situation.presenters.comparing import Comparing, Other
from kvinnofrid.situation.queries import SURVEY
from kvinnofrid.situation.rules import State
from kvinnofrid.web.components import Cell, Column, DataTable, KeyFigure, Link
from kvinnofrid.web.public_pages import say

MOST_NAMED = 12
"""So many of those that are missing from a group are named."""


def said_of(comparing: Comparing, sign: Sign, other: Other) -> str:
    """What a sign comes to in another, of how many, and whose it is if not the other's alone."""
    found = comparing.beside(sign, other)
    text = told.said(sign, found.level)
    if found.level.value is None:
        return text
    is_same = found.rows == (comparing.code(sign),)
    if other.is_group:
        if is_same:
            return _("ingen annan i gruppen visas")
        return _("%(value)s (%(n)s av %(all)s kommuner)") % {
            "value": text,
            "n": found.areas,
            "all": len(other.codes),
        }
    if is_same:
        return _("%(value)s (samma tal: visas tillsammans)") % {"value": text}
    if found.whose:
        text = _("%(value)s (%(whose)s)") % {"value": text, "whose": found.whose}
    if other.is_chosen:
        of_how_many = "" if sign.kind == "rate" else told.among(sign, found.level)
        more = (of_how_many, _how(comparing, sign, other))
        text = ", ".join(one for one in (text, *more) if one)
    return text


def _how(comparing: Comparing, sign: Sign, other: Other) -> str:
    """How the area stands to one that the reader has chosen, where it can be said."""
    level = comparing.level_of(sign, other)
    name = comparing.whose(sign) or comparing.own_in_text
    return told.compared(comparing.own(sign), level, name, turned=True)


def key_figure(comparing: Comparing, sign: Sign) -> KeyFigure:
    """A sign with all that it needs to be understood."""
    level = comparing.own(sign)
    parts = [told.because(level), told.among(sign, level)]
    if level.interval is not None:
        parts.append(_("osäkerhet %(span)s") % {"span": told.interval(sign, level)})
    if whose := comparing.whose(sign):
        parts.insert(0, _("för %(whose)s") % {"whose": whose})
    for other in comparing.others:
        beside = comparing.level_of(sign, other)
        if beside.state is not State.ABSENT or not other.is_group:
            said = told.said(sign, beside)
            if other.is_group:
                said = said_of(comparing, sign, other)
            parts.append(f"{other.in_text} {said}")
    parts.append(told.standing(comparing.standing(sign)))
    context = ", ".join(one for one in parts if one)
    if whose or level.state is State.HIDDEN:
        context = f"{context[:1].upper()}{context[1:]}"
    context += "." if context else ""
    return KeyFigure(label(sign), told.said(sign, level), context, address_of_sign(sign))


def own_said(comparing: Comparing, sign: Sign) -> str:
    """What a sign comes to, with a mark when it is of others than the page is of."""
    said = told.said(sign, comparing.own(sign))
    return f"{said}\u00a0*" if comparing.whose(sign) else said


def table(comparing: Comparing, part: SituationPart) -> DataTable:
    """The signs of a part, each with its uncertainty and beside those it is compared with."""
    others, ranked = comparing.others, comparing.area.kind != Kind.NATION
    columns = [
        Column(_("Tal")),
        Column(comparing.own_name, True),
        Column(_("Osäkerhet"), True),
        Column(_("Av hur många")),
        *(Column(one.name, _is_narrow(comparing, part, one)) for one in others),
        *([Column(_("Plats"))] if ranked else []),
    ]
    rows: list[Sequence[Cell]] = []
    for sign in part.signs:
        own = comparing.own(sign)
        row: list[Cell] = [
            Link(label(sign), address_of_sign(sign)),
            own_said(comparing, sign),
            told.interval(sign, own) or "–",
            among(comparing, sign),
            *(said_of(comparing, sign, one) for one in others),
        ]
        if ranked:
            row.append(told.standing(comparing.standing(sign)) or "–")
        rows.append(row)
    return DataTable(
        key=f"tal-{part.id}",
        caption=_("%(part)s, tal för %(year)s") % {"part": say(part.name), "year": comparing.year},
        columns=columns,
        rows=rows,
        caption_hidden=True,
        stacked=True,
    )


def _is_narrow(comparing: Comparing, part: SituationPart, other: Other) -> bool:
    """Whether a column has numbers alone, and not words that must be broken."""
    own = all(not comparing.beside(sign, other).whose for sign in part.signs)
    return own and not other.is_chosen and not other.is_group


def among(comparing: Comparing, sign: Sign) -> str:
    """Of how many a sign is, and of whom when these are others too."""
    found = [told.among(sign, comparing.own(sign))]
    if whose := comparing.whose(sign):
        found.append(_("* för %(whose)s") % {"whose": whose})
    return ", ".join(one for one in found if one) or "–"


def answered(comparing: Comparing, part: SituationPart) -> str:
    """How many have answered the clients' own survey, beside how many episodes were closed; empty
    in a part that has nothing of the survey.
    """
    picture, code, year = comparing.picture, comparing.area.code, comparing.year
    codes = [*(one.outcome for one in part.signs), *(one.outcome for one in part.shown)]
    named = map(picture.outcome, codes)
    if not any(one is not None and one.population == SURVEY for one in named):
        return ""
    found = picture.everybody(SURVEY, code, year)
    if found is None:
        return _("Utgåvan säger inget om klienternas egen enkät %(year)s.") % {"year": year}
    seen, number = found
    said = [
        _("%(n)s har svarat på klienternas egen enkät %(year)s (%(whose)s).")
        % {"n": told.number(number), "year": year, "whose": comparing.page.in_text(seen.code)}
    ]
    closed = picture.everybody("closed", seen.code, year)
    if closed is not None and closed[0].alone:
        said.append(
            _("Samma år avslutades %(n)s insatsperioder där, inte säkert för samma personer.")
            % {"n": told.number(closed[1])}
        )
    said.append(_("Hur många som fick enkäten och inte svarade sparas inte."))
    return " ".join(said)


def group_said(comparing: Comparing) -> str:
    """How many of the group are in its figures, and which are not; empty without a group.

    Told of the sign that most are in: others may have fewer, which each says for itself.
    """
    group = comparing.group
    if group is None:
        return ""
    every = (comparing.beside(sign, group) for sign in comparing.picture.signs.signs)
    found = max(every, key=lambda one: one.areas)
    if not found.areas:
        return _("Utgåvan visar ingen kommun i gruppen %(group)s.") % {"group": group.name}
    if not found.missing:
        said = _(
            "Talen för gruppen %(group)s är lagda ihop av kommunerna i den, som mest alla %(all)s."
            " Vid varje tal står hur många."
        )
        return said % {"group": group.name, "all": len(group.codes)}
    said = _(
        "Talen för gruppen %(group)s är inte hela gruppens: de är lagda ihop av de kommuner i den"
        " som utgåvan visar, som mest %(n)s av %(all)s. Vid varje tal står hur många."
    ) % {"group": group.name, "n": found.areas, "all": len(group.codes)}
    left = len(found.missing) - MOST_NAMED
    names = ", ".join(found.missing[:MOST_NAMED])
    if left > 0:
        more = ngettext("och %(n)s till", "och %(n)s till", left) % {"n": left}
        names = f"{names} {more}"
    without = _("Inte med: %(names)s.") % {"names": names}
    return f"{said} {without}"
