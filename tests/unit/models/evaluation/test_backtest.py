"""The report card: a perfect forecaster, a blind one, and cases counted by hand."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.evaluation.backtest import BacktestSettings, compare, list_top, run_backtest
from models.evaluation.labels import label_months, trouble_events
from warehouse.periods import shift_month

FIRST = date(2020, 1, 1)
MONTHS = 36
FAST = BacktestSettings(capacity=4, replicates=20)


def month(index):
    return shift_month(FIRST, index)


@pytest.fixture(scope="module")
def truth():
    """Forty enterprises: f00 declines, f01 leaves, f02 rests for maintenance, the others are well."""
    names = [f"f{i:02d}" for i in range(40)]
    shares = np.ones((40, MONTHS))
    shares[0, 10:30] = 0.5
    shares[1, 10:20] = 0.9
    shares[1, 20:] = 0.0
    shares[2, 12:14] = 0.4
    activity = pl.DataFrame(
        {"uscc": np.repeat(names, MONTHS), "period": [month(i) for i in range(MONTHS)] * 40, "activity_share": shares.ravel()}
    )
    events = pl.DataFrame(
        {
            "uscc": ["f00", "f01", "f02"],
            "kind": ["decline", "relocation", "maintenance"],
            "is_benign": [False, False, True],
            "onset": [month(10), month(10), month(12)],
            "end": [month(30), None, month(14)],
            "depth_share": [0.5, 1.0, 0.6],
            "form": [None, "whole", None],
            "left_on": [None, month(20), None],
        }
    )
    return label_months(events, activity), trouble_events(events)


def scores_from(labels, value, first=6, last=30):
    window = labels.filter(pl.col("month").is_between(month(first), month(last)))
    return window.select("month", "uscc", *value)


def figure(report, name, part="value"):
    return report.figures.filter(pl.col("figure") == name)[part].item()


def knowing(labels):
    trouble, leaving = pl.col("state") == "decline", pl.col("state") == "leaving"
    return scores_from(labels, [trouble.cast(pl.Float64).alias("operating_risk"), leaving.cast(pl.Float64).alias("relocation_risk")])


def test_whoever_knows_the_truth_gets_full_marks(truth):
    labels, events = truth
    listed = knowing(labels).with_columns(listed=pl.max_horizontal("operating_risk", "relocation_risk") > 0)
    report = run_backtest(listed, labels, events, FAST)
    for name in (
        "average_precision_any",
        "average_precision_relocation",
        "which_kind_auc",
        "found_within_3_months",
        "departures_seen_3_months_ahead",
    ):
        assert figure(report, name) == 1.0, name
    # Listed from the onset at month 10, gone at month 20.
    assert report.lead_times["lead_months"].to_list() == [10]


def test_whoever_knows_nothing_gets_the_base_rate(truth):
    labels, events = truth
    blind = scores_from(labels, [pl.lit(0.5).alias("operating_risk"), pl.lit(0.5).alias("relocation_risk")])
    report = run_backtest(blind, labels, events, FAST)
    assert figure(report, "average_precision_any") == pytest.approx(figure(report, "base_rate_any"))
    assert figure(report, "which_kind_auc") == pytest.approx(0.5)


def test_the_months_before_an_onset_count_neither_way(truth):
    labels, events = truth
    scores = knowing(labels)
    before = pl.col("uscc").is_in(["f00", "f01"]) & pl.col("month").is_between(month(7), month(9))
    early = scores.with_columns(operating_risk=pl.when(before).then(0.9).otherwise("operating_risk"))
    report = run_backtest(early, labels, events, FAST)
    assert figure(report, "average_precision_any") == 1.0


def test_an_enterprise_without_a_score_is_last_not_absent(truth):
    labels, events = truth
    scores = knowing(labels)
    silent = scores.with_columns(operating_risk=pl.when(pl.col("uscc") != "f00").then("operating_risk"))
    silent = silent.with_columns(relocation_risk=pl.when(pl.col("uscc") != "f00").then("relocation_risk"))
    full, missing = (run_backtest(s, labels, events, FAST) for s in (scores, silent))
    assert figure(missing, "average_precision_any") < figure(full, "average_precision_any")
    assert figure(missing, "base_rate_any") == figure(full, "base_rate_any")


def test_precision_and_recall_follow_the_list_that_was_made(truth):
    labels, events = truth
    scores = knowing(labels).with_columns(listed=(pl.col("uscc") == "f00") & (pl.col("month") >= month(14)))
    report = run_backtest(scores, labels, events, FAST)
    assert figure(report, "found_within_3_months") == 0.0
    assert figure(report, "departures_seen_3_months_ahead") == 0.0
    # Listed in months 14 to 30, in decline until 29.
    assert figure(report, "precision_listed") == pytest.approx(16 / 17)


def test_found_in_the_third_month_after_onset_is_in_time(truth):
    labels, events = truth
    for start, expected in ((13, 0.5), (14, 0.0)):
        scores = knowing(labels).with_columns(listed=(pl.col("uscc") == "f00") & (pl.col("month") == month(start)))
        assert figure(run_backtest(scores, labels, events, FAST), "found_within_3_months") == expected


def test_a_slide_is_to_be_found_within_three_months_of_being_visible():
    names = [f"f{i:02d}" for i in range(20)]
    shares = np.ones((20, MONTHS))
    # It begins in month 10 and is 13 % down from month 15 on.
    shares[0, 10:] = np.maximum(1 - 0.025 * np.arange(1, MONTHS - 9), 0.5)
    activity = pl.DataFrame(
        {"uscc": np.repeat(names, MONTHS), "period": [month(i) for i in range(MONTHS)] * 20, "activity_share": shares.ravel()}
    )
    slide = {"uscc": "f00", "kind": "decline", "is_benign": False, "onset": month(10), "depth_share": 0.5}
    events = pl.DataFrame(
        [slide | dict.fromkeys(("end", "form", "left_on"))], schema_overrides={"end": pl.Date, "left_on": pl.Date, "form": pl.String}
    )
    labels = label_months(events, activity)
    for at, strict, visible in ((18, 0.0, 1.0), (19, 0.0, 0.0), (13, 1.0, 1.0)):
        scores = knowing(labels).with_columns(listed=(pl.col("uscc") == "f00") & (pl.col("month") == month(at)))
        report = run_backtest(scores, labels, trouble_events(events), FAST)
        assert figure(report, "found_within_3_months") == strict
        assert figure(report, "found_within_3_months_of_visible_fall") == visible


@pytest.mark.parametrize(("at", "seen"), [(17, 1.0), (18, 0.0), (6, 0.0)])
def test_seen_ahead_means_three_months_and_not_long_before_for_another_reason(truth, at, seen):
    labels, events = truth
    scores = knowing(labels).with_columns(listed=(pl.col("uscc") == "f01") & (pl.col("month") == month(at)))
    assert figure(run_backtest(scores, labels, events, FAST), "departures_seen_3_months_ahead") == seen


@pytest.mark.parametrize(("at", "seen"), [(15, 1.0), (14, 0.0)])
def test_foresight_reaches_no_further_back_than_its_window(truth, at, seen):
    labels, events = truth
    scores = knowing(labels).with_columns(listed=(pl.col("uscc") == "f01") & (pl.col("month") == month(at)))
    short = BacktestSettings(capacity=4, replicates=0, departure_window_months=5)
    assert figure(run_backtest(scores, labels, events, short), "departures_seen_3_months_ahead") == seen


def test_gone_enterprises_take_no_place_on_a_list_made_here(truth):
    labels, events = truth
    scores = scores_from(labels, [(pl.col("uscc") == "f01").cast(pl.Float64).alias("operating_risk"), pl.lit(0.0).alias("relocation_risk")])
    report = run_backtest(scores, labels, events, FAST)
    after = report.months.filter(pl.col("month") == month(25))
    assert after["listed"].item() == FAST.capacity
    assert report.causes.filter(pl.col("cause") == "gone").is_empty()


def test_false_alarms_are_promised_and_counted_over_the_same_rows(truth):
    labels, events = truth
    scores = scores_from(labels, [pl.lit(0.25).alias("operating_risk"), pl.lit(0.0).alias("relocation_risk")])
    report = run_backtest(scores, labels, events, FAST)
    judged = int(report.months["judged"].sum())
    assert figure(report, "expected_false_alarms") == pytest.approx(0.75 * judged)
    assert 0 < figure(report, "actual_false_alarms") <= judged


def test_rules_are_not_asked_for_calibration(truth):
    labels, events = truth
    scores = knowing(labels).with_columns(pl.col("operating_risk") * 7)
    report = run_backtest(scores, labels, events, FAST, is_probability=False)
    assert not report.figures.filter(pl.col("figure").str.contains("calibration")).height
    assert report.calibration.is_empty()


def test_a_bad_calibration_is_seen(truth):
    labels, events = truth
    sure = scores_from(labels, [pl.lit(0.9).alias("operating_risk"), pl.lit(0.0).alias("relocation_risk")])
    assert figure(run_backtest(sure, labels, events, FAST), "calibration_error_operating") > 0.8


def test_benign_causes_are_named(truth):
    labels, events = truth
    scores = knowing(labels).with_columns(listed=pl.col("uscc") == "f02")
    causes = run_backtest(scores, labels, events, FAST).causes
    assert causes.filter(pl.col("cause") == "benign:maintenance")["listed"].item() == 2


def test_intervals_hold_their_figure_and_repeat(truth):
    labels, events = truth
    first, second = (run_backtest(knowing(labels), labels, events, FAST).figures for _ in range(2))
    assert first.equals(second, null_equal=True)
    known = first.drop_nans(["low", "high"])
    assert (known["low"] <= known["value"] + 1e-12).all()


def test_months_without_labels_are_refused_with_both_ranges(truth):
    labels, events = truth
    scores = knowing(labels).with_columns(month=pl.col("month").dt.offset_by("20y"))
    with pytest.raises(ValueError, match=r"2040-07.*2020-01"):
        run_backtest(scores, labels, events, FAST)


def test_the_top_is_cut_by_the_larger_risk_and_ties_go_by_code():
    scores = pl.DataFrame(
        {
            "month": [FIRST] * 4,
            "uscc": ["d", "c", "b", "a"],
            "operating_risk": [0.1, 0.5, 0.5, None],
            "relocation_risk": [0.9, 0.2, 0.2, None],
        }
    )
    assert list_top(scores, 2).filter("listed")["uscc"].sort().to_list() == ["b", "d"]
    assert list_top(scores, 9).filter("listed").height == 3


def test_capacity_is_per_district_where_several_are_pooled(truth):
    labels, events = truth
    halves = labels.with_columns(district=pl.when(pl.col("uscc") < "f20").then(pl.lit("one")).otherwise(pl.lit("two")))
    scores = scores_from(labels, [pl.lit(0.5).alias("operating_risk"), pl.lit(0.0).alias("relocation_risk")])
    assert set(run_backtest(scores, halves, events, FAST).months["listed"]) == {2 * FAST.capacity}


def test_what_began_before_the_first_scored_month_of_a_district_is_not_missed_there(truth):
    labels, events = truth

    # A second district whose enterprises decline and leave in the same months, of which only later ones are scored.
    def named(frame):
        return frame.with_columns(uscc=pl.lit("g") + pl.col("uscc"))

    short = named(labels).filter(pl.col("month") >= month(20))
    scores = pl.concat([knowing(labels), knowing(short)]).with_columns(listed=pl.col("uscc") == "f00")
    report = run_backtest(scores, pl.concat([labels, short]), pl.concat([events, named(events)]), FAST)
    assert figure(report, "found_within_3_months", "count") == 2
    assert figure(report, "departures_seen_3_months_ahead", "count") == 1


def test_makers_are_compared_at_the_same_length_whatever_they_listed(truth):
    labels, events = truth
    short = knowing(labels).with_columns(listed=(pl.col("uscc") == "f00") & (pl.col("month") == month(12)))
    report = run_backtest(short, labels, events, FAST)
    assert figure(report, "precision_listed", "count") == 1
    assert figure(report, "precision_at_capacity") == figure(run_backtest(knowing(labels), labels, events, FAST), "precision_listed")


def test_comparison_names_its_makers(truth):
    labels, events = truth
    report = run_backtest(knowing(labels), labels, events, FAST)
    assert compare({"ours": report, "rule": report})["maker"].unique().sort().to_list() == ["ours", "rule"]


def test_the_kind_of_trouble_is_ranked_by_its_own_score_where_there_is_one(truth):
    labels, events = truth
    trouble = pl.col("state").is_in(["decline", "leaving"]).cast(pl.Float64)
    blind = scores_from(labels, [trouble.alias("operating_risk"), (0.5 * trouble).alias("relocation_risk")])
    told = scores_from(
        labels,
        [
            trouble.alias("operating_risk"),
            (0.5 * trouble).alias("relocation_risk"),
            (pl.col("state") == "leaving").cast(pl.Float64).alias("relocation_share"),
        ],
    )
    assert figure(run_backtest(blind, labels, events, FAST), "which_kind_auc") == 0.5
    assert figure(run_backtest(told, labels, events, FAST), "which_kind_auc") == 1.0


def test_false_alarms_are_promised_on_either_risk_coming_true(truth):
    labels, events = truth
    half = scores_from(labels, [pl.lit(0.5).alias("operating_risk"), pl.lit(0.5).alias("relocation_risk")])
    report = run_backtest(half, labels, events, FAST)
    judged = report.months["judged"].sum()
    assert figure(report, "expected_false_alarms") == pytest.approx(0.25 * judged)
