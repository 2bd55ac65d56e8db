"""From facts to tables: snapshots, queries, and the databases that count. Knows nothing of Django.

`Query` says what is asked, `Snapshot` holds the facts, `disclosing` alone sees raw counts, and
`DisclosedTable` is what everybody else is given.
"""

from kvinnofrid.engine.areas import LEVELS, NATION, NOWHERE, Level, level_of, parent_of
from kvinnofrid.engine.facts import Placed
from kvinnofrid.engine.query import Description, Query, QueryError
from kvinnofrid.engine.tables import Dimension, DisclosedTable, Moments, Quarters, TableError

__all__ = [
    "LEVELS",
    "NATION",
    "NOWHERE",
    "Description",
    "Dimension",
    "DisclosedTable",
    "Level",
    "Moments",
    "Placed",
    "Quarters",
    "Query",
    "QueryError",
    "TableError",
    "level_of",
    "parent_of",
]
