"""Every monitored enterprise held against every policy: what it comes to, and the clause or fact that decides it.

The loop runs over policies, never over enterprises; a hundred policies of a district take a part of a second, and a whole country's
enterprises go through in blocks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from models.policies.claims import claimants, refusals, since
from models.policies.clauses import Policy, excluding
from models.policies.settings import PolicySettings
from warehouse.policy_vocabulary import CANDIDATE_STATUSES, OPEN_STATUSES
from warehouse.tables.out_policies__monthly_enterprises import TABLE

_EMPTY: Final = TABLE.empty_frame().drop("month")
# Enough rows to be quick and few enough to be held beside their answers.
BLOCK_ROWS: Final = 100_000
AUTOMATIC, FAST_TRACK = CANDIDATE_STATUSES


@dataclass(frozen=True, slots=True)
class Matcher:
    """A catalogue ready to be held against enterprises, on one day: who has claimed what is looked up once."""

    catalogue: Sequence[Policy]
    claims: pl.DataFrame
    as_of: date
    settings: PolicySettings = field(default_factory=PolicySettings)

    def match(self, facts: pl.DataFrame) -> pl.DataFrame:
        """Return out_policies without the month: a row for every enterprise of `facts` and every policy, by uscc and policy.

        `facts`: uscc and the columns of FACTS (models.policies.facts).
        """
        found = list(self.blocks(facts))
        return pl.concat([_EMPTY, *found]).sort("uscc", "policy")

    def blocks(self, facts: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """Yield the same rows block by block of enterprises, so that memory does not grow with their number."""
        claimed = claimants(self.catalogue, self.claims, self.as_of)
        refused = refusals(self.claims, self.as_of, self.settings)
        excluded = excluding(self.catalogue)
        oldest = pl.select(since(self.as_of, self.settings.review_months)).item()
        for start in range(0, facts.height, BLOCK_ROWS):
            block = facts.slice(start, BLOCK_ROWS).lazy()
            parts = [
                self._of_policy(block, policy, claimed, excluded[policy.key], refused.get(policy.key), oldest) for policy in self.catalogue
            ]
            if parts:
                # Planned apart and computed together: a policy costs one pass over the block.
                yield _placed(pl.concat(pl.collect_all(parts)))

    def _of_policy(
        self,
        facts: pl.LazyFrame,
        policy: Policy,
        claimed: dict[str, pl.Series],
        excluders: Sequence[str],
        refused: pl.DataFrame | None,
        oldest: date,
    ) -> pl.LazyFrame:
        """Return the rows of one policy."""
        answered = _with_refusals(facts, refused).with_columns(
            is_claimed=pl.col("uscc").is_in(claimed[policy.key].implode()),
            excluded_by=_first([(pl.col("uscc").is_in(claimed[key].implode()), key) for key in excluders if key in claimed]),
            failed=_first([(~condition.answer, clause.key) for clause, condition in policy.compared]),
            **_missing(policy),
        )
        return answered.with_columns(status=_status(policy, self._closed(policy, oldest))).select(_decided(policy))

    def _closed(self, policy: Policy, oldest: date) -> str | None:
        """Return why nobody can claim a policy on the day, None where it is open; what was not reviewed since `oldest` is out of date."""
        start, end, reviewed = (policy.row.get(name) for name in ("valid_from_on", "valid_to_on", "reviewed_on"))
        if end is not None and end < self.as_of:
            return "expired"
        if start is not None and start > self.as_of:
            return "not_open"
        # Older catalogues state no review; only what was reviewed once can be out of date.
        return "unreviewed" if reviewed is not None and reviewed <= oldest else None


def _with_refusals(facts: pl.LazyFrame, refused: pl.DataFrame | None) -> pl.LazyFrame:
    """Add whether the policy was refused lately, and the clause."""
    if refused is None:
        return facts.with_columns(is_refused=pl.lit(value=False), clause_refused=pl.lit(None, dtype=pl.String))
    known = refused.lazy().select("uscc", is_refused=pl.lit(value=True), clause_refused="refused_clause")
    return facts.join(known, on="uscc", how="left", maintain_order="left")


def _first(answers: Sequence[tuple[pl.Expr, str]]) -> pl.Expr:
    """The key of the first answer that is true, null where none is."""
    none = pl.lit(None, dtype=pl.String)
    return pl.coalesce([*(pl.when(answer).then(pl.lit(key)) for answer, key in answers), none])


def _missing(policy: Policy) -> dict[str, pl.Expr]:
    """The facts without which some clause has no answer, comma separated, and how many they are."""
    by_fact: dict[str, list[pl.Expr]] = {}
    for _, condition in policy.compared:
        by_fact.setdefault(condition.fact, []).append(condition.answer.is_null())
    unknown = {fact: pl.any_horizontal(answers) for fact, answers in by_fact.items()}
    if not unknown:
        return {"missing": pl.lit(None, dtype=pl.String), "unknowns": pl.lit(0, dtype=pl.Int32)}
    named = pl.concat_str([pl.when(flag).then(pl.lit(fact)) for fact, flag in unknown.items()], separator=",", ignore_nulls=True)
    return {"missing": named, "unknowns": pl.sum_horizontal([flag.cast(pl.Int32) for flag in unknown.values()]).cast(pl.Int32)}


def _status(policy: Policy, closed: str | None) -> pl.Expr:
    """What the answers come to: what was claimed comes before what the clauses say, and one that fails before what is not known."""
    return (
        pl.when("is_claimed").then(pl.lit("claimed"))
        .when(pl.col("excluded_by").is_not_null()).then(pl.lit("excluded"))
        .when(pl.lit(closed is not None)).then(pl.lit(closed, dtype=pl.String))
        .when("is_refused").then(pl.lit("refused"))
        .when(pl.col("failed").is_not_null()).then(pl.lit("not_eligible"))
        .when(pl.col("unknowns") > 0).then(pl.lit("fact_missing"))
        .otherwise(pl.lit(FAST_TRACK if policy.manual else AUTOMATIC))
    )  # fmt: skip


def _decided(policy: Policy) -> list[pl.Expr]:
    """The columns of a row, each only where it explains the status."""
    status, manual = pl.col("status"), ",".join(clause.key for clause in policy.manual)
    is_open, is_missing = status.is_in(OPEN_STATUSES), status == "fact_missing"
    return [
        pl.col("uscc"),
        pl.lit(policy.key).alias("policy"),
        status,
        pl.when(status == "not_eligible").then("failed").when(status == "refused").then("clause_refused").alias("clause"),
        pl.when(status == "excluded").then("excluded_by").alias("excluded_by"),
        pl.when(is_missing).then("missing").alias("missing_facts"),
        pl.when(is_open).then(pl.lit(manual or None, dtype=pl.String)).alias("manual_clauses"),
        pl.when(is_missing).then("unknowns").otherwise(0).cast(pl.Int32).alias("unknowns_count"),
        pl.lit(policy.row.get("amount_cny_10k"), dtype=pl.Float64).alias("amount_cny_10k"),
        pl.lit(policy.row.get("valid_to_on"), dtype=pl.Date).alias("valid_to_on"),
    ]


def _placed(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the place among an enterprise's open policies: the largest amount first, then the fewest unknowns, then the nearest end."""
    order = ["uscc", "amount_cny_10k", "unknowns_count", "valid_to_on", "policy"]
    ordered = rows.sort(order, descending=[False, True, False, False, False], nulls_last=True)
    is_open = pl.col("status").is_in(OPEN_STATUSES)
    place = pl.when(is_open).then(is_open.cum_sum().over("uscc").cast(pl.Int32))
    return ordered.with_columns(place=place).select(_EMPTY.columns)


def answers_of(policy: Policy, facts: pl.DataFrame) -> pl.DataFrame:
    """Return the answer of every enterprise to every machine clause of a policy: uscc, clause, answer (null where a fact is missing)."""
    parts = [facts.select("uscc", clause=pl.lit(clause.key), answer=condition.answer) for clause, condition in policy.compared]
    return pl.concat([pl.DataFrame(schema={"uscc": pl.String, "clause": pl.String, "answer": pl.Boolean}), *parts])


def answering_appeals(matches: pl.DataFrame, policies: pl.DataFrame, appeals: pl.DataFrame) -> pl.DataFrame:
    """Return the open policies that answer an open appeal by their topic: uscc, policy, title, department; the best first.

    Only what the enterprise appealed for: a leaflet nobody wanted is no service. `appeals`: open ones (uscc, topic).
    """
    wanted = appeals.select("uscc", "topic").unique().join(policies.select("policy", "title", "topic", "department"), on="topic")
    found = wanted.join(matches.filter(pl.col("place").is_not_null()), on=["uscc", "policy"])
    is_missing = ~pl.col("status").is_in(CANDIDATE_STATUSES)
    return found.sort("uscc", is_missing, "place").select("uscc", "policy", "title", "department").unique(maintain_order=True)
