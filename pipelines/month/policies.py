"""The policies of a month: the catalogue, the facts and the claims as they were known, held against every monitored enterprise.

In: which frames go into which function. Out: what a clause asks and what it comes to (models.policies).
"""

from dataclasses import dataclass

import polars as pl

from models.cases.appeals import current_appeals
from models.policies.clauses import Policy, excluding, read_catalogue
from models.policies.facts import FactInputs, enterprise_facts
from models.policies.matching import Matcher, answering_appeals
from pipelines.month.run import MonthRun
from warehouse import names


@dataclass(frozen=True, slots=True)
class MonthPolicies:
    """The catalogue and the claims of a month's as-of day."""

    run: MonthRun
    policies: pl.DataFrame
    clauses: pl.DataFrame
    claims: pl.DataFrame

    @property
    def catalogue(self) -> list[Policy]:
        """The policies with their clauses."""
        return read_catalogue(self.policies, self.clauses)

    @property
    def named(self) -> list[str]:
        """The keys of policies that clauses, claims and exclusions name, whether the catalogue has them or not."""
        return [*self.clauses["policy"], *self.claims["policy"], *excluding(self.catalogue)]

    @property
    def matcher(self) -> Matcher:
        """The catalogue ready to be held against enterprises."""
        return Matcher(self.catalogue, self.claims, self.run.as_of, self.run.settings.policies)

    def facts(self, warnings: pl.DataFrame, only: pl.DataFrame | None = None) -> pl.DataFrame:
        """Return the facts of every monitored enterprise, or of those in `only` (uscc); `warnings`: uscc, level of the month."""
        run = self.run
        risk = run.read(names.RISK)
        judged = risk.filter(pl.col("out_of_scope").is_null())["uscc"]
        # Whoever moved out or closed is entitled to nothing here, also while the register still has the entry.
        gone = risk.filter(pl.col("out_of_scope") == "departed").select("uscc")
        register = run.known(names.REGISTER).join(gone, on="uscc", how="anti", maintain_order="left")
        series = run.read(names.SERIES)
        if only is not None:
            register, series = (rows.join(only, on="uscc", how="semi", maintain_order="left") for rows in (register, series))
        inputs = FactInputs(register, series, self.claims, warnings.select("uscc", "level"), judged)
        return enterprise_facts(inputs, run.month, run.as_of)

    def matches(self, warnings: pl.DataFrame) -> pl.DataFrame:
        """Return out_policies of the month, without the month."""
        return self.matcher.match(self.facts(warnings))

    def answering(self, warnings: pl.DataFrame) -> pl.DataFrame:
        """Return the policies that answer an open appeal of an enterprise and may fit it (models.policies.matching)."""
        appeals = current_appeals(self.run.known(names.APPEALS), self.run.as_of)
        # Whoever appealed for nothing is answered by nothing: no clause is held against the others here.
        matches = self.matcher.match(self.facts(warnings, appeals.select("uscc").unique()))
        return answering_appeals(matches, self.policies, appeals)


def month_policies(run: MonthRun) -> MonthPolicies:
    """Return what is known of policies on a run's as-of day."""
    return MonthPolicies(run, run.known(names.POLICIES), run.known(names.POLICY_CLAUSES), run.known(names.CLAIMS))
