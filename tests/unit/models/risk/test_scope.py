"""Who is not judged is named with the reason."""

from datetime import date

import numpy as np
import polars as pl

from models.risk.scope import scope_of
from models.series.panel import Panel
from warehouse.vocabulary import INDICATORS, OUT_OF_SCOPE

TODAY = date(2026, 5, 16)
CODES = ["departed", "left", "future", "silent", "idle", "here", "moved_later"]


def test_every_reason_is_given() -> None:
    values = np.ones((len(CODES), len(INDICATORS.keys), 14))
    values[CODES.index("silent")] = np.nan
    values[CODES.index("idle"), :, -12:] = 0.0
    register = pl.DataFrame(
        {
            "uscc": CODES,
            "registered_on": [date(2026, 6, 1) if code == "future" else date(2020, 1, 1) for code in CODES],
            "left_register_on": [date(2026, 4, 1) if code == "left" else None for code in CODES],
        }
    )
    outcomes = pl.DataFrame(
        {
            "uscc": ["departed", "moved_later", "here"],
            "occurred_on": [date(2026, 3, 1), date(2026, 9, 1), date(2026, 1, 1)],
            "outcome": ["relocated_out", "relocated_out", "relocated_within"],
        }
    )
    panel = Panel(np.array(CODES), date(2025, 4, 1), values)
    found = dict(scope_of(panel, register, outcomes, TODAY).iter_rows())
    assert found == {
        "departed": "departed",
        "left": "left_register",
        "future": "not_yet_registered",
        "silent": "no_figures",
        "idle": "idle",
        "here": None,
        "moved_later": None,
    }
    assert {reason for reason in found.values() if reason} == set(OUT_OF_SCOPE.keys)


def test_a_meter_that_woke_for_some_months_is_idle_and_one_that_stopped_is_not() -> None:
    values = np.full((3, len(INDICATORS.keys), 21), np.nan)
    electricity = INDICATORS.index("electricity")
    values[:, electricity] = 0.0
    values[0, electricity, 14:20] = 500.0
    values[1, electricity, :18] = 500.0
    values[2, electricity, :10] = 500.0
    codes = ["woke", "stopped", "long_gone"]
    register = pl.DataFrame(
        {"uscc": codes, "registered_on": [None] * 3, "left_register_on": [None] * 3},
        schema_overrides={"registered_on": pl.Date, "left_register_on": pl.Date},
    )
    nothing = pl.DataFrame(schema={"uscc": pl.String, "occurred_on": pl.Date, "outcome": pl.String})
    panel = Panel(np.array(codes), date(2015, 1, 1), values)
    assert dict(scope_of(panel, register, nothing, TODAY).iter_rows()) == {"woke": "idle", "stopped": None, "long_gone": "idle"}
