"""Joint falls: half of the indicators must move, who went first is told, and a short stop or a paper transfer is seen as such."""

import numpy as np
import pytest

from models.evidence.deviations import Deviations, measure_deviations
from models.evidence.joint_falls import fall_features
from models.evidence.settings import DeviationSettings
from models.evidence.shifts import LevelShifts, Spell, measure_shift, shift_size
from models.numeric import median
from models.series.panel import Panel
from tests.unit.models.evidence.panels import BOOKED, PHYSICAL, one_group, quiet_panel, with_fall
from warehouse.vocabulary import INDICATORS

LAST = 39
ENERGY = ("electricity", "water", "gas")


def deviations(panel: Panel) -> Deviations:
    return measure_deviations(panel, one_group(panel), DeviationSettings())


def features(panel: Panel, last: int = LAST) -> dict[str, np.ndarray]:
    return fall_features(LevelShifts(deviations(panel)), last)


@pytest.mark.parametrize(("name", "since"), [("fall_1_errors", 39), ("fall_3_errors", 37), ("fall_6_errors", 35), ("fall_12_errors", 29)])
def test_a_fall_of_everything_moves_the_median_over_its_months(name: str, since: int) -> None:
    found = features(with_fall(quiet_panel(), [3], PHYSICAL + BOOKED, since, 0.6))
    assert found[name][3] > 2
    assert np.median(found[name]) < 1


def test_the_depth_of_a_fall_is_measured_in_logs() -> None:
    found = features(with_fall(quiet_panel(), [3], PHYSICAL + BOOKED, 29, 0.6))
    assert found["fall_12_log"][3] == pytest.approx(-np.log(0.6), abs=0.1)
    assert found["second_fall_12_errors"][3] > 2


def test_three_indicators_of_seven_move_no_median_but_the_second_lowest() -> None:
    found = features(with_fall(quiet_panel(), [3], BOOKED, 30, 0.5))
    assert found["fall_12_log"][3] < 0.1
    assert found["second_fall_12_errors"][3] > 3


def test_a_single_indicator_moves_neither() -> None:
    found = features(with_fall(quiet_panel(), [3], ("electricity",), 30, 0.1))
    assert found["fall_12_errors"][3] < 1.5
    assert found["second_fall_12_errors"][3] < 2.5


def test_physical_first_is_ahead_and_booked_first_is_behind() -> None:
    found = features(with_fall(with_fall(quiet_panel(), [3], PHYSICAL, 30, 0.5), [4], BOOKED, 30, 0.5))
    assert found["physical_lead_12_log"][3] > 0.4
    assert found["physical_lead_12_log"][4] < -0.4
    assert abs(found["physical_lead_12_log"][5]) < 0.2


def test_head_count_alone_is_paper_and_head_count_with_production_is_not() -> None:
    alone = with_fall(quiet_panel(), [3], ("employment",), 30, 0.5)
    found = features(with_fall(alone, [4], PHYSICAL + BOOKED, 30, 0.5))
    assert found["headcount_only_log"][3] > 0.4
    assert found["headcount_only_log"][4] < 0.15


def test_people_who_leave_within_half_a_year_are_a_fall_and_unknown_people_are_none() -> None:
    panel = with_fall(with_fall(quiet_panel(), [3], ("employment",), 34, 0.5), [4], ("employment",), 34, 1.5)
    panel.values[5, INDICATORS.index("employment")] = np.nan
    found = features(panel)["people_fall_6_log"]
    assert found[3] == pytest.approx(-np.log(0.5), abs=0.1)
    assert found[4] < -0.3
    assert found[5] == 0


def test_a_stop_of_a_month_with_everybody_there_is_a_pause() -> None:
    stopped = (*ENERGY, "output_value")
    found = features(with_fall(quiet_panel(), [3], stopped, LAST, 0.4))
    assert found["short_stop_log"][3] > 0.4
    assert np.median(found["short_stop_log"]) == 0


def test_a_stop_is_no_pause_once_it_lasts_or_people_go() -> None:
    lasting = with_fall(quiet_panel(), [3], (*ENERGY, "output_value"), LAST - 3, 0.4)
    found = features(with_fall(lasting, [4], (*PHYSICAL, "output_value"), LAST, 0.4))
    assert found["short_stop_log"][3] < 0.1
    assert found["short_stop_log"][4] < 0.1


def test_where_nobody_knows_whether_people_stayed_a_stop_is_a_pause_for_two_months_only() -> None:
    stopped = (*ENERGY, "output_value")
    panel = with_fall(with_fall(quiet_panel(), [3], stopped, LAST - 1, 0.05), [4], stopped, LAST - 2, 0.05)
    panel.values[:, INDICATORS.index("employment"), :] = np.nan
    found = features(panel)["short_stop_log"]
    assert found[3] > 1
    assert found[4] < 0.2


def test_the_stop_of_a_single_meter_is_no_pause() -> None:
    panel = with_fall(quiet_panel(), [3], ("electricity",), LAST, 0.05)
    panel.values[:, [INDICATORS.index(name) for name in (*PHYSICAL, *BOOKED) if name != "electricity"], :] = np.nan
    assert features(panel)["short_stop_log"][3] == 0


def test_fewer_heads_are_no_paper_where_nobody_knows_whether_production_went_on() -> None:
    panel = with_fall(quiet_panel(), [3], ("employment",), LAST - 6, 0.5)
    panel.values[:, [INDICATORS.index(name) for name in (*PHYSICAL, *BOOKED) if name != "employment"], :] = np.nan
    assert features(panel)["headcount_only_log"][3] == 0


def test_what_is_not_known_says_nothing() -> None:
    panel = quiet_panel()
    values = panel.values.copy()
    values[3] = np.nan
    found = features(Panel(panel.uscc, panel.first, values))
    assert {name: answer[3] for name, answer in found.items()} == pytest.approx(dict.fromkeys(found, 0.0))


def test_a_short_history_gives_finite_numbers() -> None:
    found = features(quiet_panel(months=5), last=4)
    assert all(np.isfinite(answer).all() for answer in found.values())


def test_the_future_changes_nothing() -> None:
    panel = quiet_panel()
    measured = deviations(panel)
    late = measured.excess.copy()
    late[:, :, 36:] -= 1.0
    changed = Deviations(late, measured.shared, measured.level, measured.noise)
    for name, answer in fall_features(LevelShifts(measured), 35).items():
        np.testing.assert_array_equal(answer, fall_features(LevelShifts(changed), 35)[name])


def test_a_meter_measures_what_is_measured_without_it() -> None:
    measured = deviations(with_fall(quiet_panel(), [3], PHYSICAL, 30, 0.5))
    meter = LevelShifts(measured, median)
    for spell in (Spell(30, 33, 35), Spell(27, 30, 32), Spell(30, 33, 35)):
        expected = measure_shift(measured, spell, median)
        np.testing.assert_array_equal(meter.measure(spell).size, shift_size(measured, spell, median))
        np.testing.assert_array_equal(meter.measure(spell).error, expected.error)
