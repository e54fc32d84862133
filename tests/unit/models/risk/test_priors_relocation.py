"""The relocation risk: what speaks for leaving, what only looks like it, and the share of all that leaves."""

import numpy as np
import polars as pl
import pytest
from scipy.special import expit

from models.evidence.deviations import measure_deviations
from models.evidence.features import measure_features
from models.evidence.settings import DeviationSettings
from models.risk.priors import RELOCATION
from tests.unit.models.evidence.panels import NO_APPEALS, NO_VISITS, one_group, quiet_panel
from warehouse.vocabulary import APPEAL_NEEDS, SIGNALS

NAMES = RELOCATION.names


@pytest.fixture(scope="module")
def quiet() -> pl.DataFrame:
    """Evidence of a district in which nothing happens."""
    panel = quiet_panel()
    no_signals = pl.DataFrame(schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String})
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings())
    return measure_features(panel, deviations, no_signals, NO_APPEALS, NO_VISITS, panel.first)


def score(evidence: pl.DataFrame) -> np.ndarray:
    return RELOCATION.intercept + RELOCATION.design(evidence) @ RELOCATION.mean[1:]


def changed(evidence: pl.DataFrame, **values: float) -> pl.DataFrame:
    return evidence.with_columns(**{name: pl.lit(value) for name, value in values.items()})


@pytest.mark.parametrize("kind", SIGNALS.keys)
def test_every_reported_signal_raises_the_risk_and_a_third_of_a_kind_adds_nothing(quiet: pl.DataFrame, kind: str) -> None:
    none, one, two, three = (score(changed(quiet, **{f"signal_{kind}": count})) for count in (0.0, 1.0, 2.0, 3.0))
    assert (one > none + 1).all()
    assert (two > one).all()
    np.testing.assert_array_equal(two, three)


@pytest.mark.parametrize("need", APPEAL_NEEDS.keys)
def test_every_open_appeal_raises_the_risk_and_a_third_of_a_kind_adds_nothing(quiet: pl.DataFrame, need: str) -> None:
    none, one, two, three = (score(changed(quiet, **{f"appeal_{need}": count})) for count in (0.0, 1.0, 2.0, 3.0))
    assert (one > none).all()
    assert (two > one).all()
    np.testing.assert_array_equal(two, three)


def test_one_letter_that_two_books_hold_counts_once(quiet: pl.DataFrame) -> None:
    booked = score(changed(quiet, appeal_space=1.0))
    both = score(changed(quiet, appeal_space=1.0, signal_appeal=1.0, appeal_repeated=1.0))
    np.testing.assert_array_equal(both, booked)


def test_several_kinds_of_reports_confirm_one_another_and_a_single_one_does_not(quiet: pl.DataFrame) -> None:
    none, one, two, four, six = (score(changed(quiet, report_kinds=count)) for count in (0.0, 1.0, 2.0, 4.0, 6.0))
    np.testing.assert_array_equal(none, one)
    assert (one < two).all()
    assert (two < four).all()
    np.testing.assert_array_equal(four, six)


def test_a_visit_that_noted_a_move_speaks_for_it_and_one_that_found_other_trouble_against(quiet: pl.DataFrame) -> None:
    none = score(quiet)
    assert (score(changed(quiet, visit_move=1.0)) > none + 1).all()
    assert (score(changed(quiet, visit_trouble=1.0)) < none).all()


def test_a_note_whose_visit_is_on_record_counts_once(quiet: pl.DataFrame) -> None:
    visited = score(changed(quiet, visit_move=1.0))
    np.testing.assert_array_equal(score(changed(quiet, visit_move=1.0, signal_visit_note=1.0, visit_repeated=1.0)), visited)


def test_people_who_go_along_speak_for_leaving_and_outsourcing_alone_does_not(quiet: pl.DataFrame) -> None:
    gone = {"physical_log": -0.5, "leaving_log_odds": 3.0}
    assert (score(changed(quiet, **gone, people_fall_6_log=0.5)) > score(changed(quiet, **gone, people_fall_6_log=0.0))).all()
    outsourced = changed(quiet, people_fall_6_log=0.5, headcount_only_log=0.5)
    assert (score(outsourced) <= score(changed(quiet, people_fall_6_log=0.0))).all()


def test_figures_that_plainly_stand_speak_against_leaving(quiet: pl.DataFrame) -> None:
    weak, plain, plainer = (score(changed(quiet, leaving_log_odds=odds)) for odds in (-2.0, -4.0, -9.0))
    assert (plain < weak).all()
    # What is nearly certain already is not made more so in leaving_evidence; leaving_over_decline is clipped on its own.
    assert (plainer <= plain).all()


def test_energy_and_people_gone_first_speak_for_leaving(quiet: pl.DataFrame) -> None:
    left = changed(quiet, physical_log=-0.6, booked_log=0.0, physical_lead_6_log=0.6)
    shrunk = changed(quiet, physical_log=-0.6, booked_log=-0.6, physical_lead_6_log=0.0)
    assert (score(left) > score(shrunk) + 1).all()


def test_growing_and_moving_people_on_paper_speak_against_it(quiet: pl.DataFrame) -> None:
    assert (score(changed(quiet, physical_log=0.3, booked_log=0.3)) < score(changed(quiet, physical_log=0.0, booked_log=0.0)) - 1).all()
    assert (score(changed(quiet, headcount_only_log=0.5)) < score(changed(quiet, headcount_only_log=0.0)) - 0.5).all()


def test_without_events_about_one_in_a_hundred_or_fewer_leaves(quiet: pl.DataFrame) -> None:
    assert expit(score(quiet)).mean() < 0.01


def test_the_features_stand_in_the_order_of_the_weights(quiet: pl.DataFrame) -> None:
    found = RELOCATION.design(changed(quiet, signal_appeal=1.5, silence_months=3.0))
    assert (found[:, NAMES.index("signal_appeal")] == 1.5).all()
    assert (found[:, NAMES.index("silence_months")] == 3.0).all()
