"""Physical against booked figures: which way they point, and when the physical ones lead."""

import polars as pl
import pytest

from models.evidence.families import family_agreement

TYPES = {"uscc": pl.String, "family": pl.String, "ratio_share": pl.Float64}


def judged(physical: list[float | None], booked: list[float | None]) -> dict[str, object]:
    rows = [("a", "physical", ratio) for ratio in physical] + [("a", "booked", ratio) for ratio in booked]
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
