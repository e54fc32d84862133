"""The operating risk: what counts for and against, bounds, and that a fit keeps near the expert where figures are few."""

import numpy as np
import polars as pl
import pytest

from models.evidence.deviations import measure_deviations
from models.evidence.features import measure_features
from models.evidence.settings import DeviationSettings
from models.risk.priors import OPERATING, Feature, Fitted, RiskPrior
from tests.unit.models.evidence.panels import NO_APPEALS, NO_VISITS, one_group, quiet_panel
from warehouse.vocabulary import SIGNALS

NAMES = OPERATING.names


@pytest.fixture(scope="module")
def quiet() -> pl.DataFrame:
    """Evidence of a district in which nothing happens."""
    panel = quiet_panel()
    no_signals = pl.DataFrame(schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String})
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings())
    return measure_features(panel, deviations, no_signals, NO_APPEALS, NO_VISITS, panel.first)


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
    values, lines = fitted.coefficients.values, len(OPERATING.mean)
    np.testing.assert_allclose(values[1:lines], OPERATING.mean[1:], atol=0.2)
    np.testing.assert_allclose(values[lines:], 0, atol=0.2)
    expected = OPERATING.stepped().design(quiet) @ values[1:] + values[0]
    np.testing.assert_allclose(fitted.contributions(quiet).sum(axis=1), expected, atol=1e-9)


def _bent(share: float) -> tuple[np.ndarray, Fitted]:
    """A district in which a fall counts from 1 on and no further, and what is fitted on it."""
    value = np.random.default_rng(0).uniform(0, 4, 4000)
    happened = (np.random.default_rng(1).uniform(size=4000) < np.where(value >= 1, 0.6, 0.05)).astype(float)
    prior = RiskPrior(-2.0, 0.7, (Feature("fall", pl.col("fall"), 0.3, 0.02, edges=(1.0, 2.0, 3.0)),), own_share=share)
    return value, prior.fit(pl.DataFrame({"fall": value}), happened, np.ones(4000), np.ones(4000))


def test_the_own_past_bends_the_line_as_far_as_its_share_goes() -> None:
    value, line = _bent(0.0)
    levels = pl.DataFrame({"fall": [0.9, 1.1, 3.9]})
    jumps = {share: np.diff(_bent(share)[1].contributions(levels).sum(axis=1)) for share in (0.0, 0.5, 1.0)}
    # The line knows no jump at 1; the own past knows it, and little rise beyond; half of the say is half of the way.
    assert jumps[0.0][0] < 0.1 < 0.3 < jumps[0.5][0] < jumps[1.0][0]
    np.testing.assert_allclose(jumps[0.5], (jumps[0.0] + jumps[1.0]) / 2, atol=1e-6)
    assert line.prior.names == ("fall",)
    assert len(value) == 4000


def test_steps_of_the_own_past_do_not_travel_as_weights_of_the_line() -> None:
    assert OPERATING.own_share > 0
    assert set(OPERATING.stepped().names) == set(NAMES)
    assert len(OPERATING.stepped().features) > len(NAMES)
