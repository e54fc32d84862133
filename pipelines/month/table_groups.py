"""Tables by what they are to a month: what figures are put together from, what people reported, what is known as of a day.

In: names alone, which the declarations of steps read as well. Out: reading and writing them (stage_tables.py).
"""

from typing import Final

from warehouse import names
from warehouse.catalogue import core_tables

# Records of ops.db a stage may read; they are no tables of the warehouse, and Dagster sees them as assets that others fill.
EDITIONS: Final = "ops_editions"
VERDICTS: Final = "ops_verdicts"
# Of other months than the run's own: the rows of their features that a run learns from.
LEARNED: Final = "ops_learned_months"
# What figures are put together from: delivered whole, or in parts, for enterprises of the register.
FIGURE_TABLES: Final = (
    names.OBSERVATIONS, names.BILLS, names.ACCOUNTS, names.PAYMENTS, names.PROJECTS, names.READINGS, names.REGISTER, names.SETTLEMENTS,
)  # fmt: skip
# What people reported, in the order in which evidence takes it.
REPORT_TABLES: Final = (names.SIGNALS, names.APPEALS, names.VISITS)
# What enterprises are held against policies by, the month's warnings besides.
POLICY_TABLES: Final = (names.REGISTER, names.SERIES, names.CLAIMS, names.RISK, names.POLICIES, names.POLICY_CLAUSES)
# What is read as it was known on a month's day.
KNOWN_TABLES: Final = (*(table.name for table in core_tables()), names.SETTLEMENTS)
# Written to the warehouse at once: what is made for every month to learn from, what is held by the quarter, and the ledger that says
# which months are published, and what came of each district. All other results of a month are staged until it is.
UNSTAGED: Final = frozenset({names.RISK_FEATURES, names.TOURNAMENT, names.BRIEFINGS, names.DISTRICTS})
