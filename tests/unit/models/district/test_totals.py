"""Totals, growth on comparable enterprises, and whether the district as a whole is down."""

from datetime import date

import polars as pl
import pytest

from models.district.totals import district_state, district_totals
from tests.unit.models.warnings.case_frames import MONTH, registered
from warehouse.periods import shift_month

NO_STATES = pl.DataFrame(schema={"month": pl.Date, "district": pl.String, "is_down": pl.Boolean, "since": pl.Date})


def series(*rows):
    return pl.DataFrame(
        [(u, i, shift_month(MONTH, -age), v, base) for u, i, age, v, base in rows],
        schema={"uscc": pl.String, "indicator": pl.String, "period": pl.Date, "value": pl.Float64, "growth_base": pl.Float64},
        orient="row",
    )


def total(frame, age=0):
    return frame.filter(pl.col("period") == shift_month(MONTH, -age)).row(0, named=True)


def test_growth_counts_only_enterprises_present_in_both_years():
    figures = series(("a", "tax", 12, 100.0, None), ("a", "tax", 0, 110.0, None), ("b", "tax", 0, 500.0, None))
    found = total(district_totals(figures, registered("a", "b"), MONTH))
    assert found["total"] == 610
    assert found["yoy_share"] == pytest.approx(0.1)
    assert found["reporting_count"] == 2


def test_whoever_has_left_the_register_is_no_fall_of_the_monitored():
    figures = series(
        *[(code, "tax", age, value, None) for code, now in (("a", 110.0), ("b", 0.0)) for age, value in ((12, 100.0), (0, now))]
    )
    left = registered("a", "b").with_columns(left_register_on=pl.when(pl.col("uscc") == "b").then(pl.lit(MONTH)))
    found = district_totals(figures, left, MONTH)
    assert (total(found)["yoy_share"], total(found)["reporting_count"]) == (pytest.approx(0.1), 1)
    # A year ago both were there.
    assert total(found, age=12)["total"] == 200


def test_the_reported_base_is_used_where_it_is_given():
    figures = series(("a", "output_value", 12, 100.0, None), ("a", "output_value", 0, 110.0, 220.0))
    assert total(district_totals(figures, registered("a"), MONTH))["yoy_share"] == pytest.approx(-0.5)


def test_later_months_and_enterprises_of_no_register_stay_out():
    figures = series(("a", "tax", 0, 1.0, None), ("a", "tax", -1, 9.0, None), ("z", "tax", 0, 9.0, None))
    found = district_totals(figures, registered("a"), MONTH)
    assert found["total"].to_list() == [1.0]


def test_a_month_in_a_wrong_unit_does_not_make_the_total():
    figures = series(*[("a", "electricity", age, 100.0, None) for age in range(1, 24)], ("a", "electricity", 0, 1_000_000.0, None))
    found = total(district_totals(figures, registered("a"), MONTH))
    assert found["total"] is None
    assert found["reporting_count"] == 0


def test_shows_no_more_months_than_asked():
    figures = series(*[("a", "tax", age, 1.0, None) for age in range(50)])
    assert district_totals(figures, registered("a"), MONTH, periods=36).height == 36


def grown(*pairs, indicator="electricity"):
    """Enterprises with a figure of last year and of this: (before, now)."""
    rows = [row for place, (before, now) in enumerate(pairs) for row in _both_years(f"f{place:02d}", indicator, before, now)]
    return total(district_totals(series(*rows), registered(*codes(len(pairs))), MONTH))


def _both_years(uscc, indicator, before, now):
    return (uscc, indicator, 12, before, None), (uscc, indicator, 0, now, None)


def test_a_sum_that_one_enterprise_moved_says_so_with_the_growth_without_it():
    # Eleven stay at 100, one goes from 100 to 600: 1,200 become 1,700.
    found = grown((100.0, 600.0), *[(100.0, 100.0)] * 11)
    assert found["is_moved_by_one"] is True
    assert found["yoy_share"] == pytest.approx(500 / 1200)
    assert found["largest_move_share"] == pytest.approx(500 / 1200)
    assert (found["yoy_without_largest_share"], found["median_yoy_share"], found["compared_count"]) == (0, 0, 12)


def test_growth_that_many_share_was_not_moved_by_one():
    found = grown((500.0, 600.0), *[(100.0, 120.0)] * 11)
    assert found["is_moved_by_one"] is False
    assert found["median_yoy_share"] == found["yoy_without_largest_share"] == pytest.approx(0.2)


