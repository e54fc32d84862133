"""The registry of features: every one has words, and is computed from numbers that are measured."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from models.evidence.deviations import measure_deviations
from models.evidence.features import measure_features
from models.evidence.settings import DeviationSettings
from models.risk.priors import PRIORS, Behind, RiskPrior
from tests.unit.models.evidence.panels import NO_APPEALS, NO_VISITS, one_group, quiet_panel
from warehouse.risk_vocabulary import FEATURES, RISK_EVIDENCE
from warehouse.vocabulary import SCORES


def test_every_risk_has_a_prior() -> None:
    assert tuple(PRIORS) == SCORES.keys


@pytest.mark.parametrize("prior", PRIORS.values(), ids=PRIORS)
def test_features_have_words_and_stand_once(prior: RiskPrior) -> None:
    assert len(set(prior.names)) == len(prior.names)
    assert set(prior.names) <= set(FEATURES.keys)


@pytest.mark.parametrize("prior", PRIORS.values(), ids=PRIORS)
def test_features_are_computed_from_what_is_measured_and_stored(prior: RiskPrior) -> None:
    wanted = {name for feature in prior.features for name in feature.value.meta.root_names()}
    assert wanted <= set(RISK_EVIDENCE.keys)


@pytest.mark.parametrize("prior", PRIORS.values(), ids=PRIORS)
def test_means_and_spreads_stand_in_the_order_of_the_features_after_the_intercept(prior: RiskPrior) -> None:
    assert prior.mean[0] == prior.intercept
    assert prior.mean[1:].tolist() == [feature.weight for feature in prior.features]
    assert prior.spread[1:].tolist() == [feature.spread for feature in prior.features]
    assert (prior.spread > 0).all()


def test_exactly_what_is_stored_is_measured() -> None:
    panel = quiet_panel()
    no_signals = pl.DataFrame(schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String})
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings())
    measured = measure_features(panel, deviations, no_signals, NO_APPEALS, NO_VISITS, date(2026, 5, 16))
    assert set(measured.columns) == {"uscc", *RISK_EVIDENCE.keys}


def evidence_rows(rows: int = 400, **set_to: float) -> pl.DataFrame:
    """Random evidence, some of it set throughout."""
    rng = np.random.default_rng(1)
    random = {name: rng.standard_normal(rows) for name in RISK_EVIDENCE.keys}
    return pl.DataFrame(random | {name: np.full(rows, value) for name, value in set_to.items()})


OPTIONAL = ("recent_electricity_errors", "running_electricity_errors", "shutdown_announced", "shutdown_overrun_log")
NOTHING_READ = dict.fromkeys(OPTIONAL, 0.0)


def test_without_readings_and_notices_the_risk_is_what_it_was_before_they_existed_to_the_last_digit() -> None:
    past, prior = evidence_rows(**NOTHING_READ), PRIORS["operating"]
    before = replace(prior, features=tuple(one for one in prior.features if not one.is_optional))
    outcome, ones = (np.arange(len(past)) % 7 == 0).astype(float), np.ones(len(past))
    left, right = (one.fit(past, outcome, ones, ones) for one in (prior.in_use(past), before))
    assert left.prior.names == right.prior.names
    assert left.coefficients.values.tobytes() == right.coefficients.values.tobytes()
    assert prior.in_use(past.drop(*NOTHING_READ)).names == before.names


def test_an_optional_feature_counts_once_any_row_has_it_and_districts_behind_the_prior_keep_their_places() -> None:
    prior = PRIORS["operating"]
    assert prior.in_use(evidence_rows()) is prior
    assert prior.in_use(evidence_rows(**NOTHING_READ), evidence_rows(5)) is prior
    behind = replace(prior, behind=tuple(Behind(districts=place) for place in range(len(prior.features) + 1)))
    kept = behind.in_use(evidence_rows(**NOTHING_READ))
    assert len(kept.behind) == len(kept.features) + 1
    assert [one.districts for one in kept.behind] == [
        0, *(place for place, one in enumerate(prior.features, start=1) if not one.is_optional)
    ]  # fmt: skip
