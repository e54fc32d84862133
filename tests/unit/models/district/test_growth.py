"""Development: lasting rises, contradictions, the small base, the new, and who lacks space."""

from datetime import date

import polars as pl
import pytest

from models.district.growth import find_growth
from tests.unit.models.warnings.case_frames import MONTH, registered
from warehouse.periods import shift_month


def course(uscc, indicator, recent, base=100.0, months=36):
    values = [base] * (months - len(recent)) + [base * r for r in recent]
    return [(uscc, indicator, shift_month(MONTH, i - months + 1), float(v), None) for i, v in enumerate(values)]


def series(*courses):
    return pl.DataFrame(
        [row for rows in courses for row in rows],
        schema={"uscc": pl.String, "indicator": pl.String, "period": pl.Date, "value": pl.Float64, "growth_base": pl.Float64},
        orient="row",
    )


def found(figures, codes="a", **more):
    return find_growth(figures, registered(*codes), MONTH, **more)


def test_three_months_up_in_most_indicators_is_a_rise_since_its_first_month():
    rise = found(series(course("a", "output_value", [1.4] * 5), course("a", "electricity", [1.3] * 5)))
    row = rise.row(0, named=True)
    assert row["kind"] == "rise"
    assert row["since"] == shift_month(MONTH, -4)
    assert row["indicators"] == "electricity,output_value"
    assert row["rise_share"] == pytest.approx(0.35)


def test_one_good_month_is_no_rise():
    assert found(series(course("a", "output_value", [1.0, 1.0, 1.9]))).is_empty()


def test_an_indicator_that_falls_contradicts_the_rise():
    figures = series(course("a", "output_value", [1.5] * 4), course("a", "tax", [1.5] * 4), course("a", "electricity", [0.6] * 4))
    assert found(figures).is_empty()


def test_largest_goes_by_output_gained_not_by_rate():
    figures = series(course("a", "output_value", [3.0] * 4, base=1.0), course("b", "output_value", [1.25] * 4, base=10_000.0))
    assert found(figures, "ab")["uscc"].to_list() == ["b", "a"]


def test_all_rises_are_listed_because_the_page_counts_them():
    many = [f"f{place:02d}" for place in range(30)]
    figures = series(*[course(u, "output_value", [1.5] * 4) for u in many])
    assert found(figures, many).height == 30


def with_bands(figures, low):
    """Bands from 90 to 110 % of the figure; in the last month of the indicators named above it."""
    is_low = pl.col("indicator").is_in(low) & (pl.col("period") == MONTH)
    return figures.with_columns(lo_80=pl.when(is_low).then(pl.col("value") * 1.05).otherwise(pl.col("value") * 0.9))


@pytest.mark.parametrize(("low", "count"), [([], 1), (["output_value"], 0), (["electricity"], 0), (["employment"], 1)])
def test_whose_last_month_lies_below_its_band_does_not_grow(low, count):
    # Output and electricity rise, people stay: only what is named as growing, and output, have to hold.
    figures = series(
        *[course("a", indicator, [1.5] * 4) for indicator in ("output_value", "electricity")], course("a", "employment", [1.0] * 4)
    )
    assert found(with_bands(figures, low)).height == count


def test_output_is_of_twelve_months_and_its_growth_only_of_whole_years():
    figures = series(course("a", "output_value", [1.5] * 4), course("a", "electricity", [1.5] * 4))
    row = found(figures).row(0, named=True)
    # Eight months of 100 and four of 150, on twelve of 100; the last three months gained 50 each.
    assert (row["output_cny_10k"], row["output_gain_cny_10k"]) == (pytest.approx(1400), pytest.approx(150))
    assert row["output_yoy_share"] == pytest.approx(1400 / 1200 - 1)
    holed = figures.filter((pl.col("indicator") != "output_value") | (pl.col("period") != shift_month(MONTH, -5)))
    row = found(holed).row(0, named=True)
    assert (row["output_cny_10k"], row["output_yoy_share"]) == (pytest.approx(1300), None)


def test_an_open_appeal_about_space_marks_who_outgrows_it():
    figures = series(*[course(u, "output_value", [1.5] * 4) for u in "ab"])
    appeals = pl.DataFrame({"uscc": ["a", "b"], "topic": ["space", "finance"]})
    assert dict(found(figures, "ab", appeals=appeals).select("uscc", "has_space_request").iter_rows()) == {"a": True, "b": False}


def test_who_entered_the_register_in_the_last_three_months_is_new_not_a_rise():
    firms = registered("a", "b", "c").with_columns(registered_on=pl.Series([date(2026, 4, 1), date(2026, 3, 31), date(2026, 7, 1)]))
    new = find_growth(series(course("a", "output_value", [1.0])), firms, MONTH)
    assert new.select("uscc", "kind").rows() == [("a", "new")]
    assert new["since"].item() == date(2026, 4, 1)


def test_later_months_change_nothing():
    figures = series(course("a", "output_value", [1.5] * 4))
    later = pl.concat([figures, figures.tail(1).with_columns(period=shift_month(MONTH, 1), value=pl.lit(9e6))])
    assert found(figures).equals(found(later))
