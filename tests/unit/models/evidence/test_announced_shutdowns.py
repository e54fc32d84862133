"""An announced shut-down explains what falls while it runs, and nothing of what stood low before it or has not come back after it."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.evidence.announced_shutdowns import shutdown_features
from models.evidence.deviations import measure_deviations
from models.evidence.settings import DeviationSettings
from models.series.panel import Panel
from tests.unit.models.evidence.panels import one_group, quiet_panel, with_fall
from warehouse.periods import shift_month

AS_OF = date(2026, 5, 16)
LAST = date(2026, 4, 1)
PRODUCTION = ("output_value", "value_added", "electricity", "water", "gas")
# Two in a shut-down of the last month, one of two months, one that has been low for long, one in which nothing happens.
NEW, TWO, LONG, QUIET = 0, 1, 2, 3


@pytest.fixture(scope="module")
def panel() -> Panel:
    """Forty months up to April 2026, in which three of many enterprises produce a third."""
    fallen = with_fall(quiet_panel(), [NEW], PRODUCTION, since=39, share=0.35)
    fallen = with_fall(fallen, [TWO], PRODUCTION, since=38, share=0.35)
    return with_fall(fallen, [LONG], PRODUCTION, since=33, share=0.35)


def measured(panel: Panel, row: int, begins: date | None, ends: date | None, kind: str = "planned_shutdown") -> tuple[float, float]:
    """Both answers for an enterprise that announced a shut-down; everybody else announced none and has none."""
    rows = {"uscc": [panel.uscc[row]], "observed_on": [date(2025, 1, 5)], "kind": [kind], "from_on": [begins], "until_on": [ends]}
    signals = pl.DataFrame(rows, schema_overrides={"from_on": pl.Date, "until_on": pl.Date})
    found = shutdown_features(signals, panel, measure_deviations(panel, one_group(panel), DeviationSettings()), AS_OF)
    for values in found.values():
        assert np.delete(values, row).max() == 0
    return found["shutdown_announced"][row], found["shutdown_overrun_log"][row]


def test_what_fell_in_an_announced_shutdown_is_explained_by_it(panel: Panel) -> None:
    assert measured(panel, NEW, LAST, date(2026, 4, 28)) == (1, 0)
    assert measured(panel, TWO, shift_month(LAST, -1), date(2026, 4, 2)) == (1, 0)


def test_nothing_is_explained_of_what_did_not_fall_or_had_fallen_before(panel: Panel) -> None:
    assert measured(panel, QUIET, LAST, LAST)[0] < 0.5
    assert measured(panel, LONG, LAST, LAST)[0] < 0.5


def test_what_is_not_back_when_the_time_is_over_speaks_for_itself(panel: Panel) -> None:
    announced, overrun = measured(panel, TWO, shift_month(LAST, -2), shift_month(LAST, -1))
    assert announced == 0
    assert overrun == pytest.approx(-np.log(0.35) - 0.25, abs=0.25)
    assert measured(panel, QUIET, shift_month(LAST, -2), shift_month(LAST, -1)) == (0, 0)


def test_whoever_announces_three_months_announces_what_a_decline_is(panel: Panel) -> None:
    assert measured(panel, NEW, LAST, date(2026, 5, 20)) == (1, 0)
    assert measured(panel, NEW, LAST, date(2026, 7, 1)) == (0, 0)


@pytest.mark.parametrize(
    ("begins", "ends", "kind"),
    [
        (date(2026, 5, 1), date(2026, 5, 20), "planned_shutdown"),
        (date(2025, 7, 1), date(2025, 8, 1), "planned_shutdown"),
        (LAST, LAST, "lease_ending"),
    ],
)
def test_what_is_to_come_is_long_over_or_is_no_notice_says_nothing(panel: Panel, begins: date, ends: date, kind: str) -> None:
    assert measured(panel, NEW, begins, ends, kind) == (0, 0)


def test_a_notice_without_an_end_lasts_two_months_and_one_without_days_begins_when_it_was_seen(panel: Panel) -> None:
    assert measured(panel, TWO, shift_month(LAST, -1), None) == (1, 0)
    assert measured(panel, TWO, shift_month(LAST, -2), None)[1] > 0.3
    assert measured(panel, TWO, None, None) == (0, 0)


def test_a_ledger_without_days_of_notices_says_nothing(panel: Panel) -> None:
    signals = pl.DataFrame({"uscc": ["E0000"], "observed_on": [LAST], "kind": ["planned_shutdown"]})
    found = shutdown_features(signals, panel, measure_deviations(panel, one_group(panel), DeviationSettings()), AS_OF)
    assert {name: values.max() for name, values in found.items()} == {"shutdown_announced": 0, "shutdown_overrun_log": 0}
