"""Counts that may be shown, as lines of a table: hidden ones say so, joined ones stand together."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kvinnofrid.statistics.small_groups import Guarded


@dataclass(frozen=True, slots=True)
class Line:
    """A class, how many are in it and of how many; `number` None says that it is hidden."""

    label: str
    number: int | None
    of: int | None

    @property
    def share(self) -> Decimal | None:
        """The part of the whole, 0–1; None when it is hidden or there is nobody."""
        if self.number is None or not self.of:
            return None
        return Decimal(self.number) / Decimal(self.of)


def lines_of(
    guarded: Guarded,
    *,
    order: Sequence[str],
    words: Callable[[str], str],
    of: int | None,
    beside: Collection[str] = (),
    unsaid: Collection[str] = (),
) -> Iterator[Line]:
    """A line for each class in `order` and for those that stand together.

    Classes `beside` the table are not in it, unless they are joined with one that is; `unsaid` ones
    have no line when nobody is in them.
    """
    hidden = {one for members, _number in guarded.joined for one in members} | guarded.hidden
    for code in order:
        if code in hidden:
            yield Line(words(code), None, of)
        elif code in guarded.shown and code not in beside:
            number = guarded.shown[code]
            if number or code not in unsaid:
                yield Line(words(code), number, of)
    for members, number in guarded.joined:
        names = ", ".join(words(code) for code in members)
        yield Line(_("Tillsammans: %(names)s") % {"names": names}, number, of)


def denominator(guarded: Guarded, n: int, beside: Collection[str]) -> int | None:
    """Those in no class that stands `beside`; None when it must not be known."""
    known = {
        *guarded.shown,
        *guarded.hidden,
        *(one for members, _number in guarded.joined for one in members),
    }
    wanted = known & set(beside)
    if not wanted <= set(guarded.shown):
        return None
    return n - sum(guarded.shown[one] for one in wanted)
