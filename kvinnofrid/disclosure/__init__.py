"""Disclosure control: tables of counts made safe to publish, and proof that they are.

Usable alone: no Django, no other room. `protect` hides what must be hidden, and as little more as
it finds, so that an attacker who knows every published cell, that counts are whole and not
negative, and the rule itself, can't place any primary cell within an interval narrower than the
rule's width. `audit` tells what such an attacker reaches, sharing no code with the search.
`cell_key` is the other method: noise.

Source: M. Fischetti and J. J. Salazar-González, Solving the cell suppression problem on tabular
data with linear constraints, Management Science 47 (2001); A. Hundepool et al., Statistical
Disclosure Control, Wiley (2012).
"""

from kvinnofrid.disclosure.errors import (
    CertificateError,
    DisclosureError,
    ImpossibleError,
    SolverError,
    TableError,
    TooLargeError,
)
from kvinnofrid.disclosure.hierarchy import flat, hierarchical
from kvinnofrid.disclosure.protecting import audit, protect
from kvinnofrid.disclosure.values import (
    Audit,
    Bounds,
    Dimension,
    Known,
    ProtectedTable,
    Protection,
    Rule,
    Table,
    Witness,
)

__all__ = [
    "Audit",
    "Bounds",
    "CertificateError",
    "Dimension",
    "DisclosureError",
    "ImpossibleError",
    "Known",
    "ProtectedTable",
    "Protection",
    "Rule",
    "SolverError",
    "Table",
    "TableError",
    "TooLargeError",
    "Witness",
    "audit",
    "flat",
    "hierarchical",
    "protect",
]
