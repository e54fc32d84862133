"""Visits that noted plans to move, and those that confirmed other trouble, count as they fade; what is denied or over does not."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from models.evidence.settings import SignalSettings
from models.evidence.visit_strengths import repeated_notes, visit_strengths
from warehouse.risk_vocabulary import VISIT_EVIDENCE

TODAY = date(2026, 11, 16)
CODES = np.array(["A", "B"])
Row = tuple[str, date, str, str | None, str | None, str | None]


def visits(*rows: Row) -> pl.DataFrame:
    schema = {
        "uscc": pl.String,
        "visited_on": pl.Date,
        "visited_by": pl.String,
        "finding": pl.String,
        "outcome": pl.String,
        "note": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def strengths(*rows: Row) -> dict[str, list[float]]:
    found = visit_strengths(visits(*rows), CODES, TODAY, SignalSettings())
    return {kind: found[:, column].tolist() for column, kind in enumerate(VISIT_EVIDENCE.keys)}


def noted(words: str | None, outcome: str | None = None, note: str | None = None, day: date = TODAY) -> dict[str, list[float]]:
    return strengths(("A", day, "组", words, outcome, note))


MOVES = {"visit_move": [1.0, 0.0], "visit_trouble": [0.0, 0.0]}
TROUBLE = {"visit_move": [0.0, 0.0], "visit_trouble": [1.0, 0.0]}
NEITHER = {"visit_move": [0.0, 0.0], "visit_trouble": [0.0, 0.0]}


@pytest.mark.parametrize(
    "words",
    [
        "正在比选外地场地",
        "场地不足，拟搬迁",
        "无法扩产，拟整体搬迁至惠州",
        "计划在外地新建厂房",
        "Looking at a site elsewhere",
        "plans to move out",
    ],
)
def test_words_of_a_move_count_in_either_language_and_cell(words: str) -> None:
    assert noted(words) == noted(words, "confirmed") == noted("confirmed", note=words) == MOVES


@pytest.mark.parametrize(
    "words",
    [
        "无外迁计划",
        "暂不考虑在外地建厂",
        "没有在外地设厂的打算",
        "未提及搬迁",
        "企业否认外迁传闻",
        "no plans to move out",
        "区内搬迁",
        "搬迁至区内新园区",
    ],
)
def test_a_plan_that_is_denied_and_a_move_inside_the_district_do_not_count(words: str) -> None:
    assert noted(words, "normal") == NEITHER


@pytest.mark.parametrize("words", ["外地客户减少", "因外地员工返乡，开工不足", "orders from elsewhere fell"])
def test_customers_and_staff_elsewhere_are_no_move_but_the_trouble_is_one_where_confirmed(words: str) -> None:
    assert noted(words) == NEITHER
    assert noted(words, "confirmed") == TROUBLE


def test_a_bare_confirmation_may_be_one_of_a_move_and_speaks_neither_way() -> None:
    assert noted("confirmed") == noted(None, "confirmed") == NEITHER
    assert noted("订单减少", "partly") == TROUBLE


@pytest.mark.parametrize("outcome", ["false_alarm", "solved", "relocated_out", "relocated_within", "recovered"])
def test_what_is_over_does_not_count(outcome: str) -> None:
    assert noted("拟搬迁", outcome) == noted("confirmed", outcome) == NEITHER


def test_visits_fade_each_at_its_own_pace_and_later_ones_are_not_known() -> None:
    found = strengths(
        ("A", date(2026, 2, 15), "组", "拟搬迁", None, None),
        ("B", date(2026, 5, 17), "组", "订单减少", "confirmed", None),
        ("B", date(2026, 11, 17), "组", "拟搬迁", None, None),
    )
    assert found["visit_move"] == [pytest.approx(0.5, abs=0.01), 0]
    assert found["visit_trouble"] == [0, pytest.approx(0.5, abs=0.01)]


def test_two_visits_of_a_day_are_one_and_many_are_bounded() -> None:
    assert strengths(("A", TODAY, "甲", "拟搬迁", None, None), ("A", TODAY, "乙", "拟外迁", None, None)) == MOVES
    often = [("A", date(2026, 11, day), "组", "拟搬迁", None, None) for day in range(1, 10)]
    assert strengths(*often)["visit_move"][0] == SignalSettings().most_per_kind


def test_a_note_whose_visit_is_on_record_is_there_twice_and_any_other_report_is_not() -> None:
    signals = pl.DataFrame(
        {"uscc": ["A", "A", "B", "B"], "observed_on": [TODAY, TODAY, TODAY, date(2026, 3, 1)],
         "kind": ["visit_note", "recruiting_outside", "visit_note", "visit_note"]},
    )  # fmt: skip
    book = visits(("A", date(2026, 10, 30), "组", "拟搬迁", None, None), ("B", TODAY, "组", "经营正常", "normal", None))
    assert repeated_notes(signals, book, CODES, TODAY, SignalSettings()).tolist() == [1, 0]
    assert repeated_notes(signals, book.clear(), CODES, TODAY, SignalSettings()).tolist() == [0, 0]
