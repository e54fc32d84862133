"""What happened is told apart: a decline, capacity leaving, bookings falling, nothing."""

import numpy as np

from models.evidence.deviations import DeviationSettings, measure_deviations
from models.evidence.hypotheses import HypothesisSettings, Verdicts, expert_priors, weigh_hypotheses
from models.series.panel import Panel
from tests.unit.models_evidence.panels import BOOKED, PHYSICAL, one_group, quiet_panel, with_fall

SINCE = 34


def verdicts(panel: Panel) -> Verdicts:
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings())
    return weigh_hypotheses(deviations, panel.months_count - 1, HypothesisSettings())


def test_priors_are_distributions() -> None:
    priors = expert_priors(HypothesisSettings())
    for prior in (priors.nothing, priors.decline, priors.leaving, priors.bookings):
        assert prior.min() >= 0
        np.testing.assert_allclose(prior.sum(), 1)


def test_a_fall_of_everything_is_a_decline() -> None:
    found = verdicts(with_fall(quiet_panel(), [3], PHYSICAL + BOOKED, SINCE, 0.6))
    assert found.decline[3] > 10
    assert found.decline[3] > max(found.leaving[3], found.bookings[3])
    assert found.physical_log[3] < -0.3
    assert found.booked_log[3] < -0.3


def test_people_and_energy_gone_with_bookings_steady_is_capacity_leaving() -> None:
    found = verdicts(with_fall(quiet_panel(), [3], PHYSICAL, SINCE, 0.5))
    assert found.leaving[3] > found.decline[3] + 5
    assert found.booked_log[3] > -0.1


def test_bookings_alone_falling_is_neither() -> None:
    found = verdicts(with_fall(quiet_panel(), [3], BOOKED, SINCE, 0.5))
    assert found.bookings[3] > max(found.decline[3], found.leaving[3]) + 5


def test_one_indicator_collapsing_by_a_thousand_is_no_verdict() -> None:
    """A unit slip in one figure must not look like a failing enterprise."""
    slipped = verdicts(with_fall(quiet_panel(), [3], ("electricity",), 39, 0.001))
    fallen = verdicts(with_fall(quiet_panel(), [3], PHYSICAL + BOOKED, 39, 0.6))
    assert slipped.decline[3] < 2
    assert fallen.decline[3] > 5


def test_what_hits_everybody_is_nobodys_decline() -> None:
    everybody = list(range(120))
    calm, shocked = verdicts(quiet_panel()), verdicts(with_fall(quiet_panel(), everybody, PHYSICAL + BOOKED, SINCE, 0.7))
    np.testing.assert_allclose(shocked.decline, calm.decline, atol=1.0)


def test_the_onset_is_dated() -> None:
    found = verdicts(with_fall(quiet_panel(), [3], PHYSICAL + BOOKED, 36, 0.5))
    assert found.onset_months[3] in (3, 4)


def test_scale_does_not_matter() -> None:
    panel = quiet_panel()
    larger = Panel(panel.uscc, panel.first, panel.values * 1000)
    np.testing.assert_allclose(verdicts(panel).decline, verdicts(larger).decline, atol=1e-9)
