"""What surely stands out: against the nation, and against the year before."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Sign
from kvinnofrid.situation.presenters import told
from kvinnofrid.situation.presenters.base import address_of_sign, label
from kvinnofrid.situation.presenters.comparing import Comparing
from kvinnofrid.situation.rules import Against, Level, against
from kvinnofrid.web.components import Link


@dataclass(frozen=True, slots=True)
class Finding:
    """A sign that surely differs, in words. `good` is None when neither way is better."""

    link: Link
    said: str
    good: bool | None


def from_nation(comparing: Comparing) -> list[Finding]:
    """What surely differs from the nation; nothing for the nation itself."""
    if not comparing.others:
        return []
    nation = comparing.others[-1]
    return list(
        _found(
            comparing,
            (
                (sign, comparing.own(sign), comparing.level_of(sign, nation), nation.in_text)
                for sign in comparing.picture.signs.signs
            ),
        )
    )


def from_year_before(comparing: Comparing) -> list[Finding]:
    """What surely differs from the year before, where the two years are counted alike."""
    before = comparing.year - 1
    if before not in comparing.picture.history:
        return []
    return list(
        _found(
            comparing,
            (
                (sign, comparing.own(sign), comparing.own(sign, before), str(before))
                for sign in comparing.picture.signs.signs
                if comparing.year not in comparing.picture.breaks(sign.outcome)
                and comparing.code(sign) == comparing.code(sign, before)
            ),
        )
    )


def _found(
    comparing: Comparing, pairs: Iterator[tuple[Sign, Level, Level, str]]
) -> Iterator[Finding]:
    for sign, own, other, name in pairs:
        how = against(own, other)
        if how in (Against.UNKNOWN, Against.ALIKE):
            continue
        good = None
        if sign.better != "neither":
            good = (how is Against.HIGHER) == (sign.better == "up")
        words = _("%(own)s (%(name)s %(other)s)") % {
            "own": told.said(sign, own),
            "name": name,
            "other": told.said(sign, other),
        }
        whose = comparing.whose(sign)
        title = f"{label(sign)} ({whose})" if whose else label(sign)
        yield Finding(Link(title, address_of_sign(sign)), words, good)
