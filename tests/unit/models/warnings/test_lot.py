"""Places by lot: fair, reproducible, and worth what they cost."""

from collections import Counter
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.warnings.lot import confirmed_share, draw_places, estimate_missed
from models.warnings.settings import LevelSettings
from warehouse.periods import shift_month

MONTH = date(2026, 10, 1)


def standing(listed, waiting, district=""):
    codes = [f"{district}{number:04d}" for number in range(listed + waiting)]
    columns = {"uscc": codes, "is_listed": [True] * listed + [False] * waiting}
    return pl.DataFrame(columns, schema={"uscc": pl.String, "is_listed": pl.Boolean}).with_columns(district=pl.lit(district), is_open=True)


def test_whoever_had_a_small_chance_stands_for_many():
    # A pool of 30 of whom 3 were drawn and confirmed, one of 10 of whom 5 were drawn and not: 30 of 40 are to be expected.
    share, lo, hi = confirmed_share(pl.Series([True] * 3 + [False] * 5), pl.Series([0.1] * 3 + [0.5] * 5))
    assert share == pytest.approx(0.75)
    assert lo < 0.35
    assert hi > 0.95


def test_with_equal_chances_the_interval_is_that_of_clopper_and_pearson():
    share, lo, hi = confirmed_share(pl.Series([True] * 3 + [False] * 5), pl.Series([0.05] * 8))
    assert (share, lo, hi) == (pytest.approx(3 / 8), pytest.approx(0.0852, abs=1e-4), pytest.approx(0.7551, abs=1e-4))


@settings(max_examples=300)
@given(listed=st.integers(0, 9), waiting=st.integers(0, 40), places=st.integers(0, 5), most=st.integers(1, 30), seed=st.integers(0, 10**6))
def test_as_many_as_there_are_places_for_are_drawn_from_the_pool_alone(listed, waiting, places, most, seed):
    found = draw_places(standing(listed, waiting), MONTH, seed, places, most)
    pool = found.filter(pl.col("draw_chance").is_not_null())
    drawn = found.filter("is_drawn")
    assert pool["uscc"].to_list() == found["uscc"].to_list()[listed : listed + min(waiting, most)]
    assert drawn.height == min(places, pool.height)
    assert drawn.join(pool, on="uscc", how="anti").height == 0
    # The chances of the pool add up to the places drawn: what weighting a sample by them rests on.
    assert pool["draw_chance"].sum() == pytest.approx(drawn.height)


def test_districts_draw_by_themselves():
    both = pl.concat([standing(2, 20, "a"), standing(2, 30, "b")])
    found = draw_places(both, MONTH, 1, 3, 10)
    assert found.group_by("district").agg(pl.col("is_drawn").sum()).sort("district")["is_drawn"].to_list() == [3, 3]
    alone = draw_places(standing(2, 30, "b"), MONTH, 1, 3, 10)
    assert found.filter(pl.col("district") == "b")["is_drawn"].to_list() == alone["is_drawn"].to_list()


def test_everybody_of_the_pool_is_drawn_equally_often():
    frame = standing(5, 20)
    months = [shift_month(MONTH, -shift) for shift in range(1200)]
    counted = Counter(code for month in months for code in draw_places(frame, month, 7, 3, 15).filter("is_drawn")["uscc"])
    # 240 each on average; six standard deviations of a count drawn with a chance of a fifth.
    assert len(counted) == 15
    assert all(abs(count - 240) < 6 * (1200 * 0.2 * 0.8) ** 0.5 for count in counted.values())


def draws(months, each, pool, found):
    """Return `months` lists with `each` drawn out of `pool`, and the visits whose findings are named in turn."""
    rows = [(shift_month(MONTH, -age), f"{age}-{number}", number < each, each / pool) for age in range(months) for number in range(pool)]
    frame = pl.DataFrame(rows, schema=["month", "uscc", "is_listed", "draw_chance"], orient="row")
    frame = frame.with_columns(published_on=pl.col("month").dt.offset_by("1mo15d"))
    visited = frame.filter("is_listed").head(len(found)).with_columns(finding=pl.Series(found, dtype=pl.String))
    outcome = pl.lit(None, dtype=pl.String)
    return frame, visited.select("uscc", visited_on=pl.col("published_on").dt.offset_by("5d"), finding="finding", outcome=outcome)


def test_the_share_of_the_visited_that_was_confirmed_has_its_exact_interval():
    frame, visits = draws(4, 3, 60, ["confirmed", "normal", "false_alarm", "partly", "normal", "normal", "solved", "normal"])
    found = estimate_missed(frame, visits, MONTH, 1)
    assert (found.drawn, found.visited, found.confirmed, found.pool) == (12, 8, 3, 60)
    assert found.first_month == date(2026, 7, 1)
    assert found.share == pytest.approx(3 / 8)
    # Clopper and Pearson's interval for 3 of 8, as tables have it.
    assert (found.share_lo, found.share_hi) == (pytest.approx(0.0852, abs=1e-4), pytest.approx(0.7551, abs=1e-4))


def test_only_the_first_visit_after_the_list_counts():
    frame, visits = draws(1, 1, 5, ["normal"])
    before = visits.with_columns(visited_on=pl.col("visited_on").dt.offset_by("-30d"), finding=pl.lit("confirmed"))
    later = visits.with_columns(visited_on=pl.col("visited_on").dt.offset_by("9d"), finding=pl.lit("confirmed"))
    found = estimate_missed(frame, pl.concat([before, later, visits]), MONTH, 1)
    assert (found.visited, found.confirmed) == (1, 0)


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_visits_of_one_day_the_one_that_confirms_counts_in_whatever_order_they_stand(order):
    frame, visits = draws(1, 1, 5, ["normal"])
    both = [visits, visits.with_columns(finding=pl.lit("confirmed"))]
    found = estimate_missed(frame, pl.concat(both[::order]), MONTH, 1)
    assert (found.visited, found.confirmed) == (1, 1)


def test_what_says_neither_right_nor_wrong_counts_neither_way():
    frame, visits = draws(2, 3, 40, ["other", "in_service", "not_stated", "normal"])
    # What came of a visit stands where its finding says nothing.
    told = visits.with_columns(outcome=pl.Series([None, "solved", None, None], dtype=pl.String))
    found = estimate_missed(frame, told, MONTH, 1)
    assert (found.drawn, found.visited, found.confirmed) == (6, 2, 1)


def test_of_too_few_no_share_is_given():
    frame, visits = draws(2, 3, 40, ["confirmed", "normal"])
    found = estimate_missed(frame, visits, MONTH, 5)
    assert (found.visited, found.confirmed, found.share) == (2, 1, None)


def test_without_visits_nothing_is_said():
    frame, visits = draws(2, 3, 40, [])
    found = estimate_missed(frame, visits, MONTH, 1)
    assert (found.drawn, found.visited, found.share, found.share_lo) == (6, 0, None, None)


@pytest.mark.parametrize(("capacity", "places"), [(60, 3), (20, 2), (9, 0)])
def test_a_short_list_goes_by_risk_alone(capacity, places):
    assert LevelSettings(capacity_total=capacity).places_by_lot == places