def test_one_that_makes_most_of_a_small_change_is_no_news():
    # It makes the whole change, which is three points of growth: nobody would read the sum otherwise.
    assert grown((100.0, 136.0), *[(100.0, 100.0)] * 11)["is_moved_by_one"] is False


def test_a_fall_of_one_that_hides_the_growth_of_the_others_is_told():
    found = grown((300.0, 60.0), *[(100.0, 120.0)] * 11)
    assert found["is_moved_by_one"] is True
    assert found["yoy_share"] == pytest.approx(-20 / 1400)
    assert found["yoy_without_largest_share"] == pytest.approx(0.2)


def test_few_enterprises_have_no_median_and_one_alone_no_growth_without_it():
    found = grown((100.0, 150.0))
    assert (found["yoy_share"], found["median_yoy_share"], found["yoy_without_largest_share"]) == (pytest.approx(0.5), None, None)
    assert found["is_moved_by_one"] is False


def test_districts_are_kept_apart():
    figures = series(("a", "tax", 0, 1.0, None), ("b", "tax", 0, 2.0, None))
    found = district_totals(figures, registered("a", "b", districts={"b": "龙岗区"}), MONTH)
    assert dict(found.select("district", "total").iter_rows()) == {"坪山区": 1.0, "龙岗区": 2.0}


def codes(count):
    return [f"f{i:02d}" for i in range(count)]


def activity(shares, indicator="output_value"):
    return pl.DataFrame(
        {"uscc": codes(len(shares)), "indicator": [indicator] * len(shares), "ratio_share": shares},
        schema_overrides={"ratio_share": pl.Float64},
    )


def warnings(risks=()):
    return pl.DataFrame(
        {"district": ["坪山区"] * len(risks), "true_chance": list(risks), "is_listed": [True] * len(risks)},
        schema={"district": pl.String, "true_chance": pl.Float64, "is_listed": pl.Boolean},
    )


def state(shares, previous=NO_STATES, risks=()):
    return district_state(activity(shares), registered(*codes(len(shares))), warnings(risks), previous, MONTH).row(0, named=True)


def test_a_few_in_trouble_do_not_bring_the_district_down():
    found = state([0.2] * 5 + [1.0] * 15)
    assert found["is_down"] is False
    assert found["since"] is None


def test_everybody_a_fifth_down_is_a_shock_that_starts_now():
    found = state([0.8] * 20)
    assert found["is_down"] is True
    assert found["gap_share"] == pytest.approx(-0.2)
    assert found["since"] == MONTH


def test_tax_and_investment_say_nothing_of_the_district():
    tax = pl.concat([activity([0.99] * 20), activity([0.2] * 20, "tax"), activity([0.0] * 20, "fixed_investment")])
    assert district_state(tax, registered(*codes(20)), warnings(), NO_STATES, MONTH)["gap_share"].item() == pytest.approx(-0.01)


def test_of_several_figures_the_middle_one_counts():
    three = pl.concat([activity([share] * 20, name) for name, share in (("output_value", 0.6), ("electricity", 0.8), ("employment", 0.97))])
    assert district_state(three, registered(*codes(20)), warnings(), NO_STATES, MONTH)["gap_share"].item() == pytest.approx(-0.2)


def test_a_shock_that_goes_on_keeps_its_first_month():
    last = pl.DataFrame({"month": [date(2026, 5, 1)], "district": ["坪山区"], "is_down": [True], "since": [date(2026, 3, 1)]})
    assert state([0.8] * 20, last)["since"] == date(2026, 3, 1)
    older = last.with_columns(month=date(2026, 4, 1))
    assert state([0.8] * 20, older)["since"] == MONTH


def test_too_few_enterprises_say_nothing_about_a_district():
    found = state([0.5] * 5)
    assert found["gap_share"] is None
    assert found["is_down"] is False


def test_expected_false_alarms_are_those_of_the_listed():
    found = state([1.0] * 20, risks=[0.9, 0.5])
    assert found["expected_false_alarms"] == pytest.approx(0.6)
    assert (found["false_alarms_lo"], found["false_alarms_hi"]) == (0, 2)
    assert state([1.0] * 20)["expected_false_alarms"] is None


def test_the_unlisted_promise_nothing():
    both = pl.concat([warnings([0.9]), warnings([0.2]).with_columns(is_listed=False)])
    found = district_state(activity([1.0] * 20), registered(*codes(20)), both, NO_STATES, MONTH)
    assert found["expected_false_alarms"].to_list() == pytest.approx([0.1])
