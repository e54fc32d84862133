"""The figures of one indicator with what departments know beside them: who, which month, true amounts."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.demo.arrays import Counts, Floats
from pipelines.demo.department_figures import cumulate
from pipelines.demo.indicator_traits import ROW, TRAITS
from pipelines.demo.simulation import Simulation
from pipelines.demo.timeline import days_of
from warehouse.periods import month_key

WORK_STARTS, WORK_ENDS = 8 * 3600 + 1800, 18 * 3600


@dataclass(frozen=True, slots=True)
class Records:
    """Rows of one indicator as arrays of equal length beside the frame they came from.

    `amounts` and `totals` (N, T) are true, in the unit of delivery; `lengths` (T) are the days of each month.
    """

    frame: pl.DataFrame
    firm: Counts
    month: Counts
    value: Floats
    amounts: Floats
    totals: Floats
    lengths: Counts

    @property
    def true(self) -> Floats:
        """The true amount of the month of each row."""
        return self.amounts[self.firm, self.month]

    @property
    def before(self) -> Floats:
        """The true total since January without the month of the row itself."""
        return self.totals[self.firm, self.month] - self.true


def records_of(rows: pl.DataFrame, indicator: str, world: Simulation) -> Records:
    """Pick out the rows of one indicator, in order of arrival."""
    order = ["received_on", "period", "uscc"]
    frame = rows.filter(pl.col("indicator") == indicator).sort(order, maintain_order=True)
    codes = {code: number for number, code in enumerate(world.register.codes)}
    periods = {month_key(month): number for number, month in enumerate(world.timeline.months)}
    frame = frame.select(
        pl.col("uscc").replace_strict(codes, return_dtype=pl.Int64).alias("firm"),
        pl.col("period").replace_strict(periods, return_dtype=pl.Int64).alias("month"),
        "period",
        "value",
        pl.col("same_period_last_year").alias("base"),
        "billed_months",
        "received_on",
    )
    amounts = world.figures.values[ROW[indicator]] * TRAITS[indicator].delivered.factor
    firm, month, value = (frame[name].to_numpy() for name in ("firm", "month", "value"))
    lengths = np.array([len(days_of(each)) for each in world.timeline.months])
    return Records(frame, firm, month, value, amounts, cumulate(amounts, world.timeline), lengths)


def stated(frame: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Add the month as written and a time of day within office hours."""
    clock = rng.integers(WORK_STARTS, WORK_ENDS, frame.height)
    return frame.with_columns(pl.col("period").str.to_date("%Y-%m").alias("stated"), pl.Series("clock", clock))


def named(frame: pl.DataFrame, world: Simulation) -> pl.DataFrame:
    """Add what the register says of each enterprise: `uscc`, `name`, `industry`, `street`, `park`."""
    static = world.register.frame.select("uscc", "name", "industry", "street", "park").with_row_index("firm")
    return frame.join(static.with_columns(pl.col("firm").cast(pl.Int64)), on="firm", how="left", maintain_order="left")
