"""The frames about policies that a briefing is made of: what each shown enterprise may be entitled to, and how policies are taken up."""

from dataclasses import asdict

import polars as pl

from models.policies.claims import refusals_by_clause, take_up
from pipelines.month.policies import MonthPolicies, month_policies
from pipelines.month.run import MonthRun
from reports.policy_lines import clause_words
from reports.words.text import Words
from warehouse import names


def policy_frames(run: MonthRun, shown: list[str]) -> dict[str, pl.DataFrame]:
    """Return the frames `policies` (of those who are shown), `policy_take_up` and `policy_refusals` (of the district)."""
    known, matches = month_policies(run), run.read(names.POLICY_MATCHES)
    titles = known.policies.select("policy", "title", "department")
    counts = take_up(matches, known.claims, known.catalogue, run.as_of)
    refused = refusals_by_clause(known.claims, run.as_of)
    words = words_of_clauses(known)
    return {
        "policies": open_policies(known, matches.filter(pl.col("uscc").is_in(shown))),
        "policy_take_up": counts.join(titles, on="policy", how="left", maintain_order="left"),
        "policy_refusals": refused.join(words, on=["policy", "clause"], how="left", maintain_order="left"),
    }


def open_policies(known: MonthPolicies, matches: pl.DataFrame) -> pl.DataFrame:
    """Return the policies that may fit, with their titles and offices and the words of what a person confirms, by uscc and place."""
    titles = known.policies.select("policy", "department", "contact", "amount_words", title="title")
    found = (
        matches.filter(pl.col("place").is_not_null())
        .join(titles, on="policy")
        .join(_manual(known, matches), on=["uscc", "policy"], how="left")
    )
    return found.select(
        "uscc", "status", "missing_facts", "manual_words", "amount_cny_10k", "amount_words", "valid_to_on", "place",
        policy="title", key="policy", reason="department", contact="contact",
    ).sort("uscc", "place")  # fmt: skip


def words_of_clauses(known: MonthPolicies) -> pl.DataFrame:
    """Return the Chinese words of every clause: policy, clause, words_zh; what is compared where the catalogue has none."""
    rows = [(clause.policy, clause.key, clause_words(asdict(clause), Words())) for policy in known.catalogue for clause in policy.clauses]
    return pl.DataFrame(rows, schema=dict.fromkeys(("policy", "clause", "words_zh"), pl.String), orient="row")


def _manual(known: MonthPolicies, matches: pl.DataFrame) -> pl.DataFrame:
    """Return the words of the clauses that a person confirms, in their order: uscc, policy, manual_words."""
    keys = matches.select("uscc", "policy", clause=pl.col("manual_clauses").str.split(",")).drop_nulls("clause").explode("clause")
    worded = keys.join(words_of_clauses(known), on=["policy", "clause"], how="left", maintain_order="left")
    return worded.group_by("uscc", "policy", maintain_order=True).agg(manual_words=pl.col("words_zh").str.join("；"))
