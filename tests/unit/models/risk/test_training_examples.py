"""What the past teaches, and what it must not."""

from datetime import date

import polars as pl

from models.risk.training_examples import TrainingSettings, operating_examples, relocation_examples
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
    rows, left, _ = relocation_examples(history("A"), outcomes(("A", date(2025, 6, 10), "relocated_out")), date(2025, 12, 1), SETTINGS)
    found = dict(zip(rows["month"], left, strict=True))
    assert found[date(2024, 6, 1)] == 1
    assert found[date(2024, 5, 1)] == 0
    assert found[date(2025, 5, 1)] == 1
    assert max(found) == date(2025, 5, 1)


def test_months_whose_year_is_not_over_teach_nothing_about_staying() -> None:
    rows, left, _ = relocation_examples(history("A"), outcomes(), date(2025, 12, 1), SETTINGS)
    assert rows["month"].max() == date(2024, 12, 1)
    assert left.sum() == 0


def test_a_move_inside_the_district_is_no_departure() -> None:
    _, left, _ = relocation_examples(history("A"), outcomes(("A", date(2025, 6, 10), "relocated_within")), date(2025, 12, 1), SETTINGS)
    assert left.sum() == 0


def test_a_recorded_false_alarm_overrules_hindsight_and_weighs_more() -> None:
    recorded = outcomes(("A", date(2025, 3, 20), "false_alarm"))
    rows, outcome, weight = operating_examples(history(), hindsight(0.8), recorded, SETTINGS)
    at = rows.with_columns(outcome=pl.Series(outcome), weight=pl.Series(weight)).filter(pl.col("month") == date(2025, 2, 1)).sort("uscc")
    assert at["outcome"].to_list() == [0.1, 0.8]
    assert at["weight"].to_list() == [SETTINGS.recorded_weight, SETTINGS.self_label_weight]


def test_the_half_year_before_a_closure_was_trouble_whatever_the_figures_said() -> None:
    rows, outcome, _ = operating_examples(history(), hindsight(0.05), outcomes(("A", date(2025, 6, 5), "closed")), SETTINGS)
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
