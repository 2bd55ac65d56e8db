"""Protecting a table: primary cells, a pattern, the audit. Nothing comes out unaudited."""

import time
from collections.abc import Callable, Sequence

import numpy as np

from kvinnofrid.disclosure import audit as auditing
from kvinnofrid.disclosure import blocks
from kvinnofrid.disclosure.errors import ImpossibleError, TableError, TooLargeError
from kvinnofrid.disclosure.grid import Grid, build, size_of
from kvinnofrid.disclosure.primary import ask, primary_cells
from kvinnofrid.disclosure.values import (
    MOST_CELLS,
    Audit,
    Dimension,
    Known,
    ProtectedTable,
    Protection,
    Rule,
    Table,
    Witness,
)

SHOWN = 3
BYTES_PER_CELL = 25_000


def refuse_if_too_large(dimensions: Sequence[Dimension], most: int = MOST_CELLS) -> None:
    """Refuse before anything of that size is made."""
    cells = size_of(dimensions)
    if cells > most:
        megabytes = cells * BYTES_PER_CELL // 1_000_000
        raise TooLargeError(
            f"tabellen får {cells} celler; gränsen är {most}, för det skulle ta omkring "
            f"{megabytes} MB",
            "Dela tabellen (till exempel en per år) och skydda delarna efter varandra med "
            "--known, eller ta "
            "bort en dimension eller en nivå.",
        )


def protect(
    table: Table,
    rule: Rule,
    *,
    known: Sequence[Known] = (),
    seed: int = 1,
    processes: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> ProtectedTable:
    """Hide what must be hidden, and as little more as is found, so that nothing can be computed
    back.

    The result is the same for the same seed, whatever the number of processes (the machine's cores
    when None). `tell` is called with a line in Swedish now and then. Raises ImpossibleError when
    some cell cannot be protected at all, TableError for a table that is not whole, and
    TooLargeError.
    """
    begun = time.monotonic()
    _check_counts(table)
    refuse_if_too_large(table.dimensions)
    grid = build(table)
    primary = primary_cells(grid, rule, table.largest)
    asked = ask(grid, rule, primary, known)
    state = blocks.run(grid, asked, seed=seed, processes=processes, tell=tell)
    if state.hopeless:
        raise _impossible(grid, rule, state.hopeless)
    order = grid.published_order()
    codes = tuple(axis.codes for axis in grid.axes)
    tell("granskar: vad kan en angripare räkna ut?")
    verdict = auditing.audit_pattern(
        table.dimensions,
        codes,
        grid.values[order],
        state.hidden[order],
        primary[order],
        width=rule.width,
        lowest=asked.lowest,
        seed=seed,
    )
    return ProtectedTable(
        table=table,
        rule=rule,
        codes=codes,
        values=grid.values[order],
        hidden=state.hidden[order],
        primary=primary[order],
        lowest=asked.lowest,
        audit=verdict,
        protection=Protection(
            method="exact" if state.proven else "heuristic",
            proven=state.proven,
            at_least=int(state.hidden.sum()) if state.proven else state.at_least,
            seconds=time.monotonic() - begun,
        ),
        witnesses=_witnesses(grid, state),
    )


def audit(protected: ProtectedTable, *, seed: int = 1) -> Audit:
    """Audit a protected table again, from what it publishes."""
    return auditing.audit_pattern(
        protected.table.dimensions,
        protected.codes,
        protected.values,
        protected.hidden,
        protected.primary,
        width=protected.rule.width,
        lowest=protected.lowest,
        seed=seed,
    )


def _check_counts(table: Table) -> None:
    expected = tuple(len(dimension.leaves) for dimension in table.dimensions)
    if not table.dimensions or table.counts.shape != expected or 0 in expected:
        raise TableError(
            f"tabellen har måtten {table.counts.shape}, dimensionerna {expected}",
            "Varje dimension ska ha minst en kod, och antalen en plats för varje.",
        )
    if (table.counts < 0).any():
        raise TableError("ett antal är negativt", "Antal personer ska vara 0 eller fler.")


def _impossible(grid: Grid, rule: Rule, hopeless: Sequence[int]) -> ImpossibleError:
    names = "; ".join(" / ".join(grid.name(number)) for number in hopeless[:SHOWN])
    more = f" och {len(hopeless) - SHOWN} till" if len(hopeless) > SHOWN else ""
    remedy = "Slå ihop cellens grupp med en annan, ta bort en nivå, eller välj en mindre bredd."
    if rule.zeros != "complement":
        remedy += " Det hjälper också att låta nollor döljas (--zeros complement)."
    return ImpossibleError(
        f"går inte att skydda med bredden {rule.width}, hur mycket som än döljs",
        remedy,
        where=names + more,
    )


def _witnesses(grid: Grid, state: blocks.State) -> tuple[Witness, ...]:
    """The moves, for the cells in the order of publication."""
    order = grid.published_order()
    found = []
    for cells, by in state.moves:
        move = np.zeros(len(grid.values), dtype=np.int64)
        move[cells] = by
        at = np.flatnonzero(move[order])
        found.append(Witness(at, move[order][at]))
    return tuple(found)
