"""How appeals were dealt with in the month of a briefing, as known on its day.

In: appeals of deliveries and those that people recorded. Out: what is counted (models.cases.appeal_figures), words (reports).
"""

from calendar import monthrange

import polars as pl

from models.cases.appeal_figures import all_appeals, appeal_counts, appeals_at
from pipelines.month.run import MonthRun
from reports.frames import empty
from warehouse import names
from warehouse.ops.ops_db import open_ops
from warehouse.ops.record_events import record_events


def counted_appeals(run: MonthRun, register: pl.DataFrame) -> pl.DataFrame:
    """Return the frame `appeal_counts`: appeals of enterprises of the register, received, answered and unanswered in the run's month.

    What people recorded counts up to the day before the as-of day, so that the same day gives the same figures at any hour.
    """
    known = all_appeals(_recorded(run), run.known(names.APPEALS)).filter(pl.col("uscc").is_in(register["uscc"].implode()))
    last = run.month.replace(day=monthrange(run.month.year, run.month.month)[1])
    counts = appeal_counts(known, run.month, last, run.settings.cases.least_count)
    return counts if counts.height else empty("appeal_counts")


def _recorded(run: MonthRun) -> pl.DataFrame:
    if not run.home.ops.exists():
        return appeals_at([], "")
    with open_ops(run.home.ops) as connection:
        return appeals_at(record_events(connection, "appeals"), run.as_of.isoformat())
