"""What happened is told apart: a decline, capacity leaving, bookings falling, nothing; and whether it is over."""

import numpy as np
import pytest

from models.evidence.deviations import measure_deviations
from models.evidence.hypotheses import HypothesisOdds, expert_priors, weigh_hypotheses
from models.evidence.settings import DeviationSettings, HypothesisSettings
from models.evidence.shifts import LevelShifts
from models.series.panel import Panel
from tests.unit.models.evidence.panels import BOOKED, PHYSICAL, one_group, quiet_panel, with_fall
from warehouse.vocabulary import INDICATORS

SINCE = 34


def verdicts(panel: Panel) -> HypothesisOdds:
    deviations = measure_deviations(panel, one_group(panel), DeviationSettings())
    return weigh_hypotheses(LevelShifts(deviations), panel.months_count - 1, HypothesisSettings())


def risen(panel: Panel, since: int, share: float, names: tuple[str, ...] = PHYSICAL + BOOKED) -> Panel:
    """The fourth enterprise at ``1 / share`` of itself from a month on: back, after a fall to ``share``."""
    return with_fall(panel, [3], names, since, 1 / share)


def test_priors_are_distributions() -> None:
    priors = expert_priors(HypothesisSettings())
    for prior in (priors.nothing, priors.decline, priors.leaving, priors.bookings, priors.back):
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


@pytest.mark.parametrize("months_back", [1, 2, 4])
def test_a_fall_that_is_over_is_no_evidence_any_more(months_back: int) -> None:
    fallen = with_fall(quiet_panel(), [3], PHYSICAL + BOOKED, 28, 0.5)
    on, over = verdicts(fallen), verdicts(risen(fallen, 40 - months_back, 0.5))
    assert on.recovered[3] < 0.1
    assert over.recovered[3] > 0.8
    assert over.decline[3] < on.decline[3] - 4
    assert over.by_indicator[3].sum() < 0.2 * on.by_indicator[3].sum()
    assert over.physical_log[3] > -0.15
    assert over.booked_log[3] > -0.15


def test_a_rise_of_one_indicator_ends_no_fall() -> None:
    fallen = with_fall(quiet_panel(), [3], PHYSICAL + BOOKED, 28, 0.5)
    assert verdicts(risen(fallen, 39, 0.5, ("tax",))).recovered[3] < 0.1


def test_without_figures_of_the_newest_month_nobody_has_seen_an_end() -> None:
    fallen = with_fall(quiet_panel(), [3], PHYSICAL + BOOKED, 28, 0.5)
    values = fallen.values.copy()
    # Investment says nothing of a fall, so that it says nothing of its end either.
    values[3, [INDICATORS.index(name) for name in PHYSICAL + BOOKED], -1] = np.nan
    silent = verdicts(Panel(fallen.uscc, fallen.first, values))
    assert silent.recovered[3] == 0
    assert silent.decline[3] > 10


def test_where_nothing_fell_nothing_is_over() -> None:
    quiet = verdicts(quiet_panel())
    assert np.median(quiet.recovered) < 0.1
    assert (verdicts(with_fall(quiet_panel(), [3], PHYSICAL + BOOKED, 38, 0.5)).recovered[3]) < 0.1


def test_each_indicator_is_weighed_by_its_own_newest_figure() -> None:
    """A figure that has not arrived keeps what it said, as far as the others leave the fall possible."""
    over = risen(with_fall(quiet_panel(), [3], PHYSICAL + BOOKED, 28, 0.5), 37, 0.5)
    values = over.values.copy()
    values[3, INDICATORS.index("water"), -1] = np.nan
    found = verdicts(Panel(over.uscc, over.first, values))
    assert found.recovered[3] > 0.8
    assert found.by_indicator[3].sum() < 1
