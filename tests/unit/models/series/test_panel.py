"""The panel puts each figure in its place and leaves out what does not belong."""

from datetime import date

import numpy as np
import polars as pl

from models.series.panel import build_panel
from warehouse.periods import month_number, number_month
from warehouse.vocabulary import INDICATORS


def test_figures_stand_at_their_enterprise_indicator_and_month() -> None:
    series = pl.DataFrame(
        {
            "uscc": ["B", "A", "X", "A"],
            "indicator": ["water", "gas", "gas", "gas"],
            "period": [date(2026, 2, 1), date(2026, 1, 1), date(2026, 1, 1), date(2025, 1, 1)],
            "value": [1.0, 2.0, 3.0, 4.0],
        }
    )
    panel = build_panel(series, pl.Series("uscc", ["B", "A"]), date(2026, 2, 1), months_count=3)
    assert panel.uscc.tolist() == ["A", "B"]
    assert panel.first == date(2025, 12, 1)
    assert panel.indicator("gas")[0].tolist()[1] == 2.0
    assert panel.indicator("water")[1].tolist()[2] == 1.0
    # One figure of a stranger and one before the first month are left out.
    assert np.isfinite(panel.values).sum() == 2
    assert panel.values.shape == (2, len(INDICATORS.keys), 3)


def test_month_numbers_and_months_are_inverse() -> None:
    assert [number_month(month_number(date(2025, 12, 1)) + step) for step in (0, 1, 13)] == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2027, 1, 1),
    ]
