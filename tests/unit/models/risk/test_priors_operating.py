"""The operating risk: what counts for and against, bounds, and that a fit keeps near the expert where figures are few."""

import numpy as np
import polars as pl
import pytest

from models.evidence.deviations import DeviationSettings, measure_deviations
from models.evidence.features import measure_features
from models.risk.priors import OPERATING
from models.risk.regression import log_odds
from tests.unit.models.evidence.panels import NO_APPEALS, one_group, quiet_panel
from warehouse.vocabulary import SIGNALS

NAMES = OPERATING.names


@pytest.fixture(scope="module")
def quiet() -> pl.DataFrame:
    """Evidence of a district in which nothing happens."""
    panel = quiet_panel()
    no_signals = pl.DataFrame(schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String})
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings())
    return measure_features(panel, deviations, no_signals, NO_APPEALS, panel.first)


def feature(evidence: pl.DataFrame, name: str) -> np.ndarray:
    return OPERATING.design(evidence)[:, NAMES.index(name)]


def changed(evidence: pl.DataFrame, **values: float) -> pl.DataFrame:
    return evidence.with_columns(**{name: pl.lit(value) for name, value in values.items()})


def expert_score(evidence: pl.DataFrame) -> np.ndarray:
    return OPERATING.design(evidence) @ OPERATING.mean[1:]


def test_people_count_as_far_as_other_figures_agree(quiet: pl.DataFrame) -> None:
    others = ("output_value", "tax", "electricity", "water", "gas")
    silent = {f"evidence_{name}": 0.0 for name in others}
    alone = changed(quiet, evidence_employment=4.0, **silent)
    against = changed(quiet, evidence_employment=4.0, **{**silent, "evidence_electricity": -3.0})
    agreed = changed(quiet, evidence_employment=4.0, **{**silent, "evidence_electricity": 3.0})
    assert (feature(alone, "people_evidence") == 1).all()
    assert (feature(against, "people_evidence") == 0).all()
    assert (feature(agreed, "people_evidence") == 4).all()


@pytest.mark.parametrize("name", ["short_stop_log", "headcount_only_log"])
def test_what_only_looks_like_trouble_counts_against_it(quiet: pl.DataFrame, name: str) -> None:
    assert (expert_score(changed(quiet, **{name: 0.5})) < expert_score(changed(quiet, **{name: 0.0})) - 2).all()


@pytest.mark.parametrize("name", ["fall_1_errors", "fall_3_errors", "fall_12_errors", "fall_18_log", "silence_months", "decline_log_odds"])
def test_more_evidence_is_more_risk(quiet: pl.DataFrame, name: str) -> None:
    assert (expert_score(changed(quiet, **{name: 1.0})) > expert_score(changed(quiet, **{name: 0.0}))).all()


def test_one_report_of_a_kind_counts_once_and_three_kinds_are_the_most(quiet: pl.DataFrame) -> None:
    twice = changed(quiet, signal_lease_ending=2.0)
    everything = changed(quiet, **{f"signal_{kind}": 2.0 for kind in SIGNALS.keys})
    assert (feature(twice, "signals") == 1).all()
    assert (feature(everything, "signals") == 3).all()
    assert (feature(everything, "appeals") == 1.5).all()


def test_no_single_feature_is_unbounded(quiet: pl.DataFrame) -> None:
    extreme = quiet.with_columns(pl.col(pl.Float64) * 0 + 1e6)
    bounded = [name for name in NAMES if name not in ("silence_months", "noise_log")]
    assert np.abs(OPERATING.design(extreme)[:, [NAMES.index(name) for name in bounded]]).max() <= 6


def test_a_handful_of_examples_leaves_the_expert_standing(quiet: pl.DataFrame) -> None:
    fitted = OPERATING.fit(quiet.head(5), np.ones(5), np.ones(5), np.ones(5))
    np.testing.assert_allclose(fitted.values[1:], OPERATING.mean[1:], atol=0.2)
    np.testing.assert_allclose(
        log_odds(fitted, OPERATING.design(quiet)).sum(axis=1), OPERATING.design(quiet) @ fitted.values[1:] + fitted.values[0], atol=1e-9
    )
