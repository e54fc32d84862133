"""The two cases a brief tells."""

from datetime import date

import polars as pl

from models.cases.chosen_cases import chosen_cases
from models.cases.half_month import HalfMonth

PERIOD = HalfMonth(date(2026, 11, 1), date(2026, 11, 15), date(2026, 11, 30))


def test_the_gravest_are_told_those_that_are_stuck_first_and_those_closed_before_not_at_all():
    cases = pl.DataFrame(
        {
            "id": [1, 2, 3, 4, 5],
            "level": ["blue", "red", "red", "red", "red"],
            "state": ["in_service", "to_visit", "in_service", "in_service", "closed"],
            "closed_on": [None, None, None, None, date(2026, 10, 31)],
        }
    )
    happened = ["2026-11-03T09:00:00", "2026-11-03T10:00:00", "2026-10-30T09:00:00"]
    events = pl.DataFrame({"case_id": [4, 4, 3], "at": happened, "action": ["visit", "note", "visit"]})
    stuck = pl.DataFrame({"case_id": [2]}, schema={"case_id": pl.Int64})
    assert chosen_cases(cases, events, stuck, PERIOD)["id"].to_list() == [2, 4]
