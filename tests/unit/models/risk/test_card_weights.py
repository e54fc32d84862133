"""Weights read back from a card score as they did when they were fitted, and are refused where their features mean another thing now."""

import numpy as np
import polars as pl
import pytest

from models.risk.card_weights import models_of, why_not_read
from models.risk.priors import PRIORS, Feature, Fitted, RiskPrior, height_errors
from models.risk.score import model_card
from warehouse.comparison_vocabulary import UNMADE_REASONS
from warehouse.risk_vocabulary import RISK_EVIDENCE


def evidence(rows: int = 200) -> pl.DataFrame:
    drawn = np.random.default_rng(3)
    values = {name: drawn.normal(0, 1, rows) for name in RISK_EVIDENCE.keys} | {"onset_months": drawn.integers(1, 12, rows)}
    return pl.DataFrame(values).with_columns(uscc=pl.Series([f"{place:04d}" for place in range(rows)]))


@pytest.fixture(scope="module")
def fitted() -> dict[str, Fitted]:
    past = evidence()
    drawn = np.random.default_rng(4)
    outcome, ones = (drawn.random(len(past)) < 0.2).astype(float), np.ones(len(past))
    return {risk: prior.fit(past, outcome, ones, ones) for risk, prior in PRIORS.items()}


@pytest.fixture(scope="module")
def card(fitted: dict[str, Fitted]) -> pl.DataFrame:
    return model_card(fitted)


def test_a_card_scores_as_what_it_was_made_from(fitted: dict[str, Fitted], card: pl.DataFrame) -> None:
    now = evidence(40)
    # In whatever order a store returns its rows.
    again = models_of(card.sample(fraction=1.0, shuffle=True, seed=1)).by_risk
    for risk, one in fitted.items():
        assert again[risk].contributions(now).sum(axis=1) == pytest.approx(one.contributions(now).sum(axis=1), abs=1e-12)


def test_a_feature_of_another_version_or_gone_makes_a_card_useless(card: pl.DataFrame) -> None:
    assert why_not_read(card) is None
    is_one = pl.col("feature") == "physical_fall"
    newer = card.with_columns(feature_version=pl.when(is_one).then(pl.col("feature_version") + 1).otherwise("feature_version"))
    gone = card.with_columns(feature=pl.when(is_one).then(pl.lit("growth_of_old")).otherwise("feature"))
    moved = card.with_columns(from_value=pl.when(is_one).then(pl.lit(7.0)).otherwise("from_value"))
    for other in (newer, gone, moved, card.filter(pl.col("risk") != "relocation_share")):
        assert why_not_read(other) == "features_changed"
        with pytest.raises(ValueError, match="features_changed"):
            models_of(other)


def test_no_card_and_one_of_an_older_version_have_their_own_reason(card: pl.DataFrame) -> None:
    assert why_not_read(card.clear()) == "no_card"
    assert why_not_read(card.with_columns(feature_version=pl.lit(None, pl.Int64))) == "versions_unknown"
    assert {"no_card", "versions_unknown", "features_changed"} == set(UNMADE_REASONS.keys)


def test_the_error_of_a_shape_grows_by_what_its_line_and_steps_do_not_know() -> None:
    value = pl.col("x")
    line = Feature("x", value, 0.0, 1.0, edges=(0.0, 2.0))
    prior = RiskPrior(0.0, 1.0, (line, *line.steps()))
    spread = np.diag([0.04, 0.01, 0.09, 0.16])
    # At the first step its own error; at the second that of the line over two units and of both steps.
    assert height_errors(prior, spread) == pytest.approx([0.2, 0.1, 0.3, (4 * 0.01 + 0.09 + 0.16) ** 0.5])


def test_more_examples_make_a_shape_surer(card: pl.DataFrame) -> None:
    past, drawn = evidence(1000), np.random.default_rng(4)
    outcome, ones = (drawn.random(len(past)) < 0.2).astype(float), np.ones(len(past))
    prior = PRIORS["relocation"]
    few, many = prior.fit(past.head(50), outcome[:50], ones[:50], ones[:50]), prior.fit(past, outcome, ones, ones)
    assert few.height_errors is not None
    assert many.height_errors is not None
    assert (many.height_errors < few.height_errors).all()
    assert card["height_error"].null_count() == 0
