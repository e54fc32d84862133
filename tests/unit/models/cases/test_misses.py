"""A departure that was not on each of the last lists before it has one cause, decided by what was published then."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from models.cases.misses import MissInputs, causes_counted, departures_known, judge_misses, noticed
from models.cases.settings import CaseSettings
from warehouse.miss_vocabulary import MISS_CAUSES

MONTHS = [date(2026, month, 1) for month in range(4, 9)]
DAYS = {month: date(2026, month.month + 1, 16) for month in MONTHS}
LEFT_ON, KNOWN_ON = date(2026, 9, 20), date(2026, 10, 3)
LAST = MONTHS[-3:]


def departures(outcome: str = "relocated_out") -> pl.DataFrame:
    rows = [{"uscc": "A", "district": "X", "outcome": outcome, "occurred_on": LEFT_ON, "known_on": KNOWN_ON}]
    return pl.DataFrame(rows)


def risks(own: float | None = 0.10, out_of_scope: str | None = None, *, is_registered: bool = True) -> pl.DataFrame:
    others = {"B": 0.5, "C": 0.3, "D": 0.02}
    rows = [
        {"month": month, "uscc": code, "district": "X", "operating_risk": risk, "relocation_risk": risk / 2, "combined_risk": risk}
        for month in MONTHS
        for code, risk in others.items()
    ]
    if is_registered:
        half = None if own is None else own / 2
        rows += [
            {"month": m, "uscc": "A", "district": "X", "operating_risk": half, "relocation_risk": own, "combined_risk": own} for m in MONTHS
        ]
    scope = pl.when(pl.col("uscc") == "A").then(pl.lit(out_of_scope))
    return pl.DataFrame(rows).with_columns(out_of_scope=scope.cast(pl.String))


def candidates(*own: tuple[date, bool]) -> pl.DataFrame:
    listed = [(month, code, risk, True) for month in MONTHS for code, risk in (("B", 0.5), ("C", 0.3))]
    rows = [*listed, *((month, "A", 0.1, is_listed) for month, is_listed in own)]
    frame = pl.DataFrame(rows, schema=["month", "uscc", "combined_risk", "is_listed"], orient="row")
    return frame.with_columns(draw_chance=pl.lit(None, pl.Float64), is_kept=pl.lit(None, pl.Boolean), status=pl.lit("new"))


def contributions(size: float) -> pl.DataFrame:
    parts = {"intercept": -4.0, "kinds_moving": size, "decline_evidence": -0.3}
    rows = [
        {"month": month, "uscc": "A", "risk": risk, "feature": feature, "contribution_log_odds": value}
        for month in MONTHS
        for risk in ("operating", "relocation")
        for feature, value in parts.items()
    ]
    return pl.DataFrame(rows)


def records(*rows: tuple[str, str, str, date, date]) -> pl.DataFrame:
    kinds = {"uscc": pl.String, "record": pl.String, "kind": pl.String, "happened_on": pl.Date, "known_on": pl.Date}
    return pl.DataFrame(rows, schema=kinds, orient="row")


def judged(**other: Any) -> list[dict[str, Any]]:
    given = {
        "departures": departures(), "days": DAYS, "candidates": candidates(), "risks": risks(), "contributions": contributions(0.1),
        "records": records(),
    }  # fmt: skip
    return judge_misses(MissInputs(**{**given, **other}), CaseSettings()).misses


LATE = records(("A", "signal", "lease_ending", date(2026, 9, 1), date(2026, 9, 25)))


@pytest.mark.parametrize(
    ("cause", "other"),
    [
        ("not_in_register", {"risks": risks(is_registered=False)}),
        ("out_of_scope", {"risks": risks(None, "too_few_figures")}),
        ("dropped", {"candidates": candidates((MONTHS[1], True))}),
        ("listed_late", {"candidates": candidates((LAST[2], True))}),
        ("below_cut", {"candidates": candidates((LAST[1], False))}),
        ("late_evidence", {"records": LATE}),
        ("outweighed", {"contributions": contributions(0.9)}),
        ("no_evidence", {}),
    ],
)
def test_each_cause(cause: str, other: dict[str, Any]) -> None:
    assert [row["cause"] for row in judged(**other)] == [cause]


def test_the_first_cause_that_holds_is_the_cause() -> None:
    everything = {"candidates": candidates((LAST[0], False)), "records": LATE, "contributions": contributions(0.9)}
    found = judged(**everything)[0]
    assert found["cause"] == "below_cut"
    assert MISS_CAUSES.keys.index("below_cut") < MISS_CAUSES.keys.index("late_evidence") < MISS_CAUSES.keys.index("outweighed")
    # What did not decide is on record all the same.
    assert (found["late_record"], found["late_known_on"]) == ("signal", date(2026, 9, 25))


def test_on_each_of_the_last_lists_is_no_miss_and_on_two_of_three_is_one() -> None:
    assert judged(candidates=candidates(*((month, True) for month in LAST))) == []
    assert judged(candidates=candidates(*((month, True) for month in LAST[1:])))[0]["listed_count"] == 2


def test_nobody_is_missed_before_the_first_list() -> None:
    assert judged(days={}) == []
    assert judged(days={MONTHS[0]: LEFT_ON}) == []


def test_what_would_have_listed_it_follows_from_the_nearest_month() -> None:
    found = judged(candidates=candidates((LAST[1], False)), contributions=contributions(0.9))[0]
    # Third of four by risk, where two had a place; the cut is the lesser of the two.
    assert (found["places_needed"], found["places_count"], found["cut_risk"]) == (3, 2, 0.3)
    # log(.3/.7) - log(.1/.9) = 1.3499
    assert found["lacking_log_odds"] == pytest.approx(1.3499, abs=1e-4)
    assert (found["strongest_feature"], found["needed_log_odds"]) == ("kinds_moving", pytest.approx(0.9 + 1.3499, abs=1e-4))
    assert (found["against_feature"], found["against_log_odds"]) == ("decline_evidence", -0.3)
    assert found["is_at_cut"] is False


def test_a_place_by_lot_or_by_a_visit_is_no_cut() -> None:
    drawn = candidates().with_columns(draw_chance=pl.when(pl.col("uscc") == "C").then(0.5))
    assert judged(candidates=drawn)[0]["cut_risk"] == 0.5


def test_whoever_stays_listed_below_the_line_is_no_cut_for_newcomers() -> None:
    stays = candidates().with_columns(status=pl.when(pl.col("uscc") == "C").then(pl.lit("same")).otherwise(pl.lit("new")))
    assert judged(candidates=stays)[0]["cut_risk"] == 0.5
    assert judged(candidates=stays.with_columns(status=pl.lit("same")))[0]["cut_risk"] == 0.3


def test_a_report_in_time_is_not_late_and_a_visit_that_found_nothing_tells_nothing() -> None:
    in_time = records(("A", "signal", "lease_ending", date(2026, 9, 1), date(2026, 9, 15)))
    normal = records(("A", "visit", "normal", date(2026, 9, 1), date(2026, 9, 25)))
    long_ago = records(("A", "signal", "lease_ending", date(2025, 9, 1), date(2026, 9, 25)))
    assert [judged(records=one)[0]["cause"] for one in (in_time, normal, long_ago)] == ["no_evidence"] * 3


def test_closures_are_measured_by_the_operating_risk() -> None:
    assert judged(departures=departures("closed"))[0]["risk"] == "operating"


def test_the_months_before_have_rank_and_risks_as_published() -> None:
    given = MissInputs(departures(), DAYS, candidates((LAST[1], False)), risks(), contributions(0.1), records())
    months = judge_misses(given, CaseSettings()).months
    assert months["list_month"].to_list() == MONTHS
    assert months["risk_rank"].to_list() == [3] * 5
    assert months["judged_count"].to_list() == [4] * 5
    assert months["is_candidate"].to_list() == [False, False, False, True, False]


def test_a_departure_belongs_to_the_month_of_its_first_record() -> None:
    early, late = date(2026, 9, 1), date(2026, 10, 1)
    rows = [
        ("A", "closed", date(2026, 8, 1), early), ("A", "closed", date(2026, 8, 5), late), ("B", "recovered", date(2026, 8, 5), late),
        ("C", "relocated_out", date(2026, 8, 5), late),
    ]  # fmt: skip
    outcomes = pl.DataFrame(rows, schema=["uscc", "outcome", "occurred_on", "known_on"], orient="row")
    known = departures_known(outcomes, date(2026, 9, 16), date(2026, 10, 16))
    assert known["uscc"].to_list() == ["C"]


def test_what_people_noticed_has_both_days() -> None:
    signals = pl.DataFrame({"uscc": ["A"], "kind": ["lease_ending"], "observed_on": [LEFT_ON], "known_on": [KNOWN_ON]})
    appeals = pl.DataFrame({"uscc": ["A"], "topic": ["space"], "raised_on": [LEFT_ON], "known_on": [KNOWN_ON]})
    visits = pl.DataFrame(
        {
            "uscc": ["A"] * 2,
            "finding": ["订单减少", None],
            "outcome": ["confirmed", None],
            "visited_on": [LEFT_ON] * 2,
            "known_on": [KNOWN_ON] * 2,
        }
    )
    found = noticed(signals, appeals, visits)
    assert sorted(found["kind"]) == ["confirmed", "lease_ending", "other", "space"]


def test_causes_are_counted_over_the_months_asked_for() -> None:
    rows = pl.DataFrame(
        {"month": [date(2024, 8, 1), date(2024, 9, 1), date(2026, 8, 1)], "cause": ["dropped", "no_evidence", "no_evidence"]}
    )
    assert causes_counted(rows, date(2026, 8, 1), 24).rows() == [("no_evidence", 2)]
