"""Signals add up, fade with age, and are bounded."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.evidence.settings import SignalSettings
from models.evidence.signals import kinds_of_reports, signal_strengths
from warehouse.vocabulary import SIGNALS

TODAY = date(2026, 7, 1)
CODES = np.array(["A", "B"])


def strengths(*rows: tuple[str, date, str]) -> np.ndarray:
    frame = pl.DataFrame(rows, schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String}, orient="row")
    return signal_strengths(frame, CODES, TODAY, SignalSettings())


def test_a_signal_of_today_counts_whole_and_half_after_its_half_life() -> None:
    found = strengths(("A", TODAY, "recruiting_outside"), ("B", date(2025, 12, 30), "recruiting_outside"))
    column = SIGNALS.keys.index("recruiting_outside")
    assert found[0, column] == 1
    assert found[1, column] == pytest.approx(0.5, abs=0.01)


def test_the_same_kind_again_and_again_is_bounded() -> None:
    assert strengths(*[("A", TODAY, "appeal")] * 9).max() == SignalSettings().most_per_kind


def test_an_unknown_kind_is_a_note_and_a_future_one_is_not_known() -> None:
    found = strengths(("A", TODAY, "rumour"), ("B", date(2026, 8, 1), "appeal"))
    assert found[0, SIGNALS.keys.index("visit_note")] == 1
    assert found[1].sum() == 0


def test_a_notice_of_an_overhaul_is_no_sign_of_a_move() -> None:
    notice = ("A", TODAY, "planned_shutdown")
    assert strengths(notice).sum() == 0
    frame = pl.DataFrame([notice], schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String}, orient="row")
    assert kinds_of_reports(frame, CODES, TODAY).tolist() == [0, 0]


def test_no_signals_are_no_strength() -> None:
    assert strengths().sum() == 0


def test_kinds_of_reports_count_once_each_within_a_year_whatever_they_are() -> None:
    rows = [
        ("A", TODAY, "appeal"), ("A", date(2026, 1, 1), "appeal"), ("A", date(2025, 7, 2), "lease_ending"),
        ("A", date(2025, 6, 1), "visit_note"),
        ("B", TODAY, "rumour"), ("B", TODAY, "visit_note"), ("B", date(2026, 8, 1), "lease_ending"), ("C", TODAY, "appeal"),
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema={"uscc": pl.String, "observed_on": pl.Date, "kind": pl.String}, orient="row")
    assert kinds_of_reports(frame, CODES, TODAY).tolist() == [2, 1]
    assert kinds_of_reports(frame.clear(), CODES, TODAY).tolist() == [0, 0]
