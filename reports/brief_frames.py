"""What a half-monthly brief is made of: frames and counts, as known on the evening before its day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl


@dataclass(frozen=True, slots=True)
class BriefFrames:
    """Everything on a brief, for one scope. Rows of cases have case_id, uscc, name, street, level, state, lead, opened_on, due_on,
    visit_days (days with a visit in the last `burden_days`) and is_joint (so often that going together or calling is proposed).

    `due` has `standing`, a key of VISIT_STANDINGS; `overdue` `days_late`. `units`: unit, due, visited, visited_share (null: too few),
    overdue, suspended, first_week, later_weeks. `signals`, `appeals`: what became known, with name, street and the level of an open case.
    `told`: cases told in three lines, with visits, last_visited_on, visited_by, finding, closing, until_on; `requests` of them;
    `reasons`: rows of out_reasons with their month. `stuck`: rows of cases with cause, asked_of, since_on, days, count.
    `readings`: rows of open cases with `change`, a key of READING_CHANGES, and `change_share`, of daily electricity since the list of
    `listed_on`; no rows where nobody reads meters by the day. `provisional`: rows of open cases with the risks of that list and worked out
    again (`change`, a key of PROVISIONAL_CHANGES, both risks and the combined one as `_then` and `_now`, `moved`, `features`, counts of
    what arrived). `burden`: visit_days, count. `topics`, `departments`: counts of appeals in the month of `last`.
    """

    first: date
    last: date
    ahead: date
    due: pl.DataFrame
    visited_share: float | None
    overdue: pl.DataFrame
    coming: pl.DataFrame
    units: pl.DataFrame
    signals: pl.DataFrame
    appeals: pl.DataFrame
    told: pl.DataFrame
    requests: pl.DataFrame
    reasons: pl.DataFrame
    stuck: pl.DataFrame
    burden: pl.DataFrame
    topics: pl.DataFrame
    departments: pl.DataFrame
    burden_days: int
    burden_visits: int
    least_count: int
    open_count: int
    readings: pl.DataFrame = field(default_factory=pl.DataFrame)
    listed_on: date | None = None
    provisional: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def issued_on(self) -> date:
        """The day of the brief: the morning after the last day it is about."""
        return self.last + timedelta(days=1)

    def counted(self, standing: str) -> int:
        """How many of those due stand so."""
        return self.due.filter(pl.col("standing") == standing).height
