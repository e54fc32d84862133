"""Physical against booked figures: which way they point, and when the physical ones lead."""

import polars as pl
import pytest

from models.evidence.families import family_agreement

TYPES = {
    "uscc": pl.String,
    "indicator": pl.String,
    "family": pl.String,
    "ratio_share": pl.Float64,
    "duration_months": pl.Int32,
    "growth_3m_share": pl.Float64,
    "year_base": pl.String,
    "gap_12_log": pl.Float64,
}


def judged(
    physical: list[float | None],
    booked: list[float | None],
    low_months: int = 0,
    growth: float | None = None,
    base: str | None = None,
    indicator: str = "output_value",
    gap: float | None = None,
) -> dict[str, object]:
    """The last five say of the booked figures for how long they were low, how they stand against last year, and which they are."""
    rows = [("a", "water", "physical", ratio, 2, -0.4, None, -0.5) for ratio in physical]
    rows += [("a", indicator, "booked", ratio, low_months, growth, base, gap) for ratio in booked]
    return family_agreement(pl.DataFrame(rows, schema=TYPES, orient="row")).row(0, named=True)


@pytest.mark.parametrize(
    ("physical", "booked", "wanted"),
    [
        ([0.5, 0.6, 0.7], [1.0, 0.95], "physical_lead"),
        # The weakest booked figure has fallen as well.
        ([0.5, 0.6, 0.7], [1.0, 0.7], "disagree"),
        ([0.5, 0.6, 0.7], [0.8, 0.7], "agree"),
        ([1.1, 1.2], [1.05], "agree"),
        ([1.1, 1.2], [0.9], "disagree"),
        # Low, but not clearly: within noise of each other.
        ([0.84], [0.93], "agree"),
        ([0.86], [1.05], "disagree"),
        ([], [1.0], "not_both"),
        ([None], [0.9], "not_both"),
        ([0.5], [None], "not_both"),
    ],
)
def test_the_families_are_held_against_each_other(physical: list[float | None], booked: list[float | None], wanted: str) -> None:
    assert judged(physical, booked)["family_agreement"] == wanted


def test_one_broken_meter_does_not_decide() -> None:
    assert judged([0.0, 1.0, 1.05], [1.02])["family_agreement"] == "agree"
    assert judged([0.9, 1.05], [1.02])["family_agreement"] == "agree"


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({"growth": 0.03}, "physical_lead"),
        # The expectation had followed the fall: against last year it is a fall.
        ({"growth": -0.30}, "disagree"),
        # Last year's months were low already.
        ({"growth": -0.03, "base": "low"}, "disagree"),
        ({"growth": 0.80, "base": "low"}, "physical_lead"),
        ({"growth": -0.03, "base": "high"}, "physical_lead"),
        # A year ago more was expected of it; of a single month of tax that says nothing.
        ({"growth": -0.03, "gap": -0.2}, "disagree"),
        ({"growth": 0.03, "gap": -0.2, "indicator": "tax"}, "physical_lead"),
    ],
)
def test_a_booked_figure_that_fell_a_year_ago_does_not_stand(said: dict[str, object], wanted: str) -> None:
    assert judged([0.5, 0.6, 0.7], [1.2, 1.0], **said)["family_agreement"] == wanted


def test_a_booked_figure_that_has_not_arrived_stands_only_if_it_was_not_low_before() -> None:
    assert judged([0.5, 0.6], [1.0, None])["family_agreement"] == "physical_lead"
    assert judged([0.5, 0.6], [1.0, None], low_months=2)["family_agreement"] == "disagree"
