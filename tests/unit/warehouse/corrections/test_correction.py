"""Corrections: data with a reason and an expectation; a repaired source fails loudly."""

from datetime import date

import polars as pl
import pytest

from warehouse.corrections.correction import apply_corrections, load_corrections
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
TEXT = f"""
[[correction]]
enterprise = "{CODE}"
indicator = "electricity"
period = "2026-07"
basis = "month"
action = "replace"
value = 184200.0
expect = 184200000.0
reason = "meter factor applied twice"
reported_by = "group 12"
reported_on = 2026-08-19
"""


def load(tmp_path, text: str = TEXT):
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    return load_corrections(tmp_path)


def test_a_correction_replaces_the_figure_from_its_day_on(tmp_path):
    corrections = load(tmp_path)
    assert apply_corrections(FIGURES, corrections, date(2026, 8, 19))["value"].to_list() == [184200.0, 12.0]
    assert apply_corrections(FIGURES, corrections, date(2026, 8, 18)).equals(FIGURES)


def test_a_dropped_figure_is_no_figure(tmp_path):
    text = TEXT.replace('"replace"', '"drop"').replace("value = 184200.0\n", "")
    assert apply_corrections(FIGURES, load(tmp_path, text), date(2026, 9, 1))["indicator"].to_list() == ["tax"]


def test_a_source_that_repaired_itself_fails_loudly(tmp_path):
    repaired = FIGURES.with_columns(value=pl.Series([184200.0, 12.0]))
    with pytest.raises(StaleCorrectionError, match=r"expects 184200000\.0 as delivered and finds 184200\.0"):
        apply_corrections(repaired, load(tmp_path), date(2026, 9, 1))


def test_a_withdrawn_figure_fails_loudly(tmp_path):
    with pytest.raises(StaleCorrectionError, match="finds no figure"):
        apply_corrections(FIGURES.filter(pl.col("indicator") == "tax"), load(tmp_path), date(2026, 9, 1))


def test_a_correction_ends_with_the_repair_and_stays_for_the_past(tmp_path):
    corrections = load(tmp_path, TEXT + "until = 2026-10-01\n")
    repaired = FIGURES.with_columns(value=pl.Series([184200.0, 12.0]))
    assert apply_corrections(repaired, corrections, date(2026, 10, 1)).equals(repaired)
    assert apply_corrections(FIGURES, corrections, date(2026, 9, 30))["value"].to_list() == [184200.0, 12.0]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('reason = "meter factor applied twice"', 'reason = " "', "reason"),
        ('action = "replace"', 'action = "scale"', "scale"),
        ('indicator = "electricity"', 'indicator = "power"', "power"),
        ("value = 184200.0\n", "", "replace needs a value"),
        ('period = "2026-07"', 'period = "2026-13"', "a.toml"),
        ("expect = 184200000.0\n", "", "expect"),
        ("[[correction]]", "[[correction", "a.toml"),
    ],
)
def test_a_mistaken_file_is_named(tmp_path, old, new, message):
    with pytest.raises(ValueError, match=message):
        load(tmp_path, TEXT.replace(old, new))
