"""What was learned is gathered from the lists that were out and from what was known on the day: nothing later, nothing of other lists."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from pipelines.delivery.learning_inputs import earlier_lists, later_risks, learning_frames, learning_records
from pipelines.settings import load_settings
from reports.frames import conform
from warehouse import names
from warehouse.catalogue import table_named
from warehouse.periods import shift_month

MONTH, AS_OF = date(2026, 10, 1), date(2026, 11, 16)
AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)
DAYS = {AUGUST: date(2026, 9, 16), SEPTEMBER: date(2026, 10, 16)}


def rows(table: str, *given: dict[str, Any]) -> pl.DataFrame:
    """Rows of a table, what is not given null."""
    schema = table_named(table).polars_schema()
    return pl.DataFrame([dict.fromkeys(schema) | row for row in given], schema=schema)


def a_list(month: date, *given: tuple[str, bool, float | None, str | None]) -> pl.DataFrame:
    shared = {
        "month": month,
        "district": "d",
        "level": "red",
        "kind": "operating",
        "combined_risk": 0.5,
        "respond_by_on": date(2026, 10, 20),
    }
    named = [
        {**shared, "uscc": uscc, "is_listed": is_listed, "draw_chance": chance, "status": status}
        for uscc, is_listed, chance, status in given
    ]
    return rows(names.WARNINGS, *named)


LISTS = {
    AUGUST: a_list(AUGUST, ("A", True, None, "new"), ("B", True, None, "new"), ("C", True, 0.5, "new"), ("D", False, 0.5, None)),
    SEPTEMBER: a_list(SEPTEMBER, ("A", True, None, "same"), ("E", True, None, "new")),
}


class FakeArchive:
    """Editions of two months; the month's own list is not among the earlier ones."""

    def days_before(self, month: date) -> dict[date, date]:
        return {earlier: day for earlier, day in DAYS.items() if earlier < month}

    def candidates(self, month: date) -> pl.DataFrame:
        return LISTS.get(month, LISTS[AUGUST].clear())


class ReadAlready(FakeArchive):
    """The same, its lists not to be read once more: a month has more of them behind it every month."""

    def candidates(self, month: date) -> pl.DataFrame:
        raise AssertionError(f"the list of {month} was read again")


class FakeRun:
    """A run that knows visits; `risks`: the months whose risks were asked for."""

    month, as_of, settings = MONTH, AS_OF, load_settings()

    def __init__(self, *visits: tuple[str, date, str]) -> None:
        self.visits, self.risks = visits, []
        self.tables = SimpleNamespace(read=self._read)

    def _read(self, table: str, month: list[date], uscc: list[str] | None = None) -> pl.DataFrame:
        self.risks.append((table, month))
        if table != names.CONTRIBUTIONS:
            return rows(table)
        own = {"risk": "operating", "feature": "fall_3", "contribution_log_odds": 1.2}
        return rows(table, *({"month": AUGUST, "uscc": one} | own for one in uscc or ()))

    def known(self, table: str) -> pl.DataFrame:
        if table != names.VISITS:
            return rows(table)
        return rows(table, *({"uscc": who, "visited_on": on, "visited_by": "组", "finding": what} for who, on, what in self.visits))


REGISTER = pl.DataFrame({"uscc": ["A"], "street": ["甲街道"], "tier": ["group"], "owner": ["组"]})


def gathered(*visits: tuple[str, date, str]) -> dict[str, pl.DataFrame]:
    records = learning_records(FakeRun(*visits), FakeArchive())  # type: ignore[arg-type]
    found = learning_frames(records, ReadAlready(), a_list(MONTH, ("A", True, None, "same"), ("F", False, 0.1, None)), REGISTER)  # type: ignore[arg-type]
    return {name: conform(frame, name) for name, frame in found.items()}


def test_only_lists_that_were_out_and_not_too_old_are_judged() -> None:
    found = earlier_lists(FakeArchive(), MONTH)  # type: ignore[arg-type]
    assert found.select("month", "published_on").unique().sort("month").rows() == list(DAYS.items())
    assert earlier_lists(FakeArchive(), shift_month(MONTH, 40)).is_empty()  # type: ignore[arg-type]


def test_whom_the_lot_drew_does_not_count_for_how_right_the_list_is() -> None:
    found = gathered(("A", date(2026, 9, 20), "confirmed"), ("C", date(2026, 9, 20), "normal"), ("E", date(2026, 10, 20), "normal"))
    whole = found["precision"].row(-1, named=True)
    # A on two lists, B and E on one: A's visit answers the first list alone.
    assert (whole["listed"], whole["judged"], whole["confirmed"], whole["open"]) == (4, 2, 1, 2)
    assert found["missed"].select("drawn", "visited", "confirmed", "pool").rows() == [(1, 1, 0, 1)]


def test_whoever_stays_on_the_list_was_warned_of_before() -> None:
    whole = gathered(("A", date(2026, 9, 20), "confirmed"))["contacts"].row(-1, named=True)
    assert (whole["warnings"], whole["visited"]) == (4, 1)


def test_visits_burden_whoever_was_visited_by_today_s_register() -> None:
    found = gathered(("A", date(2026, 11, 1), "normal"), ("A", date(2026, 11, 2), "normal"), ("X", date(2026, 11, 2), "normal"))
    assert found["burden"].select("uscc", "street", "visit_days", "is_joint").rows() == [("A", "甲街道", 2, True), ("X", None, 1, False)]


def test_the_first_evidence_of_whom_visits_confirmed_is_counted_by_family() -> None:
    found = gathered(("B", date(2026, 9, 20), "confirmed"), ("X", date(2026, 10, 20), "partly"))["first_evidence"]
    assert found.select("family", "confirmed", "listed", "median_months").rows() == [("together", 2, 1, None)]
    assert gathered()["first_evidence"].is_empty()


@pytest.mark.parametrize(
    ("month", "asked"), [(MONTH, []), (date(2027, 2, 1), [date(2027, 2, 1)]), (date(2027, 4, 1), [date(2027, 2, 1), date(2027, 3, 1)])]
)
def test_risks_are_read_of_the_months_that_earlier_lists_are_followed_to(month: date, asked: list[date]) -> None:
    run = FakeRun()
    run.month = month  # type: ignore[misc]
    later_risks(run, FakeArchive())  # type: ignore[arg-type]
    assert run.risks == [(names.RISK, asked)]


def test_the_sentences_name_the_settings_in_force() -> None:
    run = FakeRun()
    run.settings = replace(run.settings, cases=replace(run.settings.cases, burden_days=30))  # type: ignore[misc]
    found = learning_frames(learning_records(run, FakeArchive()), FakeArchive(), a_list(MONTH), REGISTER)["learning_rules"]  # type: ignore[arg-type]
    assert found.select("burden_days", "effect_months").rows() == [(30, 6)]
