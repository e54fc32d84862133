from datetime import date

import numpy as np
import polars as pl
import pytest

from models.forecast.series_matrix import lay_out, slice_of_row
from tests.unit.models.forecast.fictional import FIRST, one_firm

GROUPS = pl.DataFrame({"uscc": ["A", "B", "C"], "industry_division": ["39", "13", "39"], "size_class": ["1", "1", "2"]})


def test_peers_lie_next_to_each_other() -> None:
    series = pl.concat([one_firm([1.0, 2.0], uscc, indicator) for uscc in "CAB" for indicator in ("water", "electricity")])
    matrix = lay_out(series, GROUPS, date(2020, 2, 1))
    assert matrix.index.rows() == [
        ("B", "electricity", "13", "1"),
        ("A", "electricity", "39", "1"),
        ("C", "electricity", "39", "2"),
        ("B", "water", "13", "1"),
        ("A", "water", "39", "1"),
        ("C", "water", "39", "2"),
    ]
    assert matrix.indicator_starts.tolist() == [0, 3]
    assert matrix.division_starts.tolist() == [0, 1, 3, 4]
    assert slice_of_row(matrix.division_starts, 6).tolist() == [0, 1, 1, 2, 3, 3]


def test_months_without_a_figure_are_missing_and_later_ones_unseen() -> None:
    matrix = lay_out(one_firm([1.0, None, 3.0, 4.0], "A"), GROUPS, date(2020, 3, 1))
    np.testing.assert_array_equal(matrix.values, [[1.0, np.nan, 3.0]])
    assert matrix.periods.to_list() == [date(2020, 1, 1), date(2020, 2, 1), date(2020, 3, 1)]


def test_a_firm_without_a_group_is_kept() -> None:
    assert lay_out(one_firm([1.0], "stranger"), GROUPS, FIRST).index.row(0) == ("stranger", "electricity", "", "")


def test_only_the_last_share_of_a_spread_figure_counts() -> None:
    merged = one_firm([5.0, 5.0, 7.0], "A", flags="merged").with_columns(flags=pl.Series(["merged", "merged", None]))
    assert lay_out(merged, GROUPS, date(2020, 3, 1)).is_part.tolist() == [[True, False, False]]


def test_equal_figures_that_are_not_shares_all_count() -> None:
    assert not lay_out(one_firm([5.0, 5.0, 5.0], "A"), GROUPS, date(2020, 3, 1)).is_part.any()


def test_a_month_twice_is_refused_by_name() -> None:
    twice = pl.concat([one_firm([1.0, 2.0], "A"), one_firm([1.0], "A")])
    with pytest.raises(ValueError, match=r"electricity of A has 2020-01 more than once"):
        lay_out(twice, GROUPS, date(2020, 2, 1))


def test_nothing_known_is_refused() -> None:
    with pytest.raises(ValueError, match="No figure is known up to 2019-12-01"):
        lay_out(one_firm([1.0]), GROUPS, date(2019, 12, 1))


def test_an_enterprise_twice_among_the_groups_is_refused() -> None:
    with pytest.raises(ValueError, match="Enterprise A stands more than once"):
        lay_out(one_firm([1.0], "A"), pl.concat([GROUPS, GROUPS.head(1)]), FIRST)


def test_scattered_rows_find_their_series() -> None:
    series = pl.concat([one_firm([1.0, 2.0, 3.0], uscc) for uscc in "AB"]).sort("period")
    np.testing.assert_array_equal(lay_out(series, GROUPS, date(2020, 3, 1)).values, [[1.0, 2.0, 3.0]] * 2)
