"""A payment that has stopped is told from one that has fallen, from a pause that is usual, and from a source that is late."""

import numpy as np

from models.evidence.stops import stopped_months
from warehouse.vocabulary import INDICATORS

TAX, OUTPUT = INDICATORS.index("tax"), INDICATORS.index("output_value")


def panel(months: int = 24, enterprises: int = 20) -> np.ndarray:
    return np.full((enterprises, len(INDICATORS.keys), months), 10.0)


def test_zeros_and_absent_payments_are_counted_up_to_the_newest_month() -> None:
    values = panel()
    values[0, TAX, -4:] = [0.0, np.nan, 0.0, np.nan]
    values[1, TAX, -4:] = [0.0, 0.0, 0.0, 5.0]
    found = stopped_months(values)
    assert found[0, TAX] == 4
    assert found[1:, TAX].max() == 0


def test_a_refund_is_no_payment() -> None:
    values = panel()
    values[0, TAX, -3:] = [0.0, -8.0, 0.0]
    assert stopped_months(values)[0, TAX] == 3


def test_an_absent_figure_of_another_indicator_is_unknown() -> None:
    values = panel()
    values[0, OUTPUT, -4:] = np.nan
    values[1, OUTPUT, -4:] = 0.0
    assert stopped_months(values)[:2, OUTPUT].tolist() == [0, 4]


def test_a_month_that_is_late_for_all_has_stopped_for_nobody() -> None:
    values = panel()
    values[:, TAX, -2:] = np.nan
    values[0, TAX, -5:] = np.nan
    assert stopped_months(values)[:3, TAX].tolist() == [3, 0, 0]


def test_who_pays_by_the_quarter_has_not_stopped_between_two_payments() -> None:
    values = panel()
    values[0, TAX] = [30.0 if month % 3 == 0 else 0.0 for month in range(24)]
    assert stopped_months(values)[0, TAX] == 0
    values[0, TAX, -4:] = 0.0
    assert stopped_months(values)[0, TAX] == 5


def test_what_never_was_has_not_stopped() -> None:
    values = panel()
    values[0, TAX] = np.nan
    values[1, TAX] = 0.0
    assert stopped_months(values)[:2, TAX].max() == 0
