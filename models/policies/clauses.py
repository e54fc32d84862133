"""The clauses of a catalogue: those delivered, and those that the columns `industry` and `tier` of an older catalogue stand for.

A clause that cannot be compared counts as one that a person answers: it is never dropped, which would let everybody in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from models.policies.conditions import ClauseError, Condition, read_condition
from warehouse.policy_vocabulary import CLAUSE_MODES, FACTS

Record = dict[str, Any]
# Columns of the catalogue that are read as clauses, with the operator they mean: the fact is called like the column.
CATALOGUE_COLUMNS: Final = {"industry": "prefix", "tier": "in"}
MACHINE, MANUAL, WITHDRAWN = CLAUSE_MODES.keys


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a policy: its cells as written, what is compared, and why nothing is where a machine clause cannot be."""

    policy: str
    key: str
    words_zh: str | None
    fact: str | None
    operator: str | None
    value_text: str | None
    condition: Condition | None = None
    problem: str = ""

    @property
    def is_manual(self) -> bool:
        """Whether a person answers it."""
        return self.condition is None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as its catalogue has it, with its clauses in the order of their keys."""

    row: Record
    clauses: tuple[Clause, ...]

    @property
    def key(self) -> str:
        """The key of the policy."""
        return str(self.row["policy"])

    @property
    def compared(self) -> list[tuple[Clause, Condition]]:
        """The clauses the program answers."""
        return [(clause, clause.condition) for clause in self.clauses if clause.condition is not None]

    @property
    def manual(self) -> list[Clause]:
        """The clauses a person answers."""
        return [clause for clause in self.clauses if clause.is_manual]

    @property
    def is_internal(self) -> bool:
        """Whether a list made by it would tell what only the bulletin's readers may know."""
        return any(FACTS[condition.fact].is_internal for _, condition in self.compared)


def read_clause(row: Mapping[str, Any]) -> Clause:
    """Return a clause from its row: policy, clause, words_zh, fact, operator, value_text, mode."""
    cells = (row["policy"], row["clause"], row["words_zh"], row["fact"], row["operator"], row["value_text"])
    if row["mode"] != MACHINE:
        return Clause(*cells, problem="" if row["mode"] == MANUAL else "mode is empty or not known; write machine or manual")
    try:
        return Clause(*cells, condition=read_condition(row["fact"], row["operator"], row["value_text"]))
    except ClauseError as error:
        return Clause(*cells, problem=str(error))


def read_catalogue(policies: pl.DataFrame, clauses: pl.DataFrame) -> list[Policy]:
    """Return every policy of the catalogue with its clauses, in the order of their keys; clauses of no policy are left out."""
    delivered: dict[str, list[Clause]] = {}
    for row in clauses.sort("policy", "clause").iter_rows(named=True):
        delivered.setdefault(row["policy"], []).append(read_clause(row))
    rows = policies.sort("policy").to_dicts()
    return [Policy(row, (*_of_columns(row, own), *own)) for row in rows for own in [delivered.get(row["policy"], [])]]


def _of_columns(row: Record, delivered: Sequence[Clause]) -> Iterator[Clause]:
    """Yield the clauses that columns of the catalogue stand for; one delivered about the same fact stands in their place."""
    asked = {clause.condition.fact for clause in delivered if clause.condition is not None}
    for column, operator in CATALOGUE_COLUMNS.items():
        if row.get(column) and column not in asked:
            cells = {"policy": row["policy"], "clause": column, "words_zh": None, "fact": column, "operator": operator}
            yield read_clause({**cells, "value_text": row[column], "mode": MACHINE})


def unreadable_clauses(clauses: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of clauses that cannot be compared, with `reason`; those that a person answers anyway and withdrawn ones are fine."""
    told = [
        None if row["mode"] == WITHDRAWN else read_clause(row).problem or None
        for row in clauses.select("policy", "clause", "words_zh", "fact", "operator", "value_text", "mode").iter_rows(named=True)
    ]
    reasons = pl.Series("reason", told, dtype=pl.String)
    return clauses.with_columns(reasons).filter(pl.col("reason").is_not_null())


def excluding(catalogue: Sequence[Policy]) -> dict[str, tuple[str, ...]]:
    """Return, by policy, those that cannot be had beside it; one of the two naming the other is enough."""
    found: dict[str, set[str]] = {policy.key: set() for policy in catalogue}
    for policy in catalogue:
        for other in _listed(policy.row.get("excludes")):
            if other != policy.key:
                found[policy.key].add(other)
                found.setdefault(other, set()).add(policy.key)
    return {key: tuple(sorted(others)) for key, others in found.items()}


def _listed(text: str | None) -> list[str]:
    return [
        part.strip()
        for part in (text or "").replace("，", ",").replace("、", ",").replace(";", ",").replace("；", ",").split(",")
        if part.strip()
    ]
