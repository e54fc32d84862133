"""What earlier months stated of risks beside what is known of them now: which months, which frames.

In: risks, contributions and evidence as published then. Out: how they are compared (models.evaluation.risk_guard).
"""

from collections.abc import Iterator

import polars as pl

from models.evaluation.risk_guard import SETTINGS, compared_risks, declines_of, leavers_of, main_sources
from pipelines.month.run import MonthRun
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.periods import shift_month
from warehouse.vocabulary import RISKS


def stated_risks(run: MonthRun) -> pl.DataFrame:
    """Return rows of out_stated of the run's month; of a risk whose month was not published there are none."""
    found = [rows.with_columns(stated_month=pl.lit(shift_month(run.month, -SETTINGS.wait_months[risk]))) for risk, rows in _compared(run)]
    return pl.concat(found) if found else table_named(names.STATED).empty_frame().drop("month")


def _compared(run: MonthRun) -> Iterator[tuple[str, pl.DataFrame]]:
    for risk in RISKS.keys:
        month = shift_month(run.month, -SETTINGS.wait_months[risk])
        stated, features = run.read(names.RISK, month), run.read(names.RISK_FEATURES, month)
        contributions = run.read(names.CONTRIBUTIONS, month)
        if stated.is_empty() or features.is_empty() or contributions.is_empty():
            continue
        yield risk, compared_risks(risk, stated, main_sources(contributions, features), _happened(run, risk))


def _happened(run: MonthRun, risk: str) -> pl.DataFrame:
    """Return what is known now of the month whose risks are judged: leaving by records, a decline by figures."""
    wait = SETTINGS.wait_months[risk]
    month = shift_month(run.month, -wait)
    if risk == "relocation":
        # Of records alone: visits go where lists send them.
        recorded = run.tables.read(names.OUTCOMES).filter(pl.col("known_on") <= run.as_of)
        return leavers_of(month, recorded, wait)
    found = run.evidence()
    return declines_of(month, found.deviations, found.panel, run.settings.risk)
