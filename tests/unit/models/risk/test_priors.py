"""The registry of features: every one has words, and is computed from numbers that are measured."""

from datetime import date

import polars as pl
import pytest

from models.evidence.deviations import DeviationSettings, measure_deviations
from models.evidence.features import measure_features
from models.risk.priors import PRIORS, RiskPrior
from tests.unit.models.evidence.panels import NO_APPEALS, one_group, quiet_panel
from warehouse.risk_vocabulary import FEATURES, RISK_EVIDENCE
from warehouse.vocabulary import RISKS


def test_every_risk_has_a_prior() -> None:
    assert tuple(PRIORS) == RISKS.keys


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
    measured = measure_features(panel, deviations, no_signals, NO_APPEALS, date(2026, 5, 16))
    assert set(measured.columns) == {"uscc", *RISK_EVIDENCE.keys}
