"""Areas that are told of together because they are too small to be told of by themselves.

How many are in an area is shown, so a small area is put together with others under the same one
above. Nobody may find the size of a member by subtraction: neither from the sum, nor knowing that
every member is small, nor knowing one member's size already.
"""

from collections.abc import Mapping, Sequence

from kvinnofrid.disclosure.rows import Guard


def few(number: int, guard: Guard) -> bool:
    """Whether there is somebody, but fewer than may be shown."""
    return 0 < number < guard.threshold


def sound(members: Sequence[int], guard: Guard) -> bool:
    """Whether the size of an area of areas may be shown: it is nobody or enough, and the members
    are nobody or enough to each other."""
    total = sum(members)
    if few(total, guard):
        return False
    return not guard.insiders or not few(total - max(members, default=0), guard)


def pooled(
    sizes: Mapping[str, int], small: frozenset[str], order: Sequence[str], guard: Guard, least: int
) -> frozenset[str]:
    """The areas to tell of together; none when nobody is in a small one.

    `small` may not be shown by themselves. Where they hide each other too little, others are put to
    them in `order`, which must be known to everybody and not follow from the sizes: until `least`
    have somebody, or two if each of them has enough, and no more than a part may not be known. All
    of the areas, when nothing less is enough: then only their sum may be shown.
    """
    if not any(sizes[one] for one in small):
        return frozenset()
    found = set(small) | {one for one, size in sizes.items() if size < guard.threshold}
    rest = [one for one in order if one not in found]
    while not _hide_each_other([sizes[one] for one in found], guard, least):
        if not rest:
            return frozenset(sizes)
        found.add(rest.pop(0))
    return frozenset(found)


def _hide_each_other(sizes: Sequence[int], guard: Guard, least: int) -> bool:
    some = [size for size in sizes if size]
    total, most = sum(some), guard.threshold - 1
    many = least if min(some, default=0) <= most else min(least, 2)
    if len(some) < many or total < guard.threshold:
        return False
    known = 1 if guard.insiders else 0
    if known and total - max(some) < guard.threshold:
        return False
    if max(some) > most:
        return True
    left = total - known * min(some)  # everybody knows that each of them is at most `most`
    return left <= most * (len(some) - 1 - known)
