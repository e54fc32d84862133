"""District: how much of each source has arrived, what the district as a whole does, who grows."""

from typing import TYPE_CHECKING

from pipelines.asset_factory import Results, month_stage
from pipelines.month.table_groups import FIGURE_TABLES
from warehouse import names

if TYPE_CHECKING:
    from pipelines.month.run import MonthRun

GROUP = "district"


COVERAGE_READS = (
    names.SERIES, names.REGISTER, names.ACCOUNTS, names.OUTCOMES, names.VISITS, names.EDITS, names.QUARANTINE, names.SETTLEMENTS,
    names.RESTATEMENTS,
)  # fmt: skip


@month_stage(GROUP, {names.COVERAGE: COVERAGE_READS})
def coverage(run: "MonthRun") -> Results:
    """How much of each source has arrived; below the stop threshold the month is held."""
    from pipelines.steps import district_steps

    return district_steps.coverage(run)


@month_stage(GROUP, {names.DISTRICT: (names.SERIES, *FIGURE_TABLES)})
def district(run: "MonthRun") -> Results:
    """Totals and growth of the district over 36 months."""
    from pipelines.steps import district_steps

    return district_steps.district(run)


@month_stage(GROUP, {names.GROWTH: (names.SERIES, names.REGISTER, names.APPEALS)})
def growth(run: "MonthRun") -> Results:
    """Who grows, who is new, who may need space."""
    from pipelines.steps import district_steps

    return district_steps.growth(run)
