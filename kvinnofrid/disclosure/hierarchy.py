"""Dimensions from codes and from lists of child and parent, checked so that sums can be made."""

from collections.abc import Iterable, Mapping, Sequence

from kvinnofrid.disclosure.errors import TableError
from kvinnofrid.disclosure.values import TOTAL, Dimension


def flat(name: str, codes: Iterable[str]) -> Dimension:
    """A dimension without levels: every code is a child of `Total`.

    Codes keep the order in which they first come.
    """
    leaves = tuple(dict.fromkeys(codes))
    if TOTAL in leaves:
        raise TableError(
            f"koden {TOTAL} står bland värdena",
            f"Ta bort rader med {TOTAL}: summorna räknas fram ur de minsta cellerna.",
            where=f"dimensionen {name}",
        )
    return Dimension(name, leaves, (dict.fromkeys(leaves, TOTAL),))


def hierarchical(
    name: str, lists: Sequence[tuple[str, Sequence[tuple[str, str]]]], used: Iterable[str]
) -> Dimension:
    """A dimension from lists of (child, parent), each with the name of the file it came from.

    `used` are the codes in the data; each must be a leaf of every list. A leaf without data counts
    zero. Raises TableError for a cycle, a code with two parents, a gap on the way to `Total`, and
    for lists that do not have the same leaves.
    """
    parents = [_parents(where, rows) for where, rows in lists]
    leaves = _leaves(parents[0])
    for (where, _), mapping in zip(lists, parents, strict=True):
        own = set(_leaves(mapping))
        if own != set(leaves):
            odd = sorted(own ^ set(leaves))[0]
            raise TableError(
                f"koden {odd} är minsta nivå i en av filerna men inte i {lists[0][0]}",
                "Alla grupperingar av samma dimension ska ha samma minsta koder.",
                where=where,
            )
        for code in used:
            if code not in own:
                raise TableError(
                    f"koden {code} finns i data men är inte en minsta kod i hierarkin",
                    "Lägg till koden med sin överordnade, eller rätta koden i data. Data ska bara "
                    "innehålla minsta koder; summorna räknas fram.",
                    where=where,
                )
        _same_meaning(where, mapping, lists[0][0], parents[0])
    return Dimension(name, leaves, tuple(parents))


def _parents(where: str, rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for child, parent in rows:
        if not child or not parent:
            raise TableError(
                f"en rad saknar kod: {child or '?'},{parent or '?'}",
                "Varje rad ska ha en kod och dess överordnade.",
                where=where,
            )
        if child == TOTAL:
            raise TableError(
                f"{TOTAL} har en överordnad ({parent})",
                f"Ta bort raden: {TOTAL} är toppen.",
                where=where,
            )
        if found.setdefault(child, parent) != parent:
            raise TableError(
                f"koden {child} har två överordnade: {found[child]} och {parent}",
                "Lägg den andra grupperingen i en egen fil och ange båda filerna.",
                where=where,
            )
    if not found:
        raise TableError(
            "filen har inga rader", f"Skriv rader kod,överordnad upp till {TOTAL}.", where=where
        )
    for start in found:
        _way_up(where, start, found)
    return found


def _way_up(where: str, start: str, parents: Mapping[str, str]) -> None:
    seen = {start}
    code = parents[start]
    while code != TOTAL:
        if code in seen:
            raise TableError(
                f"koderna går runt: {code} är överordnad sig själv",
                f"Rätta raderna så att varje kod leder upp till {TOTAL}.",
                where=where,
            )
        seen.add(code)
        if code not in parents:
            raise TableError(
                f"koden {code} är överordnad {start} men saknar egen rad",
                f"Lägg till raden {code},{TOTAL} eller den nivå som {code} hör till.",
                where=where,
            )
        code = parents[code]


def _leaves(parents: Mapping[str, str]) -> tuple[str, ...]:
    above = set(parents.values())
    return tuple(code for code in parents if code not in above)


def members(parents: Mapping[str, str], leaves: Sequence[str]) -> dict[str, frozenset[str]]:
    """The leaves below every code of a hierarchy, itself for a leaf."""
    found: dict[str, set[str]] = {}
    for leaf in leaves:
        code = leaf
        found.setdefault(code, set()).add(leaf)
        while code != TOTAL:
            code = parents[code]
            found.setdefault(code, set()).add(leaf)
    return {code: frozenset(below) for code, below in found.items()}


def _same_meaning(
    where: str, mapping: Mapping[str, str], first: str, original: Mapping[str, str]
) -> None:
    """A code in two hierarchies must hold the same leaves, or a published sum means two things."""
    own, other = (members(m, _leaves(m)) for m in (mapping, original))
    for code in sorted(own.keys() & other.keys()):
        if own[code] != other[code]:
            raise TableError(
                f"koden {code} omfattar inte samma minsta koder som i {first}",
                "Ge grupperna olika namn.",
                where=where,
            )
