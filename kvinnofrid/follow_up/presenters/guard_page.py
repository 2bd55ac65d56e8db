"""The blocks of a client in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kvinnofrid.follow_up.forms import WORDS_OF_BLOCK
from kvinnofrid.follow_up.presenters import words
from kvinnofrid.records.models import Block, Clearance
from kvinnofrid.records.rules import BlockReason


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A block: whom it is for, why, and what has been proposed."""

    id: str
    whom: str
    reason: str
    set_by: str
    when: str
    proposed_by: str
    own_proposal: bool


@dataclass(frozen=True, slots=True)
class ClearanceLine:
    """Who is let in to a protected client, or proposed to be."""

    id: str
    whom: str
    proposed_by: str
    approved_by: str
    may_approve: bool


def clearances(found: Sequence[Clearance], *, by: str) -> list[ClearanceLine]:
    """The clearances as lines. Another than who proposed, and than who it is for, approves."""
    return [
        ClearanceLine(
            str(one.pk),
            one.user.full_name,
            one.proposed_by.full_name,
            one.approved_by.full_name if one.approved_by else "",
            one.approved_by is None and by not in (str(one.proposed_by_id), str(one.user_id)),
        )
        for one in found
    ]


def guards(found: Sequence[Block], *, by: str) -> list[BlockLine]:
    """The blocks as lines. Whom an identity belongs to is not known, and not shown."""
    return [
        BlockLine(
            str(one.pk),
            one.user.full_name if one.user else _("Den som har ett visst personnummer"),
            str(WORDS_OF_BLOCK[BlockReason(one.reason)]),
            one.by.full_name,
            words.moment(one.at),
            one.lift_proposed_by.full_name if one.lift_proposed_by else "",
            str(one.lift_proposed_by_id or "") == by,
        )
        for one in found
    ]
