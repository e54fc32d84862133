"""What claims mean on a day: who has claimed a policy and may not again, whom it was refused, and how a policy is taken up."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from models.policies.clauses import Policy
from models.policies.settings import PolicySettings
from warehouse.policy_vocabulary import MATCH_STATUSES, TAKE_UP_MONTHS

REFUSED = "refused"
YEARLY = "yearly"
TAKE_UP_COLUMNS = (
    "policy", "automatic_count", "fast_track_count", "fact_missing_count", "claims_count", "granted_count", "refused_count",
    "granted_cny_10k",
)  # fmt: skip


def is_refused() -> pl.Expr:
    """Whether a claim was refused; one that nobody has decided counts as made."""
    return (pl.col("result") == REFUSED).fill_null(value=False)


def since(day: date, months: int) -> pl.Expr:
    """The day so many months before a day: what is later than it is recent."""
    return pl.lit(day).dt.offset_by(f"-{months}mo")


def claimants(catalogue: Sequence[Policy], claims: pl.DataFrame, as_of: date) -> dict[str, pl.Series]:
    """Return, by policy, who has claimed it and may not again by that day: ever, or within the calendar year of a yearly one."""
    yearly = [policy.key for policy in catalogue if policy.row.get("claims_per") == YEARLY]
    counts = ~pl.col("policy").is_in(yearly) | (pl.col("claimed_on").dt.year() == as_of.year)
    made = claims.filter(~is_refused() & (pl.col("claimed_on") <= as_of) & counts)
    own = dict(made.group_by("policy").agg(pl.col("uscc").unique().sort()).iter_rows())
    return {policy.key: pl.Series(own.get(policy.key, []), dtype=pl.String) for policy in catalogue}


def refusals(claims: pl.DataFrame, as_of: date, settings: PolicySettings) -> dict[str, pl.DataFrame]:
    """Return, by policy, to whom it was refused lately, and the clause: uscc, refused_clause; only policies that refused somebody."""
    recent = (pl.col("claimed_on") <= as_of) & (pl.col("claimed_on") > since(as_of, settings.refused_months))
    last = claims.filter(is_refused() & recent).sort("claimed_on").unique(["policy", "uscc"], keep="last", maintain_order=True)
    found = last.sort("policy", "uscc").select("policy", "uscc", "refused_clause")
    return {str(policy): own for (policy,), own in found.partition_by("policy", as_dict=True, include_key=False).items()}


def take_up(matches: pl.DataFrame, claims: pl.DataFrame, catalogue: Sequence[Policy], as_of: date) -> pl.DataFrame:
    """Count each policy of the catalogue: TAKE_UP_COLUMNS; who may be entitled now, and the claims of the last months."""
    counts = matches.group_by("policy").agg(
        (pl.col("status") == status.key).sum().cast(pl.Int64).alias(f"{status.key}_count") for status in MATCH_STATUSES if status.is_open
    )
    made = recent_claims(claims, as_of).group_by("policy").agg(
        claims_count=pl.len().cast(pl.Int64),
        granted_count=(pl.col("result") == "granted").sum().cast(pl.Int64),
        refused_count=is_refused().sum().cast(pl.Int64),
        # A sum over nothing stated is not nothing granted.
        granted_cny_10k=pl.when(pl.col("amount_cny_10k").filter(~is_refused()).is_not_null().any()).then(
            pl.col("amount_cny_10k").filter(~is_refused()).sum()
        ),
    )  # fmt: skip
    keys = pl.DataFrame({"policy": [policy.key for policy in catalogue]}, schema={"policy": pl.String})
    found = keys.join(counts, on="policy", how="left").join(made, on="policy", how="left")
    return found.with_columns(pl.selectors.ends_with("_count").fill_null(0)).select(TAKE_UP_COLUMNS).sort("policy")


def refusals_by_clause(claims: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Count the refused claims of the last months: policy, clause (null where nobody said), refused_count; the most frequent first."""
    refused = recent_claims(claims, as_of).filter(is_refused())
    counts = refused.group_by("policy", clause="refused_clause").agg(refused_count=pl.len().cast(pl.Int64))
    return counts.sort("policy", "refused_count", "clause", descending=[False, True, False], nulls_last=True)


def recent_claims(claims: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Return the claims of the last months up to a day."""
    return claims.filter((pl.col("claimed_on") <= as_of) & (pl.col("claimed_on") > since(as_of, TAKE_UP_MONTHS)))
