"""Figures of merit against values worked out by hand and against their definitions."""

import itertools

import numpy as np
import polars as pl
import pytest

from models.evaluation.metrics import (
    area_under_roc,
    average_precision,
    bootstrap,
    calibration_table,
    expected_calibration_error,
    observed_share_between,
    precision_recall_curve,
    rank_labels,
    weighted_share,
)


def ranked(labels, scores):
    return rank_labels(np.array(labels, bool), np.array(scores, float))


def test_average_precision_worked_out_by_hand():
    # Hits at places 1 and 3: (1/1 + 2/3) / 2.
    assert average_precision(ranked([1, 0, 1, 0], [4, 3, 2, 1])) == pytest.approx((1 + 2 / 3) / 2)


def test_average_precision_of_equal_scores_is_the_base_rate():
    assert average_precision(ranked([1, 0, 0, 0], [2, 2, 2, 2])) == pytest.approx(0.25)


def test_average_precision_does_not_depend_on_the_order_of_rows():
    labels, scores = np.array([1, 0, 1, 0, 0, 1], bool), np.array([3.0, 3.0, 2.0, 2.0, 1.0, 1.0])
    values = {
        round(average_precision(rank_labels(labels[list(p)], scores[list(p)])), 12)
        for p in itertools.islice(itertools.permutations(range(6)), 0, 720, 37)
    }
    assert len(values) == 1


def test_weights_stand_for_repeated_rows():
    labels, scores = np.array([1, 0, 1, 0], bool), np.array([4.0, 3.0, 2.0, 1.0])
    weights = np.array([2.0, 1.0, 0.0, 3.0])
    repeated = np.repeat(np.arange(4), weights.astype(int))
    for figure in (average_precision, area_under_roc):
        plain = figure(rank_labels(labels[repeated], scores[repeated]))
        assert figure(rank_labels(labels, scores), weights) == pytest.approx(plain)


def test_area_under_roc_is_the_share_of_pairs_in_the_right_order():
    rng = np.random.default_rng(3)
    labels, scores = rng.random(60) < 0.3, np.round(rng.normal(size=60), 1)
    pairs = [(1.0 if a > b else 0.5 if a == b else 0.0) for a in scores[labels] for b in scores[~labels]]
    assert area_under_roc(rank_labels(labels, scores)) == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize("labels", [[0, 0, 0], [1, 1, 1]])
def test_one_class_alone_has_no_area(labels):
    assert np.isnan(area_under_roc(ranked(labels, [1, 2, 3])))


def test_no_positives_have_no_average_precision():
    assert np.isnan(average_precision(ranked([0, 0], [1, 2])))
    assert np.isnan(average_precision(ranked([], [])))


def test_curve_ends_at_full_recall_and_the_base_rate():
    precision, recall = precision_recall_curve(ranked([1, 0, 0, 1], [4, 3, 2, 1]))
    assert recall[-1] == 1
    assert precision[-1] == pytest.approx(0.5)


def test_bootstrap_resamples_enterprises_and_is_repeatable():
    flags = np.repeat(np.array([True, False] * 10), 50)
    codes = np.repeat(np.arange(20), 50)
    by_enterprise = bootstrap(lambda w: weighted_share(flags, w), codes, replicates=300, seed=1)
    by_row = bootstrap(lambda w: weighted_share(flags, w), np.arange(1000), replicates=300, seed=1)
    # Fifty rows of one enterprise are one piece of evidence: the interval must be far wider.
    assert by_enterprise.high - by_enterprise.low > 4 * (by_row.high - by_row.low)
    assert by_enterprise == bootstrap(lambda w: weighted_share(flags, w), codes, replicates=300, seed=1)
    assert by_enterprise.low < 0.5 < by_enterprise.high


def test_bootstrap_of_nothing_is_not_a_number():
    estimate = bootstrap(lambda w: weighted_share(np.empty(0, bool), w), np.empty(0, np.int64), replicates=10, seed=1)
    assert np.isnan(estimate.value)
    assert estimate.count == 0


def test_bootstrap_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    inside = 0
    for draw in range(120):
        flags = rng.random(150) < 0.3
        estimate = bootstrap(lambda w, f=flags: weighted_share(f, w), np.arange(150), replicates=120, seed=draw, level=0.9)
        inside += estimate.low <= 0.3 <= estimate.high
    assert 0.8 <= inside / 120 <= 0.97


def test_calibration_groups_are_equal_in_count_and_compare_means():
    chances = np.linspace(0, 1, 1000, endpoint=False)
    outcomes = chances > 0.5
    table = calibration_table(chances, outcomes)
    assert table["count"].to_list() == [100] * 10
    assert table["predicted_mean"].is_sorted()
    assert table["observed_share"].to_list()[0] == 0.0
    assert table["observed_share"].to_list()[-1] == 1.0


def test_equal_predictions_share_one_calibration_group():
    table = calibration_table(np.array([0.1] * 95 + [0.9] * 5), np.array([False] * 95 + [True] * 5))
    assert table.height == 2
    assert table["count"].sum() == 100


def test_calibration_error_is_the_weighted_gap():
    chances, outcomes = np.array([0.05] * 50 + [0.65] * 50), np.array([False] * 50 + [True] * 25 + [False] * 25)
    assert expected_calibration_error(chances, outcomes) == pytest.approx((50 * 0.05 + 50 * 0.15) / 100)
    assert expected_calibration_error(chances, chances > 0.5, np.zeros(100)) != expected_calibration_error(chances, chances > 0.5)


def test_a_probability_of_one_falls_into_the_last_bin():
    assert expected_calibration_error(np.array([1.0, 1.0]), np.array([True, True])) == 0


def test_observed_share_counts_only_the_band():
    chances, outcomes = np.array([0.1, 0.2, 0.3, 0.4, 0.9]), np.array([True, True, False, True, True])
    assert observed_share_between(chances, outcomes, 0.2, 0.4) == pytest.approx(0.5)
    assert np.isnan(observed_share_between(chances, outcomes, 0.5, 0.6))


def test_agrees_with_itself_in_polars_types():
    assert calibration_table(np.array([0.5]), np.array([True])).schema["count"] == pl.UInt32
