"""Sizes by the standard of 2017: of its rows what can be known here, and nothing beyond it."""

import polars as pl
import pytest

from models.policies.size_classes import BRANCHES, size_class


def size(industry, jobs=None, output=None):
    schema = {"industry": pl.String, "jobs": pl.Float64, "output_cny_10k": pl.Float64}
    rows = pl.DataFrame({"industry": [industry], "jobs": [jobs], "output_cny_10k": [output]}, schema=schema)
    return rows.select(size_class()).item()


@pytest.mark.parametrize("industry", ["B0610", "C3921", "D4411", "C"])
@pytest.mark.parametrize(
    ("jobs", "output", "expected"),
    [
        (1000, 40_000, "large"),
        (999, 40_000, "medium"),
        (1000, 39_999, "medium"),
        (300, 2_000, "medium"),
        (299, 40_000, "small"),
        (1000, 1_999, "small"),
        (20, 300, "small"),
        (19, 40_000, "micro"),
        (1000, 299, "micro"),
        # One figure is enough to be micro, and for nothing else.
        (19, None, "micro"),
        (None, 299, "micro"),
        (20, None, None),
        (None, 40_000, None),
        (None, None, None),
    ],
)
def test_industry_goes_by_jobs_and_output_alike(industry, jobs, output, expected):
    assert size(industry, jobs, output) == expected


@pytest.mark.parametrize(
    ("industry", "least"),
    [("F5123", 5), ("F5211", 10), ("G5430", 20), ("G5910", 20), ("G5930", 20), ("G6020", 20), ("H6110", 10), ("H6210", 10), ("I6311", 10),
     ("I6420", 10), ("I6510", 10), ("K7020", 100), ("L7212", 10)],
)  # fmt: skip
def test_where_income_decides_jobs_say_only_who_is_micro(industry, least):
    assert size(industry, least - 1, 9_000_000) == "micro"
    # Output is not the income of a branch that produces nothing.
    assert size(industry, least, 0) is None
    assert size(industry, 5_000, 9_000_000) is None


@pytest.mark.parametrize("industry", ["M7320", "N7810", "O8111", "Q8511", "R8810", "K7030"])
@pytest.mark.parametrize(
    ("jobs", "expected"), [(300, "large"), (299, "medium"), (100, "medium"), (99, "small"), (10, "small"), (9, "micro")]
)
def test_the_other_branches_go_by_jobs_alone(industry, jobs, expected):
    assert size(industry, jobs) == expected


@pytest.mark.parametrize("industry", ["A0111", "E4710", "K7010", "G5310", "J6610", "P8310", "Q8411", "K70", "G59", "S91", None])
def test_what_income_and_assets_decide_or_the_standard_leaves_out_is_not_known(industry):
    assert size(industry, 5, 5) is None


def test_no_code_belongs_to_two_branches():
    codes = [code for branch in BRANCHES for code in branch.codes]
    assert not [(one, other) for one in codes for other in codes if one != other and other.startswith(one)]
