"""Clauses of policies that cannot be compared: kept, and set aside with the reason, so that their office corrects them.

In: which stored rows they are. Out: reading a clause (models.policies.conditions), what counts until it is corrected (a person answers).
"""

from datetime import date
from typing import Final

import polars as pl

from models.policies.clauses import unreadable_clauses
from warehouse import names
from warehouse.store import Store

RULE: Final = "clause_not_comparable"
UNTIL: Final = "until it is corrected a person answers this clause"
_PLACE: Final = ("delivery_id", "row_number")


def set_aside_clauses(store: Store, staged: pl.DataFrame, day: date) -> pl.DataFrame:
    """Return the quarantine rows of the staged clauses that are stored and cannot be compared; the ledger gives their file_name."""
    # What was delivered before stands in quarantine already.
    stored = store.read(names.POLICY_CLAUSES).join(staged.select(_PLACE), on=_PLACE, how="semi", maintain_order="left")
    return unreadable_clauses(stored).select(
        *_PLACE,
        value_text=pl.concat_str("fact", "operator", "value_text", separator=" ", ignore_nulls=True),
        action=pl.lit("set_aside"),
        rule=pl.lit(RULE),
        reason=pl.format("policy {}, clause {}: {}; {}", "policy", "clause", "reason", pl.lit(UNTIL)),
        quarantined_on=pl.lit(day),
    )
