"""What a changed clause would do: who comes in, who goes out, and the sums, the same enterprises on the same day."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from warehouse.policy_vocabulary import CANDIDATE_STATUSES, OPEN_STATUSES

KEY: Final = ("policy", "clause")


@dataclass(frozen=True, slots=True)
class Change:
    """`moved`: uscc, policy, amount_cny_10k, status_before, status_after of those whose status differs; `sums`: a row a policy."""

    moved: pl.DataFrame
    sums: pl.DataFrame


def changed_clauses(stored: pl.DataFrame, tried: pl.DataFrame) -> pl.DataFrame:
    """Return the clauses with those tried in the place of the stored ones of the same key; withdrawn ones are gone."""
    columns = ["policy", "clause", "words_zh", "fact", "operator", "value_text", "mode"]
    last = tried.select(columns).unique(KEY, keep="last", maintain_order=True)
    kept = stored.select(columns).join(last, on=KEY, how="anti")
    return pl.concat([kept, last]).filter(pl.col("mode").ne_missing("withdrawn")).sort(KEY)


def compare_matches(before: pl.DataFrame, after: pl.DataFrame) -> Change:
    """Hold two matches of the same enterprises against each other.

    `sums`: policy, and before and after the candidates, whose facts are missing, and the amount the candidates may get at most;
    `in_count`, `out_count`: who comes among those that may be entitled, and who goes.
    """
    both = before.select("uscc", "policy", "amount_cny_10k", status_before="status").join(
        after.select("uscc", "policy", status_after="status"), on=["uscc", "policy"]
    )
    was, comes = pl.col("status_before").is_in(OPEN_STATUSES), pl.col("status_after").is_in(OPEN_STATUSES)
    sides = [
        column
        for side in ("before", "after")
        for status in [pl.col(f"status_{side}")]
        for column in (
            status.is_in(CANDIDATE_STATUSES).sum().cast(pl.Int64).alias(f"candidates_{side}_count"),
            (status == "fact_missing").sum().cast(pl.Int64).alias(f"fact_missing_{side}_count"),
            _amount(status.is_in(CANDIDATE_STATUSES)).alias(f"amount_{side}_cny_10k"),
        )
    ]
    sums = both.group_by("policy").agg(*sides, in_count=(~was & comes).sum().cast(pl.Int64), out_count=(was & ~comes).sum().cast(pl.Int64))
    moved = both.filter(pl.col("status_before") != pl.col("status_after")).sort("policy", "status_after", "uscc")
    return Change(moved, sums.sort("policy"))


def _amount(wanted: pl.Expr) -> pl.Expr:
    """The sum of what the wanted may get at most; not known where the policy states no amount."""
    amount = pl.col("amount_cny_10k")
    return pl.when(amount.is_not_null().all()).then(amount.filter(wanted).sum())
