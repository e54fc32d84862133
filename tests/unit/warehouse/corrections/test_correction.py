"""Corrections: data with a reason and an expectation; a repaired source fails loudly."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from warehouse.corrections.correction import Correction, apply_corrections, corrections_by
from warehouse.errors import StaleCorrectionError

CODE = "91440300192413773Q"
FIGURES = pl.DataFrame(
    {
        "uscc": [CODE, CODE],
        "indicator": ["electricity", "tax"],
        "period": [date(2026, 7, 1)] * 2,
        "basis": ["month"] * 2,
        "value": [184200000.0, 12.0],
    }
)
METER = Correction(
    CODE, "electricity", "2026-07", "month", "replace", 184200000.0, "meter factor applied twice", "group 12", date(2026, 8, 19), 184200.0
)


def test_a_correction_replaces_the_figure_from_its_day_on():
    corrections = (METER,)
    assert apply_corrections(FIGURES, corrections, date(2026, 8, 19))["value"].to_list() == [184200.0, 12.0]
    assert apply_corrections(FIGURES, corrections, date(2026, 8, 18)).equals(FIGURES)


def test_a_dropped_figure_is_no_figure():
    dropped = replace(METER, action="drop", value=None)
    assert apply_corrections(FIGURES, (dropped,), date(2026, 9, 1))["indicator"].to_list() == ["tax"]


def test_a_source_that_repaired_itself_fails_loudly():
    repaired = FIGURES.with_columns(value=pl.Series([184200.0, 12.0]))
    with pytest.raises(StaleCorrectionError, match=r"expects 184200000\.0 as delivered and finds 184200\.0"):
        apply_corrections(repaired, (METER,), date(2026, 9, 1))


def test_a_withdrawn_figure_fails_loudly():
    with pytest.raises(StaleCorrectionError, match="finds no figure"):
        apply_corrections(FIGURES.filter(pl.col("indicator") == "tax"), (METER,), date(2026, 9, 1))


def test_a_correction_ends_with_the_repair_and_stays_for_the_past():
    corrections = (replace(METER, until=date(2026, 10, 1)),)
    repaired = FIGURES.with_columns(value=pl.Series([184200.0, 12.0]))
    assert apply_corrections(repaired, corrections, date(2026, 10, 1)).equals(repaired)
    assert apply_corrections(FIGURES, corrections, date(2026, 9, 30))["value"].to_list() == [184200.0, 12.0]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"reason": " "}, "reason and reported_by are empty"),
        ({"action": "scale"}, "scale"),
        ({"indicator": "power"}, "power"),
        ({"value": None}, "replace needs a value"),
        ({"period": "2026-13"}, "month must be in"),
    ],
)
def test_a_correction_that_cannot_be_applied_is_refused(changed, message):
    with pytest.raises(ValueError, match=message):
        replace(METER, **changed)


def test_what_a_past_day_goes_by_does_not_change_with_what_is_reported_or_ended_later():
    ended = replace(METER, until=date(2026, 11, 1))
    assert corrections_by((ended,), date(2026, 9, 16)) == corrections_by((METER,), date(2026, 9, 16)) == (METER,)
    assert corrections_by((ended,), date(2026, 8, 18)) == ()
    assert corrections_by((ended,), date(2026, 11, 1)) == (ended,)
