"""Every visit counts for one finding, whichever cell it stands in; the last of several is the last day's."""

from datetime import date

import polars as pl
import pytest

from models.cases.visits import judged_visits, last_visits, standing_confirmations, was_right
from warehouse.tables.core_visits__event_enterprises import TABLE

DAY = date(2026, 11, 16)


def visits(*rows: tuple[str, date, str | None, str | None]) -> pl.DataFrame:
    given = pl.DataFrame(rows, schema={"uscc": pl.String, "visited_on": pl.Date, "finding": pl.String, "outcome": pl.String}, orient="row")
    return given.with_columns(visited_by=pl.lit("甲街道"), note=pl.lit(None, pl.String))


@pytest.mark.parametrize(
    ("finding", "outcome", "wanted"),
    [
        ("confirmed", None, ("confirmed", None, None)),
        ("confirmed", "in_service", ("confirmed", "in_service", None)),
        ("订单减少，开工不足", "confirmed", ("confirmed", None, "订单减少，开工不足")),
        ("生产经营正常", "normal", ("normal", None, "生产经营正常")),
        (None, "false_alarm", ("false_alarm", None, None)),
        (None, "recovered", ("not_stated", "recovered", None)),
        ("情况不属实", "未解决", ("other", "other", "情况不属实")),
        (None, None, ("not_stated", None, None)),
        ("recovered", None, ("recovered", None, None)),
    ],
)
def test_a_visit_counts_for_what_it_found(finding: str | None, outcome: str | None, wanted: tuple[str | None, ...]) -> None:
    found = judged_visits(visits(("A", date(2026, 11, 2), finding, outcome)), DAY)
    assert found.select("finding", "outcome", "said").row(0) == wanted


def test_what_lies_ahead_is_no_visit_yet() -> None:
    assert judged_visits(visits(("A", date(2026, 11, 17), "confirmed", None)), DAY).is_empty()


def test_the_last_visit_is_that_of_the_last_day() -> None:
    given = visits(
        ("B", date(2026, 11, 3), "solved", None), ("A", date(2026, 11, 9), "solved", None), ("B", date(2026, 10, 20), "confirmed", None)
    )
    assert last_visits(judged_visits(given, DAY)).select("uscc", "visited_on").rows() == [
        ("A", date(2026, 11, 9)),
        ("B", date(2026, 11, 3)),
    ]


def test_nothing_stored_is_nothing_judged() -> None:
    assert last_visits(judged_visits(TABLE.empty_frame(), DAY)).is_empty()


def outcomes(*rows: tuple[str, date, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"uscc": pl.String, "occurred_on": pl.Date, "outcome": pl.String}, orient="row")


LISTED_SINCE = pl.DataFrame({"uscc": ["A"], "since_on": [date(2026, 9, 16)]})
CONFIRMED = ("A", date(2026, 10, 5), "confirmed", None)


@pytest.mark.parametrize(
    ("given", "recorded", "stands"),
    [
        ([CONFIRMED], [], True),
        ([("A", date(2026, 10, 5), "partly", "in_service")], [], True),
        # Before it was listed; of somebody else; taken back by a later visit; solved at once.
        ([("A", date(2026, 9, 15), "confirmed", None)], [], False),
        ([("B", date(2026, 10, 5), "confirmed", None)], [], False),
        ([CONFIRMED, ("A", date(2026, 10, 6), "normal", None)], [], False),
        ([("A", date(2026, 10, 5), "confirmed", "solved")], [], False),
        ([("A", date(2026, 10, 4), "normal", None), CONFIRMED], [], True),
        # An outcome since settles it, an earlier one does not.
        ([CONFIRMED], [("A", date(2026, 10, 20), "recovered")], False),
        ([CONFIRMED], [("A", date(2026, 9, 20), "recovered")], True),
        # A visit that is still ahead is not known.
        ([CONFIRMED, ("A", date(2026, 11, 17), "solved", None)], [], True),
    ],
)
def test_a_confirmed_case_stands_until_an_outcome_is_on_record(
    given: list[tuple[str, date, str | None, str | None]], recorded: list[tuple[str, date, str]], stands: bool
) -> None:
    found = standing_confirmations(judged_visits(visits(*given), DAY), outcomes(*recorded), LISTED_SINCE)
    assert found.rows() == ([("A", date(2026, 10, 5))] if stands else [])


@pytest.mark.parametrize(
    ("finding", "outcome", "is_right"),
    [
        ("confirmed", None, True),
        ("partly", "false_alarm", True),
        ("solved", None, True),
        ("closed", None, True),
        ("normal", "solved", False),
        ("false_alarm", None, False),
        ("not_stated", "recovered", True),
        ("other", "false_alarm", False),
        ("in_service", None, None),
        ("relocated_within", None, None),
        ("other", None, None),
    ],
)
def test_what_a_visit_says_of_a_warning(finding: str, outcome: str | None, is_right: bool | None) -> None:
    rows = pl.DataFrame({"finding": [finding], "outcome": [outcome]}, schema={"finding": pl.String, "outcome": pl.String})
    assert rows.select(found=was_right())["found"].to_list() == [is_right]
