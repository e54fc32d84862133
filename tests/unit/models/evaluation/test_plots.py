"""The frames behind the backtest's page: gaps are said, nobody who left drops out, curves are thinned where it does not show."""

from dataclasses import fields
from datetime import date

import numpy as np
import polars as pl
import pytest

from models.evaluation.backtest import BacktestReport
from models.evaluation.plots import CURVE_POINTS, BacktestPlots, mark_gaps, plot_frames


def report(**parts: pl.DataFrame) -> BacktestReport:
    names = ["precision_at_capacity", "found_within_3_months", "benign_share_of_list", "calibration_error_relocation"]
    frames = {
        "figures": pl.DataFrame(
            {"figure": names, "value": [0.5, 0.4, 0.0, float("nan")], "low": [0.4, 0.3, 0.0, float("nan")], "high": [0.6, 0.5, 0.0, None]}
        ).with_columns(count=pl.lit(10, pl.Int64)),
        "calibration": pl.DataFrame(
            {"risk": ["operating"] * 2, "decile": [1, 2], "predicted_mean": [0.1, 0.6], "observed_share": [0.0, 0.5], "count": [10, 10]}
        ),
        "curve": pl.DataFrame({"target": ["any"] * 400, "recall": np.linspace(0, 1, 400), "precision": np.linspace(1, 0.1, 400)}),
        "lead_times": pl.DataFrame(
            {"uscc": ["a", "b", "c", "d"], "lead_months": [1, 6, None, 12]}, schema_overrides={"lead_months": pl.Int32}
        ),
        "months": pl.DataFrame({"month": [date(2026, 2, 1), date(2026, 1, 1)], "listed": [3, 4], "candidates": [5, 6]}),
        "causes": pl.DataFrame(),
    }
    return BacktestReport(**(frames | parts))


def gaps(found: BacktestReport) -> dict[str, str | None]:
    return dict(found.figures.select("figure", "gap").iter_rows())


def test_recorded_outcomes_give_no_onsets_and_no_lookalikes() -> None:
    marked = mark_gaps(report(), has_onsets=False, has_lookalikes=False)
    assert gaps(marked) == {
        "precision_at_capacity": None,
        "found_within_3_months": "no_onsets",
        "benign_share_of_list": "no_lookalikes",
        "calibration_error_relocation": "no_cases",
    }
    assert marked.figures.filter(pl.col("gap").is_not_null())["value"].null_count() == 3


def test_planted_truth_keeps_what_it_can_give() -> None:
    marked = mark_gaps(report(), has_onsets=True, has_lookalikes=True)
    assert [name for name, gap in gaps(marked).items() if gap] == ["calibration_error_relocation"]
    assert marked.figures["value"].to_list() == [0.5, 0.4, 0.0, None]


@pytest.fixture(scope="module")
def plots() -> BacktestPlots:
    return plot_frames({"earlywarn": mark_gaps(report(), has_onsets=True, has_lookalikes=True), "three_sigma": report_with_gap()})


def report_with_gap() -> BacktestReport:
    return mark_gaps(report(), has_onsets=True, has_lookalikes=True)


def test_whoever_left_unseen_stays_in_the_denominator(plots: BacktestPlots) -> None:
    own = plots.leads.filter(pl.col("maker") == "earlywarn")
    assert own["departures"].unique().to_list() == [4]
    assert dict(own.select("lead_months", "seen_share").iter_rows())[1] == 0.75
    assert own["seen_share"].to_list()[-1] == 0.25
    assert own["seen_share"].is_sorted(descending=True)


def test_a_curve_is_thinned_between_its_ends(plots: BacktestPlots) -> None:
    own = plots.curves.filter(pl.col("maker") == "three_sigma")
    assert own.height == CURVE_POINTS
    assert (own["recall"][0], own["recall"][-1]) == (0.0, 1.0)


def test_the_interval_of_an_observed_share_holds_it(plots: BacktestPlots) -> None:
    rows = plots.calibration
    assert rows.select((pl.col("low") <= pl.col("observed_share") + 1e-12) & (pl.col("observed_share") <= pl.col("high"))).to_series().all()
    # None of ten: Wilson's upper end is 27.8 %.
    assert rows["high"][0] == pytest.approx(0.2775, abs=1e-3)


def test_months_come_in_order_for_every_maker(plots: BacktestPlots) -> None:
    assert plots.months["candidates"].to_list() == [6, 5, 6, 5]


def test_without_departures_or_cases_the_frames_are_empty() -> None:
    bare = report(
        lead_times=pl.DataFrame(schema={"uscc": pl.String, "lead_months": pl.Int32}),
        curve=pl.DataFrame({"target": ["any"], "recall": [float("nan")], "precision": [0.0]}),
        calibration=report().calibration.clear(),
    )
    plots = plot_frames({"earlywarn": mark_gaps(bare, has_onsets=False, has_lookalikes=False)})
    assert [item.name for item in fields(plots) if getattr(plots, item.name).is_empty()] == ["curves", "leads", "calibration"]
