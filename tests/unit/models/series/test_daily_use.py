"""Days of enterprises from readings: weeks recognised and shared out, accounts added up or missing as a whole, months of days."""

from datetime import date, timedelta

import polars as pl

from models.series.daily_use import SCHEMA, daily_use, month_sums

FIRST = date(2026, 9, 1)
NO_LINKS = pl.DataFrame(
    schema={
        "indicator": pl.String, "account": pl.String, "uscc": pl.String, "account_share": pl.Float64, "valid_from_on": pl.Date,
        "valid_to_on": pl.Date,
    }
)  # fmt: skip


def readings(*rows):
    """Rows of uscc, account, day of September, covers_days, value."""
    schema = {"uscc": pl.String, "account": pl.String, "read_on": pl.Date, "covers_days": pl.Int8, "value": pl.Float64}
    dated = [(uscc, account, FIRST + timedelta(days=day - 1), covers, value) for uscc, account, day, covers, value in rows]
    return pl.DataFrame(dated, schema=schema, orient="row").with_columns(
        indicator=pl.lit("electricity"), known_on=pl.col("read_on"), channel=pl.lit(None, pl.String), delivery_id=pl.lit("d"),
        row_number=pl.lit(1, pl.Int64),
    )  # fmt: skip


def links(*rows):
    return pl.DataFrame([("electricity", *row) for row in rows], schema=NO_LINKS.schema, orient="row")


def days(frame):
    return {day.day: value for day, value in frame.select("read_on", "value").iter_rows()}


def test_no_reading_is_no_day():
    assert daily_use(readings().clear(), NO_LINKS).schema == SCHEMA


def test_readings_a_week_apart_are_of_weeks_where_nobody_says_so():
    found = days(daily_use(readings(*[("a", None, day, None, 70.0) for day in (7, 14, 21)]), NO_LINKS))
    assert found == dict.fromkeys(range(1, 22), 10.0)


def test_a_days_own_reading_stands_before_the_week_that_holds_it():
    found = days(daily_use(readings(("a", None, 3, 1, 99.0), ("a", None, 7, 7, 70.0)), NO_LINKS))
    assert (found[3], found[4], len(found)) == (99.0, 10.0, 7)


def test_a_day_without_one_of_two_accounts_is_no_day():
    rows = [(None, account, day, 1, 5.0) for account in ("x", "y") for day in (1, 2, 3) if (account, day) != ("y", 2)]
    owned = links(("x", "a", None, None, None), ("y", "a", None, None, None))
    assert days(daily_use(readings(*rows), owned)) == {1: 10.0, 3: 10.0}


def test_an_account_that_has_been_silent_for_long_is_not_waited_for():
    rows = [(None, "x", day, 1, 5.0) for day in range(1, 20)] + [(None, "y", 1, 1, 5.0)]
    owned = links(("x", "a", None, None, None), ("y", "a", None, None, None))
    assert days(daily_use(readings(*rows), owned)) == {1: 10.0, **dict.fromkeys(range(12, 20), 5.0)}


def test_links_hold_on_their_days_and_what_is_left_is_shared_evenly():
    owned = links(("x", "a", 0.5, None, None), ("x", "b", None, None, date(2026, 9, 1)), ("x", "c", None, date(2026, 9, 2), None))
    found = daily_use(readings((None, "x", 1, 1, 8.0), (None, "x", 2, 1, 8.0)), owned)
    assert found.select("uscc", pl.col("read_on").dt.day(), "value").rows() == [
        ("a", 1, 4.0), ("a", 2, 4.0), ("b", 1, 4.0), ("c", 2, 4.0),
    ]  # fmt: skip


def test_what_was_read_of_the_whole_stands_before_its_accounts():
    owned = links(("x", "a", None, None, None))
    assert days(daily_use(readings(("a", None, 1, 1, 7.0), (None, "x", 1, 1, 5.0), (None, "x", 2, 1, 5.0)), owned)) == {1: 7.0, 2: 5.0}


def test_a_month_is_the_sum_of_its_days_once_all_are_known():
    whole = readings(*[("a", None, day, 1, 2.0) for day in range(1, 31)])
    sums = month_sums(daily_use(whole, NO_LINKS))
    assert sums.select("uscc", "period", "basis", "value", "is_summed_days").rows() == [("a", FIRST, "month", 60.0, True)]
    assert month_sums(daily_use(whole.tail(29), NO_LINKS)).is_empty()
