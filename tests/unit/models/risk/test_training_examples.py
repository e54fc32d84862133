"""What the past teaches, and what it must not."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from models.risk.regression import Examples, fit_towards_prior
from models.risk.settings import TrainingSettings
from models.risk.training_examples import operating_examples, relocation_examples, share_examples
from warehouse.periods import shift_month

SETTINGS = TrainingSettings()
START = date(2024, 1, 1)


def history(codes: str = "AB", months: int = 24) -> pl.DataFrame:
    rows = [{"month": shift_month(START, step), "uscc": code} for step in range(months) for code in codes]
    return pl.DataFrame(rows)


def outcomes(*rows: tuple[str, date, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"uscc": pl.String, "occurred_on": pl.Date, "outcome": pl.String}, orient="row")


def hindsight(answer: float) -> pl.DataFrame:
    return history().with_columns(outcome=pl.lit(answer))


def test_the_twelve_months_before_a_departure_are_positive_and_nothing_after_it_counts() -> None:
    rows, left, _, _ = relocation_examples(history("A"), outcomes(("A", date(2025, 6, 10), "relocated_out")), date(2025, 12, 1), SETTINGS)
    found = dict(zip(rows["month"], left, strict=True))
    assert found[date(2024, 6, 1)] == 1
    assert found[date(2024, 5, 1)] == 0
    assert found[date(2025, 5, 1)] == 1
    assert max(found) == date(2025, 5, 1)


def test_a_month_whose_year_is_not_over_teaches_as_far_as_it_has_been_watched() -> None:
    rows, left, weight, exposure = relocation_examples(history("A"), outcomes(), date(2025, 12, 1), SETTINGS)
    found = dict(zip(rows["month"], exposure, strict=True))
    assert found[date(2024, 1, 1)] == found[date(2024, 12, 1)] == 1
    assert found[date(2025, 6, 1)] == pytest.approx(6 / 12)
    assert found[date(2025, 11, 1)] == pytest.approx(1 / 12)
    assert date(2025, 12, 1) not in found
    assert left.sum() == 0
    assert (weight == SETTINGS.departure_weight).all()


def test_where_other_districts_teach_too_a_departure_counts_once() -> None:
    recorded = outcomes(("A", date(2025, 6, 10), "relocated_out"))
    _, left, weight, _ = relocation_examples(history("A"), recorded, date(2025, 12, 1), SETTINGS, are_shared=True)
    assert (left * weight).sum() == pytest.approx(1.0)


def test_no_month_is_taught_only_by_who_left() -> None:
    recorded = outcomes(("A", date(2025, 11, 10), "relocated_out"), ("B", date(2025, 10, 2), "closed"))
    rows, left, _, exposure = relocation_examples(history("ABC"), recorded, date(2025, 12, 1), SETTINGS)
    by_month = rows.select("month", "uscc", left=left, exposure=exposure).filter(pl.col("month") >= date(2024, 11, 1))
    months = by_month.group_by("month").agg(pl.col("left").min(), pl.col("exposure").n_unique())
    assert months["left"].max() == 0
    # Who left, who closed and who is still here were watched for the same time.
    assert months["exposure"].max() == 1


def test_of_trouble_it_is_taught_whether_it_was_leaving_by_how_likely_it_was_trouble() -> None:
    recorded = outcomes(("A", date(2025, 6, 10), "relocated_out"), ("B", date(2025, 3, 5), "false_alarm"))
    rows, left, weight, exposure = share_examples(history("AB"), hindsight(0.4), recorded, date(2025, 12, 1), SETTINGS)
    found = {(row["month"], row["uscc"]): (row["outcome"], row["weight"], row["exposure"]) for row in rows.iter_rows(named=True)}
    # Who left was in trouble, whatever the label; the months before that by their label.
    assert found[date(2025, 1, 1), "A"] == (1.0, pytest.approx(SETTINGS.share_weight), pytest.approx(11 / 12))
    assert found[date(2024, 1, 1), "A"] == (0.0, pytest.approx(0.4 * SETTINGS.share_weight), 1.0)
    assert found[date(2025, 2, 1), "B"][1] == pytest.approx(0.1 * SETTINGS.share_weight)
    assert max(month for month, uscc in found if uscc == "A") == date(2025, 5, 1)
    assert (len(left), len(weight), len(exposure)) == (len(rows),) * 3


def test_young_months_without_a_label_teach_nothing_of_the_kind_not_even_by_who_left() -> None:
    labels = hindsight(0.4).filter(pl.col("month") < date(2025, 7, 1))
    recorded = outcomes(("A", date(2025, 11, 10), "relocated_out"))
    rows = share_examples(history("AB"), labels, recorded, date(2025, 12, 1), SETTINGS).rows
    assert rows["month"].max() == date(2025, 6, 1)
    assert rows.filter(month=date(2025, 6, 1))["exposure"].unique().to_list() == [0.5]


def test_a_departure_that_is_on_record_before_its_month_is_over_does_not_count_yet() -> None:
    early = outcomes(("A", date(2026, 1, 10), "relocated_out"))
    taught, none = (relocation_examples(history("A"), each, date(2025, 12, 1), SETTINGS) for each in (early, outcomes()))
    assert taught.outcome.sum() == 0
    assert taught.rows.equals(none.rows)


@pytest.mark.parametrize("months", [8, 12, 24, 36])
def test_where_an_even_share_leaves_every_month_its_yearly_rate_is_learned_from_any_history(months: int) -> None:
    codes = [f"{number:04}" for number in range(1000)]
    last = shift_month(START, months - 1)
    # Four of the thousand leave each month: about 5 % in a year.
    leavers = [
        (code, shift_month(START, 1 + number // 4), "relocated_out") for number, code in enumerate(codes) if number // 4 < months - 1
    ]
    rows = pl.DataFrame({"uscc": codes}).join(history("A", months).select("month"), how="cross")
    rows, left, weight, exposure = relocation_examples(rows, outcomes(*leavers), last, SETTINGS)
    fitted = fit_towards_prior((), Examples(np.empty((len(rows), 0)), left, weight, exposure), np.array([-1.0]), np.array([10.0]))
    here = 1000 - 4 * (months - 1) / 2
    assert expit(fitted.values[0]) == pytest.approx(48 / here, rel=0.08)


def test_a_move_inside_the_district_is_no_departure() -> None:
    _, left, _, _ = relocation_examples(history("A"), outcomes(("A", date(2025, 6, 10), "relocated_within")), date(2025, 12, 1), SETTINGS)
    assert left.sum() == 0


def test_a_recorded_false_alarm_overrules_hindsight_and_weighs_more() -> None:
    recorded = outcomes(("A", date(2025, 3, 20), "false_alarm"))
    rows, outcome, weight, _ = operating_examples(history(), hindsight(0.8), recorded, SETTINGS)
    at = rows.with_columns(outcome=pl.Series(outcome), weight=pl.Series(weight)).filter(pl.col("month") == date(2025, 2, 1)).sort("uscc")
    assert at["outcome"].to_list() == [0.1, 0.8]
    assert at["weight"].to_list() == [SETTINGS.recorded_weight, SETTINGS.self_label_weight]


def test_the_half_year_before_a_closure_was_trouble_whatever_the_figures_said() -> None:
    rows, outcome, _, _ = operating_examples(history(), hindsight(0.05), outcomes(("A", date(2025, 6, 5), "closed")), SETTINGS)
    at = rows.with_columns(outcome=pl.Series(outcome))
    closed = at.filter(pl.col("uscc") == "A").sort("month")
    assert closed.filter(pl.col("month") >= date(2024, 12, 1))["outcome"].min() == 0.9
    assert closed.filter(pl.col("month") < date(2024, 12, 1))["outcome"].max() == 0.05
    assert closed["month"].max() == date(2025, 5, 1)


def test_the_order_of_rows_does_not_matter() -> None:
    recorded = outcomes(("A", date(2025, 3, 20), "recovered"), ("B", date(2024, 9, 1), "closed"))
    first = operating_examples(history(), hindsight(0.3), recorded, SETTINGS)[0].sort("month", "uscc")
    second = operating_examples(history().sample(fraction=1, shuffle=True, seed=1), hindsight(0.3), recorded, SETTINGS)[0].sort(
        "month", "uscc"
    )
    assert first.equals(second)
